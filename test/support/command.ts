import { cli } from "../../src/cli.ts";
import type { Io } from "../../src/cli/io.ts";

/** What a command of the command line has written, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, with a text on standard input; `changes` go over its io. */
export async function runCommand(
  args: readonly string[],
  stdin = "",
  changes: Partial<Io> = {},
): Promise<Ran> {
  let [stdout, stderr] = ["", ""];
  const code = await cli(args, {
    stdout: { write: (chunk) => (stdout += textOf(chunk)) },
    stderr: { write: (chunk) => (stderr += textOf(chunk)) },
    readStdin: () => Promise.resolve(new TextEncoder().encode(stdin)),
    untilStopped: () => Promise.resolve("SIGTERM"),
    ...changes,
  });
  return { code, stdout, stderr };
}

function textOf(chunk: string | Uint8Array): string {
  return typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
}
