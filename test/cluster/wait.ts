import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again until there is an answer, and returns it.
 * @param what what is waited for, in words
 * @throws when `probe` gave undefined for all of `timeoutMs`
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  timeoutMs = 20_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`after ${timeoutMs / 1000} s still not: ${what}`);
    await sleep(50);
  }
}
