import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { dirname } from "node:path";
import { startOf } from "./processes.ts";

/**
 * Makes a folder of the cache, unless there is one. Two runs at once make it once, and it appears under its name only
 * when it is whole.
 * @param make fills a new folder, whose path it gets
 * @throws what `make` throws
 */
export async function makeOnce(folder: string, make: (part: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  await whileLocked(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    const part = `${folder}.part`;
    // What a run that was killed has left.
    await rm(part, { recursive: true, force: true });
    await mkdir(part);
    try {
      await make(part);
      await rename(part, folder);
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  });
}

/** Runs a program to its end with its output in a file. @throws when it fails, with the end of its output */
export async function runLogged(command: string, args: readonly string[], log: string): Promise<void> {
  const file = await open(log, "w");
  const child = spawn(command, args, { stdio: ["ignore", file.fd, file.fd] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("exit", resolve);
  });
  await file.close();
  if (code === 0) return;
  const output = (await readFile(log, "utf8")).trimEnd().split("\n").slice(-20).join("\n");
  throw new Error(`${args.join(" ")} exited with ${String(code)}; the end of ${log}:\n${output}`);
}

/** Runs `work` while no other process does, by a lock file that holds the process id of its maker. */
async function whileLocked(lock: string, work: () => Promise<void>): Promise<void> {
  while (!(await takeLock(lock))) await sleep(500);
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, "wx");
    await file.writeFile(`${process.pid} ${startOf(process.pid) ?? ""}`);
    await file.close();
    return true;
  } catch {
    const [pid = "", start] = (await readFile(lock, "utf8").catch(() => "")).split(/ (.*)/);
    // A lock that outlived its maker is taken away; an empty one is just being written.
    if (pid !== "" && startOf(Number(pid)) !== start) await rm(lock, { force: true });
    return false;
  }
}
