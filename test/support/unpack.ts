import { join } from "node:path";
import { cacheFolder, hashFiles } from "../cluster/cache.ts";
import { makeOnce, runLogged } from "../cluster/make-once.ts";

/**
 * Unpacks Debian packages into the cache, unless they are there: half a minute. Nothing is installed.
 * @param scope whether what they depend on is unpacked too where this machine has it: "missing" is for a tree that is
 *   laid over this machine's files, "whole" for one that stands alone
 * @returns the folder
 */
export async function unpackTree(scope: "missing" | "whole", packages: readonly string[]): Promise<string> {
  const hash = hashFiles(import.meta.dirname, ["unpack.sh"], JSON.stringify([scope, packages]));
  const tree = join(cacheFolder, `tree-${hash}`);
  await makeOnce(tree, async (part) => {
    console.log(`Unpacking ${packages.join(", ")}.`);
    await runLogged(join(import.meta.dirname, "unpack.sh"), [part, scope, ...packages], `${tree}.log`);
  });
  return tree;
}
