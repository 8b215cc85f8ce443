import { expect, test } from "vitest";
import type { Finding } from "../../../src/field/error.ts";
import { formatWarning } from "../../../src/field/format.ts";
import type { Manifest } from "../../../src/cli/review/manifests.ts";
import { warningProblem } from "../../../src/cli/review/problems.ts";
import { startOfFile } from "../../../src/cli/review/locations.ts";

const manifest: Manifest = { line: 1, object: {}, locate: () => startOfFile };
const long = `add ${"a very long word, ".repeat(20)}`;

test.for<[what: string, found: string, fix: string, isCut: boolean]>([
  ["whole", "no image", "add one", false],
  ["a fix that was cut", "no image", long, true],
  ["two sentences", "no image; really", "add one", false],
  ["a fix that was cut after two sentences", "no image; really", long, true],
  ["no fix", "no image", "", false],
])("the summary of a warning is without its fix: %s", ([, found, fix, isCut]) => {
  const finding: Finding = {
    ...{ rule: "no-image", action: "warn", type: "forbidden", path: ["spec"], allowed: "may not be set" },
    found,
    fix,
  };
  const message = formatWarning(finding);
  expect(message.includes("…")).toBe(isCut);
  expect(warningProblem(finding, message, manifest)).toMatchObject({ summary: found, message, fix });
});

test("what is exempt has the reason in its summary, and no fix to lose", () => {
  const finding: Finding = {
    ...{ rule: "no-image", action: "warn", type: "forbidden", path: ["spec"], allowed: "may not be set" },
    found: "no image",
    fix: "add one",
    exemption: { reason: "until May", expires: "2027-05-31" },
  };
  const { summary, exemption } = warningProblem(finding, formatWarning(finding), manifest);
  expect(summary).toBe("no image (exempt: until May)");
  expect(exemption).toEqual(finding.exemption);
});
