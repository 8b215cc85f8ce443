import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Allocations } from "./allocations.ts";

test("twice the disks allocate twice as much", async () => {
  // Compiled code leaves out allocations, more for one size than for another: nothing is compiled.
  const flags = [
    ...["--min-semi-space-size=256", "--max-semi-space-size=256"],
    ...["--no-opt", "--no-maglev", "--no-sparkplug"],
  ];
  const program = `${import.meta.dirname}/allocations.ts`;
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program]);
  const { 0: none = NaN, 100: once = NaN, 200: twice = NaN } = JSON.parse(stdout) as Allocations;
  expect(once).toBeGreaterThan(none);
  expect(twice - once).toBeLessThan(1.2 * (once - none));
}, 60_000);
