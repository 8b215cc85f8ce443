import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("the demo shows a refusal in five lines, what is filled in, and both parts of merged user data", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [`${import.meta.dirname}/demo.ts`]);
  expect(stdout.match(/^\* spec\..*; .*; .* \[[a-z-]+\]$/gm)).toHaveLength(5);
  expect(stdout).toContain('  /spec/template/spec/domain/cpu = {"cores":2,"sockets":1,"threads":1}');
  expect(stdout).toMatch(
    /1\. text\/cloud-config, \d+ bytes, the user's\n.*\d+ bytes, the platform's \(vmgate\)/,
  );
}, 30_000);
