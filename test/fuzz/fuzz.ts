import { Coverage } from "./coverage.ts";
import { mutateBytes, mutateJson } from "./mutate.ts";
import { Random } from "./random.ts";

/** What is fed with bytes. */
export interface Target {
  readonly name: string;
  /** What to begin with. */
  readonly seeds: readonly Uint8Array[];
  /** Whether most inputs shall be JSON. */
  readonly isJson?: boolean;
  /** Throws where something does not hold that must, whatever the bytes. */
  readonly run: (bytes: Uint8Array) => unknown;
}

/** What came of fuzzing a target. */
export interface Result {
  readonly runs: number;
  /** Inputs that are changed further: the seeds, and those that took a way through the code which none before took. */
  readonly kept: number;
  /** Ways that were taken. */
  readonly ways: number;
  /** The first input that did not hold, cut down, and what was thrown. */
  readonly failure?: { readonly input: Uint8Array; readonly error: unknown };
}

/** Most inputs that are kept: the oldest ones are forgotten. */
const mostKept = 4096;

/**
 * Feeds a target with its seeds and with what becomes of them by chance; what takes a new way through the code is
 * changed further. Ends with the first failure, or when `isOver` says so.
 * @param part of the addresses of the files whose coverage guides it
 */
export async function fuzz(
  target: Target,
  {
    seed,
    isOver,
    part,
  }: { readonly seed: number; readonly isOver: (runs: number) => boolean; readonly part?: string },
): Promise<Result> {
  const random = new Random(seed);
  const coverage = new Coverage(part);
  const kept = [...target.seeds];
  let runs = 0;
  try {
    while (runs < target.seeds.length || !isOver(runs)) {
      const input = target.seeds[runs] ?? next(target, kept, random);
      runs++;
      const error = await errorOf(target, input);
      if (error !== undefined) {
        const failure = { input: await cutDown(target, input), error };
        return { runs, kept: kept.length, ways: coverage.ways, failure };
      }
      if (!coverage.isNew() || runs <= target.seeds.length) continue;
      kept.push(input);
      if (kept.length > mostKept) kept.shift();
    }
    return { runs, kept: kept.length, ways: coverage.ways };
  } finally {
    coverage.close();
  }
}

function next({ isJson = false }: Target, kept: readonly Uint8Array[], random: Random): Uint8Array {
  const newest = kept.slice(-32);
  const input = random.pick(random.below(2) === 0 ? newest : kept);
  const other = random.pick(kept);
  const asJson = isJson && random.below(8) > 0 ? mutateJson(input, other, random) : undefined;
  return asJson ?? mutateBytes(input, other, random);
}

async function errorOf({ run }: Target, input: Uint8Array): Promise<unknown> {
  try {
    await run(input);
    return undefined;
  } catch (error) {
    return error ?? new Error("nothing was thrown");
  }
}

/** The input without what is not needed for a failure. */
async function cutDown(target: Target, input: Uint8Array): Promise<Uint8Array> {
  let least = input;
  for (let length = least.length >> 1; length > 0; length >>= 1) {
    for (let at = 0; at < least.length;) {
      const shorter = Uint8Array.from([...least.subarray(0, at), ...least.subarray(at + length)]);
      if ((await errorOf(target, shorter)) === undefined) at += length;
      else least = shorter;
    }
  }
  return least;
}
