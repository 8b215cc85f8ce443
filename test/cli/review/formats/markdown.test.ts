import { expect, test } from "vitest";
import { markdown } from "../../../../src/cli/review/formats/markdown.ts";
import { forgedReport, reportOn, reportOnEverything } from "../../../support/report.ts";

test("the counts, a table of the problems, and what was skipped", async () => {
  const lines = markdown(await reportOnEverything()).split("\n");
  expect(lines[0]).toBe("**vmgate:** 2 allowed, 1 refused, 2 skipped, 1 unreadable");
  expect(lines.slice(2, 8).map((line) => line.split("|").map((cell) => cell.trim())[1])).toEqual([
    "level",
    expect.stringMatching(/^-+$/),
    "error",
    "error",
    "warning",
    "error",
  ]);
  expect(lines[4]).toMatch(/^\| error +\| shop\/refused\.yaml:\d+ +\| VirtualMachine shop\/web +\| spec\./);
  expect(lines.slice(8)).toEqual(["", "- skipped: 1 ConfigMap, 1 Service", ""]);
});

test("without problems no table", async () => {
  expect(markdown(await reportOn({}))).toBe("**vmgate:** 0 allowed, 0 refused, 0 skipped, 0 unreadable\n");
});

test("a name makes no markup, link, mention or cell", async () => {
  const printed = markdown(await forgedReport());
  for (const line of printed.split("\n").filter((text) => text.startsWith("|")))
    expect(line.replaceAll("\\|", "").split("|")).toHaveLength(7);
  const unescaped = printed
    .split("\n")
    .slice(1)
    .join("\n")
    .replaceAll(/\\[^\n]/g, "");
  expect(unescaped).not.toMatch(/[`*[\]()!<>@]/);
  expect(unescaped).not.toMatch(/&(?!amp;|lt;|gt;|#64;)/);
});
