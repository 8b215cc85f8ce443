import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { exitCodes, type Io } from "../cli/io.ts";
import { reasonOf } from "../files/read-file.ts";
import type { ServedPage } from "./server.ts";

/** Where the page is: beside the bundle, or where `npm run build` puts it for the sources. */
const places = ["./playground.html", "../../dist/playground.html"];

/** `vmgate playground`: serves a page in which the engine judges what is typed. */
export function playgroundCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  return new Command("playground")
    .description("Serve a page on this machine in which manifests and a policy are judged while you type.")
    .option("--port <port>", "port on 127.0.0.1; 0 is one that is free", portOf, 8642)
    .action(async ({ port }: { readonly port: number }) => {
      const served = await serve(port);
      if (typeof served === "string") {
        io.stderr.write(`${served}\n`);
        setExitCode(exitCodes.usage);
        return;
      }
      io.stdout.write(`The playground is at ${served.url} until Ctrl-C.\n`);
      await io.untilStopped();
      await served.close();
    });
}

function portOf(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : -1;
  if (port < 0 || port > 65_535) throw new InvalidArgumentError("It must be a port from 0 to 65535.");
  return port;
}

/** Serves the page; why that can't be done, in one line. */
async function serve(port: number): Promise<ServedPage | string> {
  const page = await readPage();
  if (page === undefined) return "the page is not built: run npm run build";
  // Other commands must not load a server.
  const { servePage } = await import("./server.ts");
  try {
    return await servePage(page, port);
  } catch (error) {
    return `--port ${port}: can't be used (${reasonOf(error)})`;
  }
}

async function readPage(): Promise<Uint8Array | undefined> {
  for (const place of places) {
    const page = await readFile(new URL(place, import.meta.url)).catch(() => undefined);
    if (page !== undefined) return page;
  }
  return undefined;
}
