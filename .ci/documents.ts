import { documentsWithBlocks } from "./document-blocks.ts";
import { examplePolicy, examplePolicyFile } from "./example-policy.ts";
import { pictureFolder, pictures } from "./picture.ts";
import { webhookManifests } from "../src/cli/webhooks/manifests.ts";
import { pagesFolder, rulePages } from "./rule-pages.ts";

/** The rules' pages, all of them generated. */
export const generatedFolder = pagesFolder;

/** Where the manifests are kept, from the root of the repository. */
export const manifestFolder = "manifests/kustomize/base";

/**
 * What is made by running vmgate itself: the tables and messages in documents, the example of a policy, the rules'
 * pages, the pictures and the manifests of its webhooks.
 */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const pages = await rulePages();
  return {
    ...documentsWithBlocks(),
    [examplePolicyFile]: examplePolicy(),
    ...inFolder(pictureFolder, pictures()),
    ...inFolder(manifestFolder, webhookManifests()),
    ...inFolder(pagesFolder, pages),
    "src/cli/explain/pages.json": pagesJson(pages),
  };
}

/** The rules' pages by id, for `vmgate explain`: the bundle has them in it. */
function pagesJson(pages: Readonly<Record<string, string>>): string {
  const rules = Object.entries(pages).filter(([name]) => name !== "README.md");
  const byId = Object.fromEntries(rules.map(([name, text]) => [name.replace(/\.md$/, ""), text]));
  return `${JSON.stringify(byId, null, 2)}\n`;
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}
