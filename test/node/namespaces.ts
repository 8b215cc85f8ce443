import { existsSync } from "node:fs";
import { readFile, readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Node } from "../cluster/certificates.ts";
import { runLogged } from "../cluster/make-once.ts";
import { openProcesses, type Processes } from "../cluster/processes.ts";

/** The namespaces and cgroups of a node. */
export interface Namespaces {
  /** The programs of the node: each is started in there, and each ends with the namespaces. */
  readonly processes: Processes;
  /** Runs a program in there to its end. @throws when it fails, with the end of its output */
  readonly run: (name: string, command: string, args: readonly string[]) => Promise<void>;
  /** Ends all that runs in there. */
  close(): Promise<void>;
}

/**
 * Makes namespaces whose files look as if the packages of `tree` were installed, with `folder` for what changes, and
 * the name and address of a node. They end with this process, and then nothing of them is left but empty cgroups.
 * @throws when they can't be made, with the reason
 */
export async function openNamespaces(
  folder: string,
  tree: string,
  { name, address }: Node,
): Promise<Namespaces> {
  const outside = openProcesses(folder);
  const script = (name: string): string => join(import.meta.dirname, name);
  outside.start("node", "setpriv", ["--pdeathsig", "KILL", script("start.sh"), folder, tree, name, address]);
  await outside.waitFor("node", () => Promise.resolve(existsSync(join(folder, "init.pid"))));
  return {
    processes: {
      ...outside,
      start: (name, command, args, env) => {
        outside.start(name, script("enter.sh"), [folder, command, ...args], env);
      },
    },
    run: (name, command, args) =>
      runLogged(script("enter.sh"), [folder, command, ...args], outside.logPath(name)),
    async close() {
      // The first process ends all others of its namespaces, also those that nobody here knows of.
      await outside.stop("node");
      await outside.stopAll();
      await removeCgroups(folder);
    },
  };
}

/** Lays a cable between two nodes, over which the pods of each reach the other's. @throws when that fails */
export async function joinNodes(
  [folder, here]: readonly [folder: string, node: Node],
  [otherFolder, there]: readonly [folder: string, node: Node],
): Promise<void> {
  const ends = [folder, here.pods, here.address, otherFolder, there.pods, there.address];
  await runLogged(join(import.meta.dirname, "join.sh"), ends, openProcesses(folder).logPath("join"));
}

async function removeCgroups(folder: string): Promise<void> {
  const cgroups = (await readFile(join(folder, "cgroups"), "utf8")).trim().split("\n");
  for (const cgroup of cgroups) {
    // The kernel may still be ending its processes.
    for (let tries = 0; tries < 50 && existsSync(cgroup); tries++) {
      await removeCgroup(cgroup).catch(() => sleep(100));
    }
  }
}

async function removeCgroup(cgroup: string): Promise<void> {
  for (const entry of await readdir(cgroup, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeCgroup(join(cgroup, entry.name));
  }
  await rmdir(cgroup);
}
