import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache.ts";
import { openProcesses, startOf } from "./processes.ts";

const runs = join(cacheFolder, "runs");

/** A new folder for the files of one cluster, which belongs to this process. */
export function createRun(): string {
  mkdirSync(runs, { recursive: true });
  const folder = mkdtempSync(join(runs, "run-"));
  writeFileSync(join(folder, "owner"), `${process.pid} ${startOf(process.pid) ?? ""}`);
  return folder;
}

/** Stops the programs of clusters whose owner ended without doing so, and removes their folders. */
export async function removeDeadRuns(): Promise<void> {
  if (!existsSync(runs)) return;
  for (const name of readdirSync(runs)) {
    const folder = join(runs, name);
    const owner = join(folder, "owner");
    // Another process has just made the folder and is about to write its name.
    if (!existsSync(owner)) continue;
    const [pid, start] = readFileSync(owner, "utf8").split(/ (.*)/);
    if (startOf(Number(pid)) === start) continue;
    await openProcesses(folder).stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
}
