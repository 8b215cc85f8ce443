import { Command } from "commander";
import { createEngine } from "../../admission/engine.ts";
import { exitCodes, type Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { decodeManifest, readManifestFile } from "../manifest-files.ts";
import { addPolicyFlags, choosePolicy, type PolicyFlags } from "../policy.ts";
import { printable } from "../printable.ts";
import { objectName } from "../review/names.ts";
import type { Result } from "../review/report.ts";
import { coloured, plain } from "../style.ts";
import { diffText } from "./diff-text.ts";
import { renderText, type RenderedFile } from "./render-text.ts";

interface RenderFlags extends PolicyFlags {
  readonly namespace: string;
  readonly diff: boolean;
  readonly patch: boolean;
}

/** `vmgate render FILE`: a file with its objects as the cluster would store them, ready for Git. */
export function renderCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  const command = new Command("render")
    .description("Print a file with its objects as the cluster would store them, comments and order kept.")
    .argument("<file>", 'a file of manifests, or "-" for standard input');
  return addPolicyFlags(command)
    .option("--namespace <name>", "namespace of objects without one", "default")
    .option("--diff", "print what differs from the file", false)
    .option("--patch", "print the JSON Patch of each object", false)
    .action(async (file: string, flags: RenderFlags) => {
      setExitCode(await render(file, flags, io));
    });
}

/** Prints nothing where an object is refused: half a file must not be taken for a whole one. */
async function render(file: string, flags: RenderFlags, io: Io): Promise<number> {
  const chosen = await choosePolicy(flags, io.workingDirectory ?? process.cwd());
  if ("errors" in chosen) return complain(io, chosen.errors, exitCodes.usage);
  const read = file === "-" ? decodeManifest(file, await io.readStdin()) : await readManifestFile(file);
  if ("problem" in read) return complain(io, [`${file}: ${read.problem}`], exitCodes.usage);
  const rendered = renderText(read, {
    engine: createEngine(chosen.policy),
    namespace: flags.namespace,
    old: new Map(),
    now: Date.now(),
    fields: "strict",
  });
  const errors = rendered.results.flatMap(errorLines);
  if (errors.length > 0) return complain(io, errors, exitCodeOf(rendered));
  complain(io, rendered.rewritten.map(rewrittenLine), exitCodes.ok);
  io.stdout.write(output(file, read.text, rendered, flags, io));
  return exitCodes.ok;
}

function output(file: string, text: string, rendered: RenderedFile, flags: RenderFlags, io: Io): string {
  if (flags.patch) return jsonText(rendered.results.flatMap(patchOf));
  if (!flags.diff) return rendered.text;
  return diffText(file, text, rendered.text, io.hasColour === true ? coloured : plain);
}

function patchOf({ apiVersion, kind, namespace, name, verdict, patch }: Result): readonly object[] {
  return verdict === "allowed" ? [{ apiVersion, kind, namespace, name, patch }] : [];
}

function errorLines({ file, problems }: Result): readonly string[] {
  const errors = problems.filter(({ level }) => level === "error");
  return errors.map(({ message, location }) => `${file}:${location.line}:${location.column}: ${message}`);
}

function rewrittenLine(result: Result): string {
  return `${result.file}:${result.line}: ${objectName(result)}: comments are lost, since it has anchors or merge keys`;
}

function exitCodeOf({ results }: RenderedFile): number {
  return results.some(({ verdict }) => verdict === "unreadable") ? exitCodes.usage : exitCodes.refused;
}

function complain(io: Io, problems: readonly string[], exitCode: number): number {
  for (const problem of problems) io.stderr.write(`${printable(problem)}\n`);
  return exitCode;
}
