import { constants } from "node:fs";
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, hashFiles } from "../cluster/cache.ts";
import { makeOnce, runLogged } from "../cluster/make-once.ts";
import { createRun } from "../cluster/runs.ts";
import { unpackTree } from "../support/unpack.ts";
import { isolated } from "./isolated.ts";
import type { Files } from "./guest.ts";
import { login, sshCommand, type Credential } from "./keys.ts";
import { machineUuid, type Started } from "./machine.ts";
import { startScript, type Answer, type Script } from "./script.ts";
import { writeSeedIso } from "./seed-iso.ts";

/** What guests with a kernel of their own are made of. */
export interface Emulator {
  /** The folder of the packages of qemu, dnsmasq and xorriso. */
  readonly packages: string;
  /** The folder of the disk that they start from, and of its kernel. */
  readonly disk: string;
}

/**
 * Makes what guests with a kernel of their own need, unless it is there: two minutes.
 * @param tree the tree of the guest
 * @throws when a step fails, with the end of its output
 */
export async function makeEmulator(tree: string): Promise<Emulator> {
  const packages = await unpackTree("missing", ["qemu-system-x86", "dnsmasq-base", "xorriso", "iproute2"]);
  const disk = join(cacheFolder, `disk-${hashFiles(import.meta.dirname, ["disk.sh"], tree)}`);
  await makeOnce(disk, async (part) => {
    console.log("Making the disk of a guest with a kernel of its own.");
    const recipe = join(import.meta.dirname, "disk.sh");
    await runLogged(...isolated(["mount", "pid"], [recipe, tree, part]), `${disk}.log`);
  });
  return { packages, disk };
}

/** What such a guest finds when it boots. */
interface Boot {
  /** Its cloud-init disk is made of this. */
  readonly started: Started;
  readonly mac: string;
  /** The address of the name server that answers as the platform's. */
  readonly nameServer: string;
  /** Who can log in as cpln, and runs the commands. */
  readonly credential: Credential;
}

/** Such a guest, booted as far as someone can log in. */
export interface EmulatedGuest {
  /** Logs in over its network, and returns who one is then; "refused" when sshd turned the credential down. */
  login(user: string, credential: Credential): Promise<string>;
  /** Runs a command of bash as root, over SSH. */
  run(command: string): Promise<Answer>;
  /** Shuts it down; the disk can be booted again. */
  powerOff(): Promise<void>;
}

/** A machine whose guest has a kernel of its own, run by qemu without KVM. */
export interface EmulatedMachine {
  readonly keyFolder: string;
  /** Makes its cloud-init disk. @returns its files by path */
  writeSeed(started: Started): Files;
  /** Boots it and waits until one can log in. @throws when nobody can, with the end of its console */
  boot(boot: Boot): Promise<EmulatedGuest>;
  /** Ends it, whatever it is doing, and deletes its disk. */
  remove(): Promise<void>;
}

const address = "10.0.2.15";

/** A machine with a fresh copy of the disk. */
export async function createEmulated({ packages, disk }: Emulator): Promise<EmulatedMachine> {
  const folder = createRun();
  const keyFolder = join(folder, "keys");
  await mkdir(keyFolder);
  await copyFile(join(disk, "root.img"), join(folder, "root.img"), constants.COPYFILE_FICLONE);
  let script: Script | undefined;
  return {
    keyFolder,
    writeSeed: (started) => writeSeedIso(folder, packages, started),
    async boot({ started, mac, nameServer, credential }) {
      writeSeedIso(folder, packages, started);
      const emulate = join(import.meta.dirname, "emulate.sh");
      script = startScript([emulate, packages, disk, folder, machineUuid, mac, nameServer]);
      await untilLogin(script, credential, join(folder, "console"));
      return guestOf(script, credential);
    },
    async remove() {
      await script?.kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

async function untilLogin(script: Script, credential: Credential, consoleFile: string): Promise<void> {
  const end = Date.now() + 400_000;
  while ((await login(script, "cpln", credential, address)) !== "cpln") {
    const { status } = await script.run("sleep 1; kill -0 $MACHINE");
    if (status === 0 && Date.now() < end) continue;
    const console = (await readFile(consoleFile, "utf8")).trimEnd().split("\n").slice(-40).join("\n");
    throw new Error(`nobody can log in; the end of the console:\n${console}`);
  }
}

function guestOf(script: Script, credential: Credential): EmulatedGuest {
  const run = (command: string): Promise<Answer> => {
    const text = Buffer.from(command).toString("base64");
    return script.run(sshCommand("cpln", credential, address, `"echo ${text} | base64 -d | sudo bash"`));
  };
  return {
    run,
    login: (user, credential) => login(script, user, credential, address),
    async powerOff() {
      await run("systemctl poweroff");
      await script.run("while kill -0 $MACHINE 2>/dev/null; do sleep 0.2; done");
      await script.end();
    },
  };
}
