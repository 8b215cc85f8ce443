import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { isFullRun } from "./full-run.ts";

const root = join(import.meta.dirname, "../../../shared/corpus");

/** A file of the shared corpus. */
export interface CorpusFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * Declares tests over a folder of the shared corpus. Where the corpus is not there they are skipped with the
 * reason, except in a full run, where that is a failure.
 */
export function describeCorpus(folder: string, declare: () => void): void {
  if (existsSync(`${root}/${folder}`)) {
    describe(`corpus ${folder}`, declare);
  } else if (isFullRun) {
    test(`corpus ${folder}`, () => {
      throw new Error(`${root}/${folder} is missing; in a full run the tests over it may not be skipped`);
    });
  } else {
    console.log(`skipped: tests over the shared corpus, since ${root}/${folder} is missing`);
    // Not `declare`: a skipped describe runs its body all the same, which reads the files.
    test.skip(`corpus ${folder}`, () => undefined);
  }
}

/** The files of a folder of the corpus but for its index, by name. */
export function corpusFiles(folder: string): CorpusFile[] {
  return readdirSync(`${root}/${folder}`)
    .filter((name) => name !== "index.tsv")
    .sort()
    .map((name) => ({ name, content: Uint8Array.from(readFileSync(`${root}/${folder}/${name}`)) }));
}
