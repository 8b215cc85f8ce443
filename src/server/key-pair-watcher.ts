import type { KeyPair } from "../certs/key-pair.ts";
import { readKeyPair, type KeyPairFiles } from "./key-pair.ts";

/** Events of the files; each once per change. */
export interface KeyPairEvents {
  /** They hold another pair. */
  readonly changed: (pair: KeyPair) => void;
  /** They hold no pair, with the reasons. */
  readonly unusable: (problems: readonly string[]) => void;
  /** They hold a pair again. */
  readonly usable: () => void;
}

/**
 * Polls the files every `intervalMs` and reports changes. They are polled rather than watched: a mounted Secret
 * changes by a symbolic link beside them, and a missed event would let the certificate expire. A half-written pair
 * does not match, and is complete at the next poll.
 * @returns a function that ends the watch.
 */
export function watchKeyPair(
  files: KeyPairFiles,
  first: KeyPair,
  intervalMs: number,
  { changed, unusable, usable }: KeyPairEvents,
): () => void {
  let current = first;
  let problems = "";
  let isStopped = false;

  const poll = async (): Promise<void> => {
    const once = await readKeyPair(files);
    // They are read one after the other: where both changed in between, they are found to match when they are read again.
    const read = "problems" in once ? await readKeyPair(files) : once;
    if (isStopped) return;
    const found = "problems" in read ? read.problems.join("\n") : "";
    if (found !== problems) {
      problems = found;
      if ("problems" in read) unusable(read.problems);
      else usable();
    }
    if ("pair" in read && (read.pair.cert !== current.cert || read.pair.key !== current.key)) {
      current = read.pair;
      changed(current);
    }
    timer = schedule();
  };
  const schedule = (): NodeJS.Timeout => setTimeout(() => void poll(), intervalMs).unref();
  let timer = schedule();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
