import { join } from "node:path";
import { cacheFolder, hashFiles } from "../cluster/cache.ts";
import { makeOnce, runLogged } from "../cluster/make-once.ts";
import { isolated } from "./isolated.ts";

/** The Debian releases that guests are made of: cloud-init 22.4 and sshd 9.2, cloud-init 25.1 and sshd 10.0. */
export type Release = "bookworm" | "trixie";

/** The tree that guests of a release start from; named by a hash of its recipe, so an old one is never taken for it. */
function treeFolder(release: Release): string {
  return join(cacheFolder, `guest-${release}-${hashFiles(import.meta.dirname, ["tree.sh"], "")}`);
}

/**
 * Builds the tree of a release unless there is one: about a minute and a half. Two runs at once build once, and
 * what is built appears under its name only when it is whole.
 * @returns its folder
 * @throws when a step fails, with the end of its output
 */
export async function buildTree(release: Release): Promise<string> {
  const tree = treeFolder(release);
  await makeOnce(tree, async (part) => {
    console.log(`Building the ${release} guest in ${tree}, a minute or two the first time.`);
    // debootstrap mounts file systems in the tree: in namespaces of its own none stays, however it ends.
    const recipe = join(import.meta.dirname, "tree.sh");
    await runLogged(...isolated(["mount", "pid"], [recipe, release, part]), `${tree}.log`);
  });
  return tree;
}
