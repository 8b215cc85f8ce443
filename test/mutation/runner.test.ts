import { DryRunStatus } from "@stryker-mutator/api/test-runner";
import { expect, test } from "vitest";
import { InProcessRunner } from "./runner.ts";

test.for<[string, string[]]>([
  ["no file", []],
  ["a file that no test runs", ["src/rules/none.ts"]],
])("a run that changes nothing fails: %s", async ([, files]) => {
  expect(await new InProcessRunner().dryRun({ files })).toMatchObject({
    status: DryRunStatus.Error,
    errorMessage: expect.stringMatching(/^nothing to change: --mutate names no file/) as unknown,
  });
});
