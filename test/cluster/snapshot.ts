import { existsSync } from "node:fs";
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { binFolder, cacheFolder, hashFiles } from "./cache.ts";
import type { Processes } from "./processes.ts";

/** The modules that decide what is in a cluster before its first test. */
const makers = ["certificates.ts", "control-plane.ts", "kubevirt.ts"];

/** Saved data of a cluster with everything installed; named by a hash of what is installed and of how. */
const snapshot = join(cacheFolder, `snapshot-${hashFiles(import.meta.dirname, makers, binFolder)}`);

const saved = ["etcd", "certificates"];

/** Copies the saved data into the folder of a new cluster. False: there is none. */
export async function restoreSnapshot(folder: string): Promise<boolean> {
  if (!existsSync(snapshot)) return false;
  for (const part of saved) await cp(join(snapshot, part), join(folder, part), { recursive: true });
  return true;
}

/**
 * Saves the data of a running cluster. etcd is paused meanwhile: its files are then as a crash would leave them,
 * which is what it can start from.
 */
export async function saveSnapshot(folder: string, processes: Processes): Promise<void> {
  const part = await mkdtemp(`${snapshot}.part-`);
  try {
    processes.signal("etcd", "SIGSTOP");
    for (const name of saved) await cp(join(folder, name), join(part, name), { recursive: true });
    // Another run may have been first; both are good.
    await rename(part, snapshot).catch(() => undefined);
  } finally {
    processes.signal("etcd", "SIGCONT");
    await rm(part, { recursive: true, force: true });
  }
}
