import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createRun } from "../cluster/runs.ts";
import { startScript, type Answer, type Script } from "./script.ts";

/** Files by path, for example of a cloud-init disk below cloud-init's seed folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A machine that was booted. */
export interface RunningGuest {
  /** Of cloud-init's stages init-local, init, config and final; and of sshd, which starts behind the second. */
  readonly statuses: Readonly<Record<"local" | "network" | "sshd" | "config" | "final", number>>;
  readonly console: string;
  /** Runs a command of bash as root. @throws when the guest has ended */
  run(command: string): Promise<Answer>;
  /** Ends all that runs in it; the disk can be booted again. */
  powerOff(): Promise<void>;
}

/** What the guest finds when it boots. */
export interface Hardware {
  readonly firmwareUuid: string;
  readonly nic: { readonly name: string; readonly mac: string };
}

/** A virtual machine's disk, and what boots from it. */
export interface Guest {
  /** What is put here is /run/keys in the guest. */
  readonly keyFolder: string;
  /** Boots it with these files in cloud-init's seed folder; the boot before must be over. */
  boot(seed: Files, hardware: Hardware): Promise<RunningGuest>;
  /** Ends it, whatever it is doing, and deletes its disk. */
  remove(): Promise<void>;
}

/** A machine with a fresh copy of the tree as its disk. */
export async function createGuest(tree: string): Promise<Guest> {
  const folder = createRun();
  const keyFolder = join(folder, "keys");
  await mkdir(keyFolder);
  let script: Script | undefined;
  return {
    keyFolder,
    async boot(seed, hardware) {
      await rm(join(folder, "seed"), { recursive: true, force: true });
      for (const [path, content] of Object.entries(seed)) {
        const file = join(folder, "seed", path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      script = startBoot(tree, folder, hardware);
      return booted(script);
    },
    async remove() {
      // Not asked to end: it may hang.
      await script?.kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function startBoot(tree: string, folder: string, { firmwareUuid, nic }: Hardware): Script {
  const boot = join(import.meta.dirname, "boot.sh");
  return startScript([boot, tree, folder, firmwareUuid, nic.name, nic.mac]);
}

async function booted({ nextAnswer, run, end }: Script): Promise<RunningGuest> {
  const [statuses, console] = await nextAnswer();
  const [local = -1, network = -1, sshd = -1, config = -1, final = -1] = statuses.split(",").map(Number);
  return { statuses: { local, network, sshd, config, final }, console, run, powerOff: end };
}
