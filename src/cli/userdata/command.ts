import { Command } from "commander";
import { reasonOf } from "../../files/read-file.ts";
import { exitCodes, type Io } from "../io.ts";
import { parseReference, readObject, readSecret, type LiveFlags } from "../live/read-object.ts";
import { addLiveFlags } from "../live/why.ts";
import { isTooLarge, readBytes, tooLarge } from "../manifest-files.ts";
import { printable } from "../printable.ts";
import { findUserData, formatUserData, userDataInSecret } from "./report.ts";

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
    const found = await readUserData(file, flags, io);
    if ("problem" in found) {
      io.stderr.write(`${printable(found.problem)}\n`);
      setExitCode(exitCodes.usage);
      return;
    }
    if (original !== true) {
      for (const one of found) io.stdout.write(formatUserData(one));
      return;
    }
    const [first, ...others] = found;
    if (first !== undefined && others.length === 0 && "user" in first && first.user !== undefined) {
      io.stdout.write(first.user.content);
      return;
    }
    const none = first !== undefined && "secret" in first ? first.reason : "no user data of the user's";
    const reason = others.length > 0 ? `${found.length} VMs; put one in a file of its own` : none;
    io.stderr.write(`${printable(file)}: ${reason}\n`);
    setExitCode(exitCodes.usage);
  });
}

type Found = ReturnType<typeof findUserData>;

/** The user data of a file, or where there is none of that name, of an object of a cluster. */
async function readUserData(
  file: string,
  flags: LiveFlags,
  io: Io,
): Promise<Found | { readonly problem: string }> {
  try {
    const bytes = await (file === "-" ? io.readStdin() : readBytes(file));
    return isTooLarge(bytes)
      ? { problem: `${file}: cannot be read (${tooLarge})` }
      : findUserData(file, bytes);
  } catch (error) {
    const reference = parseReference(file);
    if (reference === undefined) return { problem: `${file}: cannot be read (${reasonOf(error)})` };
    const read = await readObject(reference, flags);
    if ("problem" in read) return read;
    const found = findUserData(file, new TextEncoder().encode(JSON.stringify(read.object)));
    return Promise.all(found.map((one) => withSecret(one, flags)));
  }
}

/** With what is in the Secret of a VM; where its reader may not see that, it says so. */
async function withSecret(one: Found[number], flags: LiveFlags): Promise<Found[number]> {
  if (!("reason" in one) || one.secret === undefined) return one;
  const { namespace, name } = one.secret;
  const read = await readSecret(name, { ...flags, namespace });
  return "problem" in read
    ? { ...one, reason: `${one.reason}; ${read.problem}` }
    : userDataInSecret(one.field, one.secret, read.object);
}
