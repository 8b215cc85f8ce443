import { documentsWithBlocks } from "./document-blocks.ts";
import { examplePolicy, examplePolicyFile } from "./example-policy.ts";
import { pictureFolder, pictures } from "./picture.ts";
import { pagesFolder, rulePages } from "./rule-pages.ts";
import { manifestFolder, webhookManifests } from "./webhooks.ts";

/** The rules' pages, all of them generated. */
export const generatedFolder = pagesFolder;

/**
 * What is made by running vmgate itself: the tables and messages in documents, the example of a policy, the rules'
 * pages, the pictures and the manifests of its webhooks.
 */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    ...documentsWithBlocks(),
    [examplePolicyFile]: examplePolicy(),
    ...inFolder(pictureFolder, pictures()),
    ...inFolder(manifestFolder, webhookManifests()),
    ...inFolder(pagesFolder, await rulePages()),
  };
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}
