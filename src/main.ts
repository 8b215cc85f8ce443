#!/usr/bin/env node
import { buffer } from "node:stream/consumers";
import { cli } from "./cli.ts";

/** Only once somebody waits: until then a signal ends the process as usual. A second one always does. */
function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
}

const { argv, stdin, stdout, stderr } = process;
process.exitCode = await cli(argv.slice(2), { stdout, stderr, readStdin: () => buffer(stdin), untilStopped });
