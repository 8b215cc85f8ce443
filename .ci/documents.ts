import { readFileSync } from "node:fs";
import { pagesFolder, rulePages } from "./rule-pages.ts";
import { withTables } from "./readme.ts";
import { manifestFolder, webhookManifests } from "./webhooks.ts";

/** The rules' pages, all of them generated. */
export const generatedFolder = pagesFolder;

/** What is made by running vmgate itself: the tables of README, the rules' pages and the manifests of its webhooks. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    "README.md": withTables(readFileSync(`${import.meta.dirname}/../README.md`, "utf8")),
    ...inFolder(manifestFolder, webhookManifests()),
    ...inFolder(pagesFolder, await rulePages()),
  };
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}
