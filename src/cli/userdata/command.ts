import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { reasonOf } from "../../files/read-file.ts";
import { exitCodes, type Io } from "../io.ts";
import { printable } from "../printable.ts";
import { findUserData, formatUserData } from "./report.ts";

/** `vmgate userdata FILE`: what in a VM's user data is the user's, and what is platform cloud-init. */
export function userdataCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  return new Command("userdata")
    .description(
      "Show what in user data is the user's, what is platform cloud-init, and what the guest gets.",
    )
    .argument("<file>", 'a manifest with a VM, or user data itself; "-" for standard input')
    .option("--original", "print only the user's own bytes, as they were written")
    .action(async (file: string, { original }: { readonly original?: true }) => {
      const bytes = await (file === "-" ? io.readStdin() : readFile(file)).catch(reasonOf);
      if (typeof bytes === "string") {
        io.stderr.write(`${printable(file)}: cannot be read (${bytes})\n`);
        setExitCode(exitCodes.usage);
        return;
      }
      const found = findUserData(file, bytes);
      if (original !== true) {
        for (const one of found) io.stdout.write(formatUserData(one));
        return;
      }
      const [first, ...others] = found;
      if (first !== undefined && others.length === 0 && "user" in first && first.user !== undefined) {
        io.stdout.write(first.user.content);
        return;
      }
      const reason =
        others.length > 0
          ? `${found.length} VMs; put one in a file of its own`
          : "no user data of the user's";
      io.stderr.write(`${printable(file)}: ${reason}\n`);
      setExitCode(exitCodes.usage);
    });
}
