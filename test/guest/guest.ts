import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { createRun } from "../cluster/runs.ts";
import { isolated } from "./isolated.ts";

/** Files by path, for example of a cloud-init disk below cloud-init's seed folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** How a command in a guest ended, and what it printed on both its outputs, without the last newline. */
interface Answer {
  readonly status: number;
  readonly output: string;
}

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
  let machine: Machine | undefined;
  return {
    keyFolder,
    async boot(seed, hardware) {
      await rm(join(folder, "seed"), { recursive: true, force: true });
      for (const [path, content] of Object.entries(seed)) {
        const file = join(folder, "seed", path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      machine = start(tree, folder, hardware);
      return booted(machine);
    },
    async remove() {
      // Not asked to end: it may hang.
      machine?.process.kill("SIGKILL");
      await machine?.ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** The namespaces that a guest runs in. */
interface Machine {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly ended: Promise<unknown>;
  /** What boot.sh says next, statuses and output. @throws when it says nothing more */
  readonly nextAnswer: () => Promise<readonly [string, string]>;
}

function start(tree: string, folder: string, { firmwareUuid, nic }: Hardware): Machine {
  const script = join(import.meta.dirname, "boot.sh");
  const [command, args] = isolated(
    ["mount", "uts", "ipc", "pid", "net"],
    [script, tree, folder, firmwareUuid, nic.name, nic.mac],
  );
  const process = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  return {
    process,
    ended: once(process, "exit"),
    nextAnswer: async () => {
      const line = await lines.next();
      if (line.done === true) throw new Error("the guest has ended");
      const [statuses = "", output = ""] = line.value.split(" ");
      return [statuses, Buffer.from(output, "base64").toString().trimEnd()];
    },
  };
}

async function booted({ process, ended, nextAnswer }: Machine): Promise<RunningGuest> {
  const [statuses, console] = await nextAnswer();
  const [local = -1, network = -1, sshd = -1, config = -1, final = -1] = statuses.split(",").map(Number);
  return {
    statuses: { local, network, sshd, config, final },
    console,
    async run(command) {
      process.stdin.write(`${Buffer.from(command).toString("base64")}\n`);
      const [status, output] = await nextAnswer();
      return { status: Number(status), output };
    },
    async powerOff() {
      process.stdin.end();
      await ended;
    },
  };
}
