import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { reasonOf } from "../../files/read-file.ts";
import { exitCodes, type Io } from "../io.ts";
import { parseReference, readObject, type LiveFlags } from "../live/read-object.ts";
import { addLiveFlags } from "../live/why.ts";
import { printable } from "../printable.ts";
import { findUserData, formatUserData } from "./report.ts";

interface UserdataFlags extends LiveFlags {
  readonly original?: true;
}

/** `vmgate userdata FILE`: what in a VM's user data is the user's, and what is platform cloud-init. */
export function userdataCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  const command = new Command("userdata")
    .description(
      "Show what in user data is the user's, what is platform cloud-init, and what the guest gets.",
    )
    .argument(
      "<file>",
      'a manifest with a VM, or user data itself; "-" for standard input; or vm/NAME in a cluster',
    )
    .option("--original", "print only the user's own bytes, as they were written");
  return addLiveFlags(command).action(async (file: string, flags: UserdataFlags) => {
    const { original } = flags;
    const bytes = await readBytes(file, flags, io);
    if ("problem" in bytes) {
      io.stderr.write(`${printable(bytes.problem)}\n`);
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
      others.length > 0 ? `${found.length} VMs; put one in a file of its own` : "no user data of the user's";
    io.stderr.write(`${printable(file)}: ${reason}\n`);
    setExitCode(exitCodes.usage);
  });
}

/** A file, or where there is none of that name, an object of a cluster as JSON. */
async function readBytes(
  file: string,
  flags: LiveFlags,
  io: Io,
): Promise<Uint8Array | { readonly problem: string }> {
  try {
    return await (file === "-" ? io.readStdin() : readFile(file));
  } catch (error) {
    const reference = parseReference(file);
    if (reference === undefined) return { problem: `${file}: cannot be read (${reasonOf(error)})` };
    const read = await readObject(reference, flags);
    return "problem" in read ? read : new TextEncoder().encode(JSON.stringify(read.object));
  }
}
