#!/usr/bin/env node
import { basename } from "node:path";
import { buffer } from "node:stream/consumers";
import { cli } from "./cli.ts";
import { exitCodes } from "./cli/io.ts";
import { allowsProgress } from "./cli/progress.ts";
import { allowsColour } from "./cli/style.ts";
import { reasonOf } from "./files/read-file.ts";

/** Handles signals only once called: until then a signal ends the process as usual. A second one always does. */
function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
}

const { argv, env, stdin, stdout, stderr } = process;
stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that has enough (`| head`) is no failure; any other error must not pass for a whole report.
  if (error.code === "EPIPE") return;
  process.exitCode = exitCodes.usage;
  stderr.write(`standard output: cannot be written (${reasonOf(error)})\n`);
});
stderr.on("error", () => undefined);
const exitCode = await cli(argv.slice(2), {
  stdout,
  stderr,
  // kubectl runs what has this name as its own subcommand.
  ...(basename(argv[1] ?? "") === "kubectl-vmgate" ? { name: "kubectl vmgate" } : {}),
  ...(stdout.isTTY ? { columns: stdout.columns } : {}),
  hasColour: stdout.isTTY && allowsColour(env),
  showsProgress: stderr.isTTY && allowsProgress(env),
  readStdin: () => buffer(stdin),
  untilStopped,
});
process.exitCode ??= exitCode;
