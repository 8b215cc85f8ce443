import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { hostileTexts } from "../../support/hostile-texts.ts";

const program = `${import.meta.dirname}/../../support/text-steps.ts`;

/** V8 compiles in other threads, and what it has optimised it counts otherwise: on a busy machine at another moment. */
const uniform = ["--no-opt", "--single-threaded"];

test("twice as much text of a manifest or a policy takes no more than about twice the steps", () => {
  const output = execFileSync(process.execPath, [...uniform, program], { encoding: "utf8" });
  const counts = JSON.parse(output) as readonly (readonly [what: string, once: number, twice: number])[];
  expect(counts).toHaveLength(hostileTexts().length);
  // In line with the square it would be four times.
  expect(counts.filter(([, once, twice]) => twice > 2.6 * once + 5000)).toEqual([]);
});
