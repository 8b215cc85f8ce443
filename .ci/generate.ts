import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { generateScripts } from "./cloud-init-parts.ts";
import { generateValidator } from "./policy-validator.ts";
import { pagesFolder, rulePages } from "./rule-pages.ts";
import { withTables } from "./readme.ts";
import { manifestFolder, webhookManifests } from "./webhooks.ts";

const root = `${import.meta.dirname}/..`;

/** Every file that is made from the sources: its path from the root of the repository, and what it has to hold. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    "README.md": withTables(readFileSync(`${root}/README.md`, "utf8")),
    "src/injection/parts/scripts.ts": await generateScripts(),
    "src/policy/file/validator.js": await generateValidator(),
    ...inFolder(manifestFolder, webhookManifests()),
    ...inFolder(pagesFolder, await rulePages()),
  };
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

/** What differs from the sources, each with what is wrong with it; also pages that nothing makes any more. */
export async function staleFiles(): Promise<readonly string[]> {
  const files = await generatedFiles();
  const stale = Object.keys(files).flatMap((path) => {
    const text = read(path);
    if (text === undefined) return [`${path} is missing`];
    return text === files[path] ? [] : [`${path} is not what its sources say`];
  });
  return [...stale, ...leftovers(files).map((path) => `${path} is left over from a rule that is gone`)];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(`${root}/${path}`, "utf8");
  } catch {
    return undefined;
  }
}

function leftovers(files: Readonly<Record<string, string>>): readonly string[] {
  const pages = readdirSync(`${root}/${pagesFolder}`).map((name) => `${pagesFolder}/${name}`);
  return pages.filter((path) => !Object.hasOwn(files, path));
}

/** Without arguments writes them all; with `--check` writes nothing and fails where one is stale. */
if (import.meta.main) {
  if (process.argv.includes("--check")) {
    const stale = await staleFiles();
    for (const problem of stale) console.error(`${problem}; run \`npm run generate\` and commit it`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    const files = await generatedFiles();
    for (const [path, text] of Object.entries(files)) writeFileSync(`${root}/${path}`, text);
    for (const path of leftovers(files)) rmSync(`${root}/${path}`);
  }
}
