import { readManifests } from "../../src/cli/review/manifests.ts";
import { parsePolicy } from "../../src/policy/file/parse.ts";
import { blocksEntered } from "./block-counts.ts";
import { hostileTexts } from "./hostile-texts.ts";

/*
 * Prints the steps that reading each hostile text takes, at n and at 2n, as JSON: [what, once, twice].
 * It is a program, since V8 counts for a whole process.
 */

const n = 200;
const counts: [string, number, number][] = [];
for (const [reader, what, text] of hostileTexts()) {
  const read = reader === "policy" ? (policy: string) => parsePolicy(policy, ["boot-disk"]) : readManifests;
  // What is compiled at the first call is no part of it.
  read(text(n));
  const [once, twice] = [text(n), text(2 * n)];
  counts.push([
    `${reader}: ${what}`,
    await blocksEntered(() => read(once)),
    await blocksEntered(() => read(twice)),
  ]);
}
process.stdout.write(JSON.stringify(counts));
