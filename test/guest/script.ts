import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { isolated } from "./isolated.ts";

/** How a command in a guest ended, and what it printed on both its outputs, without the last newline. */
export interface Answer {
  readonly status: number;
  readonly output: string;
}

/** A script that holds a guest and runs the commands it is sent: each a line of base64, as is each answer. */
export interface Script {
  /** What it says next, statuses and output. @throws when it says nothing more */
  readonly nextAnswer: () => Promise<readonly [string, string]>;
  /** Runs a command of bash as root. @throws when the script has ended */
  readonly run: (command: string) => Promise<Answer>;
  /** Lets it end, and waits until all that it holds is gone. */
  readonly end: () => Promise<void>;
  /** Ends it, whatever it is doing. */
  readonly kill: () => Promise<void>;
}

/** Starts a script in namespaces of its own. */
export function startScript(command: readonly string[]): Script {
  const [program, args] = isolated(["mount", "uts", "ipc", "pid", "net"], command);
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextAnswer = async (): Promise<readonly [string, string]> => {
    const line = await lines.next();
    if (line.done === true) throw new Error("the guest has ended");
    const [statuses = "", output = ""] = line.value.split(" ");
    return [statuses, Buffer.from(output, "base64").toString().trimEnd()];
  };
  return {
    nextAnswer,
    async run(command) {
      child.stdin.write(`${Buffer.from(command).toString("base64")}\n`);
      const [status, output] = await nextAnswer();
      return { status: Number(status), output };
    },
    async end() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
