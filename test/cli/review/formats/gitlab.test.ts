import { stringify } from "yaml";
import { expect, test } from "vitest";
import { gitlab } from "../../../../src/cli/review/formats/gitlab.ts";
import { reportOn, reportOnEverything } from "../../../support/report.ts";
import { vmWithTemplate } from "../../../support/vm.ts";

type Issue = Readonly<Record<"description" | "check_name" | "fingerprint" | "severity", string>> & {
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
};

const issuesOf = (text: string): readonly Issue[] => JSON.parse(text) as readonly Issue[];
const refused = (cpu: string): string =>
  stringify(vmWithTemplate({ domain: { resources: { requests: { cpu } } } }));

test("an issue for each problem", async () => {
  const issues = issuesOf(gitlab(await reportOnEverything()));
  expect(issues.map(({ check_name, severity, location }) => [check_name, severity, location.path])).toEqual([
    ["whole-core-cpu", "major", "shop/refused.yaml"],
    ["secure-boot", "major", "shop/refused.yaml"],
    ["run-strategy", "minor", "shop/warned.yaml"],
    ["unreadable", "major", "broken.yaml"],
  ]);
  expect(issues[0]?.description).toMatch(/^VirtualMachine shop\/web: spec\..* \[whole-core-cpu\]$/);
  expect(issues[3]?.location.lines.begin).toBe(3);
});

test("no two issues have one fingerprint, and another line or value keeps it", async () => {
  const twice = issuesOf(gitlab(await reportOn({ "a.yaml": `${refused("1500m")}---\n${refused("1500m")}` })));
  expect(new Set(twice.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  const moved = issuesOf(gitlab(await reportOn({ "a.yaml": `# moved\n\n${refused("2500m")}` })));
  expect(moved[0]?.fingerprint).toBe(twice[0]?.fingerprint);
  expect(moved[0]?.fingerprint).toMatch(/^[\da-f]{64}$/);
});
