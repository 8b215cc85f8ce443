import { expect, test } from "vitest";
import { github } from "../../../../src/cli/review/formats/github.ts";
import { forgedReport, reportOnEverything } from "../../../support/report.ts";

test("a workflow command for each problem", async () => {
  const lines = github(await reportOnEverything())
    .trimEnd()
    .split("\n");
  expect(lines.map((line) => line.replaceAll(/line=\d+/g, "line=N"))).toEqual([
    '::error file=shop/refused.yaml,line=N,col=18,endColumn=23,title=VirtualMachine shop/web::spec.template.spec.domain.resources.requests.cpu: Invalid value: "1500m": must be a whole number of cores, at least 1; use "2" [whole-core-cpu]',
    expect.stringMatching(/^::error file=shop\/refused\.yaml,.*\[secure-boot\]$/),
    expect.stringMatching(/^::warning file=shop\/warned\.yaml,.*\[run-strategy\]$/),
    expect.stringMatching(
      /^::error file=broken\.yaml,line=N,col=1,endColumn=2,title=vmgate::.*\[unreadable\]$/,
    ),
  ]);
});

test("a name ends neither a property nor the command", async () => {
  for (const line of github(await forgedReport())
    .trimEnd()
    .split("\n")) {
    const [, properties = ""] = /^::error ([^:]*)::/.exec(line) ?? [];
    expect(properties.split(",").map((property) => property.split("=")[0])).toEqual([
      ...["file", "line", "col", "endColumn", "title"],
    ]);
    expect(line).not.toMatch(/%(?!25|3A|2C)/);
  }
});
