import { Command } from "commander";
import { createEngine } from "../../admission/engine.ts";
import { exitCodes, type Io } from "../io.ts";
import { addPolicyFlags, choosePolicy, type PolicyFlags } from "../policy.ts";
import { kubeconfigHelp } from "./cluster.ts";
import { printable } from "../printable.ts";
import { startOfFile } from "../review/locations.ts";
import { objectName } from "../review/names.ts";
import type { Result } from "../review/report.ts";
import { reviewManifest } from "../review/review-object.ts";
import { parseReference, readObject, type LiveFlags } from "./read-object.ts";

type WhyFlags = LiveFlags & PolicyFlags;

/** `vmgate why vm/NAME`: what is wrong with an object that is stored in a cluster. */
export function whyCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  const command = new Command("why")
    .description("Say why a stored VM would be denied if it were created today. Nothing is written.")
    .argument("<object>", "vm/NAME, vmi/NAME, vmpool/NAME or vmirs/NAME");
  return addLiveFlags(addPolicyFlags(command)).action(async (object: string, flags: WhyFlags) => {
    const said = await why(object, flags, io);
    if ("errors" in said) {
      io.stderr.write(`${said.errors.map(printable).join("\n")}\n`);
      setExitCode(exitCodes.usage);
      return;
    }
    io.stdout.write(`${describe(said).map(printable).join("\n")}\n`);
    setExitCode(said.verdict === "allowed" ? exitCodes.ok : exitCodes.refused);
  });
}

/** Adds --namespace and --kubeconfig to a command that reads from a cluster. */
export function addLiveFlags(command: Command): Command {
  return command
    .option("-n, --namespace <name>", "the object's namespace (default: that of the context)")
    .option("--kubeconfig <file>", kubeconfigHelp);
}

async function why(
  text: string,
  flags: WhyFlags,
  io: Io,
): Promise<Result | { readonly errors: readonly string[] }> {
  const reference = parseReference(text);
  if (reference === undefined)
    return { errors: [`${JSON.stringify(text)} must be the kind and name of an object, such as vm/web`] };
  const chosen = await choosePolicy(flags, io.workingDirectory ?? process.cwd());
  if ("errors" in chosen) return chosen;
  const read = await readObject(reference, flags);
  if ("problem" in read) return { errors: [read.problem] };
  const manifest = { line: 1, object: read.object, locate: () => startOfFile };
  return reviewManifest(text, manifest, false, {
    engine: createEngine(chosen.policy),
    namespace: "default",
    old: new Map(),
    now: Date.now(),
    // An API server has taken it already, maybe one of a newer KubeVirt.
    fields: "ignore",
  }).result;
}

function describe(result: Result): readonly string[] {
  const isDenied = result.verdict !== "allowed";
  return [
    `${objectName(result)} would be ${isDenied ? "denied" : "admitted"} if it were created today`,
    ...result.problems.map(({ level, message }) => `${level}: ${message}`),
    ...(isDenied ? ["an update is denied only for what it adds to this, and a start for none of it"] : []),
  ];
}
