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
  /** What its NIC leads to; nowhere unless this is set. */
  readonly network?: Network;
}

/** A network with a DHCP server that offers another name server than the platform's (servers.sh). */
interface Network {
  /** The address of the platform's name server; the other one refuses. */
  readonly nameServer: "10.0.2.53" | "10.0.2.54";
  /** The command of bash that starts what configures the network in the guest, as its units would. */
  readonly up: string;
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

/**
 * A machine with a fresh copy of an image as its disk.
 * @param image a tree, or a list of folders for overlayfs
 * @param changes files that the image has in place of what is there, by path
 */
export async function createGuest(image: string, changes: Files = {}): Promise<Guest> {
  const folder = createRun();
  const keyFolder = join(folder, "keys");
  await mkdir(keyFolder);
  await writeFiles(join(folder, "upper"), changes);
  let script: Script | undefined;
  return {
    keyFolder,
    async boot(seed, hardware) {
      await rm(join(folder, "seed"), { recursive: true, force: true });
      await writeFiles(join(folder, "seed"), seed);
      script = startBoot(image, folder, hardware);
      return booted(script);
    },
    async remove() {
      // Not asked to end: it may hang.
      await script?.kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

function startBoot(image: string, folder: string, { firmwareUuid, nic, network }: Hardware): Script {
  const boot = join(import.meta.dirname, "boot.sh");
  const connected = network === undefined ? [] : [network.nameServer, network.up];
  return startScript([boot, image, folder, firmwareUuid, nic.name, nic.mac, ...connected]);
}

async function booted({ nextAnswer, run, end }: Script): Promise<RunningGuest> {
  const [statuses, console] = await nextAnswer();
  const [local = -1, network = -1, sshd = -1, config = -1, final = -1] = statuses.split(",").map(Number);
  return { statuses: { local, network, sshd, config, final }, console, run, powerOff: end };
}
