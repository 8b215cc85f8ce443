import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { whileLocked } from "../cluster/build.ts";
import { cacheFolder, hashFiles } from "../cluster/cache.ts";
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
  if (existsSync(tree)) return tree;
  await mkdir(cacheFolder, { recursive: true });
  await whileLocked(`${tree}.lock`, async () => {
    if (existsSync(tree)) return;
    console.log(`Building the ${release} guest in ${tree}, a minute or two the first time.`);
    const part = `${tree}.part`;
    await rm(part, { recursive: true, force: true });
    await runRecipe(release, part, `${tree}.log`);
    await rename(part, tree);
  });
  return tree;
}

async function runRecipe(release: Release, folder: string, log: string): Promise<void> {
  const file = await open(log, "w");
  // debootstrap mounts file systems in the tree: in namespaces of its own none stays, however it ends.
  const [command, args] = isolated(["mount", "pid"], [join(import.meta.dirname, "tree.sh"), release, folder]);
  const child = spawn(command, args, { stdio: ["ignore", file.fd, file.fd] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("exit", resolve);
  });
  await file.close();
  if (code === 0) return;
  const output = (await readFile(log, "utf8")).trimEnd().split("\n").slice(-20).join("\n");
  throw new Error(
    `the ${release} guest can't be built (status ${String(code)}); the end of ${log}:\n${output}`,
  );
}
