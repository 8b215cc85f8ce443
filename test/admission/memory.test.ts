import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { largeMachines } from "../support/large-machines.ts";

const program = `${import.meta.dirname}/../support/review-memory.ts`;
const run = (...flags: readonly string[]): unknown =>
  JSON.parse(execFileSync(process.execPath, [...flags, program], { encoding: "utf8", stdio: "pipe" }));

/** What the process has in its heap before a review, with the machine that is about to be sent, in MiB. */
const atRest = 16;

// Two processes that review some hundred megabytes.
const timeout = 300_000;

test(
  "one review of what is nearly as large as a request may be takes at most 32 MiB more",
  { timeout },
  () => {
    // Node ends a process whose heap would grow past this; a mebibyte is for new objects.
    const answered = run("--max-semi-space-size=1", `--max-old-space-size=${atRest + 32}`);
    expect(answered).toBe(Object.keys(largeMachines).length);
  },
);

test("what is kept stays flat, however much different user data is reviewed", { timeout }, () => {
  const growth = run("--expose-gc") as readonly (readonly [string, number])[];
  expect(growth).toHaveLength(3);
  // Sixty more of them; kept, each would be some 50 kB.
  for (const [what, bytes] of growth) expect([what, bytes < 1 << 20]).toEqual([what, true]);
});
