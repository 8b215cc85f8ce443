import { readKeyPair, type KeyPair, type KeyPairFiles } from "./key-pair.ts";

/** What is told of the files; each once, when it becomes so. */
export interface KeyPairEvents {
  /** They hold another pair. */
  readonly changed: (pair: KeyPair) => void;
  /** They hold no pair, and why. */
  readonly unusable: (problems: readonly string[]) => void;
  /** They hold a pair again. */
  readonly usable: () => void;
}

/**
 * Looks at the files every `intervalMs` and tells what became of them. They are read rather than watched: a
 * mounted Secret changes by a symbolic link beside them, and a missed event would let the certificate
 * expire. A pair seen half written does not fit together, and is right the next time.
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

  const look = async (): Promise<void> => {
    const read = await readKeyPair(files);
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
    timer = lookLater();
  };
  const lookLater = (): NodeJS.Timeout => setTimeout(() => void look(), intervalMs).unref();
  let timer = lookLater();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
