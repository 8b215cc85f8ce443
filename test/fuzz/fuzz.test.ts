import { expect, test } from "vitest";
import { fuzz, type Target } from "./fuzz.ts";
import { targets } from "./targets.ts";

const untilRuns = (most: number) => (runs: number) => runs >= most;

/** Fails over one word of three characters, each of which is looked at only behind the one before. */
function picky(bytes: Uint8Array): void {
  if (bytes[0] !== 0x26) return;
  if (bytes[1] !== 0x2a) return;
  if (bytes[2] === 0x21) throw new Error("found");
}

test("what is found letter by letter is found, since each new way is followed", async () => {
  const target: Target = { name: "picky", seeds: [new Uint8Array()], run: picky };
  const { failure } = await fuzz(target, { seed: 1, isOver: untilRuns(20_000), part: "fuzz.test.ts" });
  expect(new TextDecoder().decode(failure?.input)).toBe("&*!");
});

test("one seed gives one run", async () => {
  const target: Target = { name: "any", seeds: [Uint8Array.of(1)], run: () => undefined };
  const seen: string[][] = [];
  for (let i = 0; i < 2; i++) {
    const inputs: string[] = [];
    await fuzz(
      { ...target, run: (bytes) => inputs.push(bytes.join(" ")) },
      { seed: 7, isOver: untilRuns(50) },
    );
    seen.push(inputs);
  }
  expect(seen[0]).toEqual(seen[1]);
});

test.for(targets())("every seed of $name holds, and takes its own ways", async (target) => {
  const { failure, runs, ways } = await fuzz(target, { seed: 1, isOver: () => true });
  expect(failure).toBeUndefined();
  expect(runs).toBe(target.seeds.length);
  expect(ways).toBeGreaterThan(20);
});
