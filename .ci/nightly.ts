import { spawnSync } from "node:child_process";

/*
 * npm run nightly [-- WORDS]: what takes too long for every change, one after the other; all of it runs even where an early
 * part fails. With words, only the parts whose names have one of them.
 */

const minute = 60;

/** What is run, by name. */
const parts: Readonly<Record<string, readonly string[]>> = {
  properties: ["npm", "run", "-s", "test:nightly"],
  corpus: ["env", "VMGATE_CORPUS=all", "npm", "test", "--", "test/corpus", "test/cluster/corpus"],
  guests: ["env", "VMGATE_GUESTS=all", "npm", "run", "-s", "test:guest", "--", "test/guest/renderers"],
  versions: ["npm", "run", "-s", "versions"],
  fuzz: ["npm", "run", "-s", "fuzz", "--", "--seconds", String(60 * minute)],
  soak: ["npm", "run", "-s", "soak", "--", "--minutes", "5"],
  mutation: ["npm", "run", "-s", "mutation"],
};

const words = process.argv.slice(2);
const chosen = Object.entries(parts).filter(
  ([name]) => words.length === 0 || words.some((word) => name.includes(word)),
);
if (chosen.length === 0) {
  console.error(
    `no part has any of these words: ${words.join(", ")}; there are ${Object.keys(parts).join(", ")}`,
  );
  process.exit(2);
}
const failed = chosen.filter(([name, [command = "", ...args]]) => {
  console.log(`\n== ${name}: ${[command, ...args].join(" ")}`);
  return spawnSync(command, args, { stdio: "inherit" }).status !== 0;
});
console.log(failed.length === 0 ? "\nall passed" : `\nfailed: ${failed.map(([name]) => name).join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
