import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { createEngine } from "../../admission/engine.ts";
import { reasonOf } from "../../files/read-file.ts";
import { exitCodes, type Io } from "../io.ts";
import { decodeManifest, encodeManifest, manifestFiles, type FoundFile } from "../manifest-files.ts";
import { addPolicyFlags, choosePolicy, type PolicyFlags } from "../policy.ts";
import { printable } from "../printable.ts";
import { diffText } from "../render/diff-text.ts";
import { addFileFlags, type FileFlags } from "../review/file-flags.ts";
import { objectName } from "../review/names.ts";
import type { Result } from "../review/report.ts";
import type { ReviewOptions } from "../review/review-files.ts";
import { KustomizePatches } from "../kustomize.ts";
import { coloured, plain } from "../style.ts";
import { fixText } from "./fix-text.ts";

interface FixFlags extends PolicyFlags, FileFlags {
  readonly dryRun: boolean;
  readonly allowEmpty: boolean;
}

/** `vmgate fix PATH…`: writes into the files what has one right answer. */
export function fixCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  const command = new Command("fix")
    .description("Fix in the files what has one right answer, and leave everything else byte for byte.")
    .argument("<path...>", 'files, folders (*.yaml, *.yml, *.json), or "-": standard input, printed fixed');
  return addFileFlags(addPolicyFlags(command))
    .option("--dry-run", "print the difference, and write nothing", false)
    .option("--allow-empty", "succeed when there is nothing to review", false)
    .action(async (paths: readonly string[], flags: FixFlags) => {
      setExitCode(await fix(paths, flags, io));
    });
}

async function fix(paths: readonly string[], flags: FixFlags, io: Io): Promise<number> {
  const chosen = await choosePolicy(flags, io.workingDirectory ?? process.cwd());
  if ("errors" in chosen) {
    io.stderr.write(`${chosen.errors.map(printable).join("\n")}\n`);
    return exitCodes.usage;
  }
  const { namespace, fields, exclude, gitignore } = flags;
  const run = new FixRun(io, flags.dryRun, {
    engine: createEngine(chosen.policy),
    namespace,
    old: new Map(),
    now: Date.now(),
    fields,
    ignore: { exclude, useGitignore: gitignore },
    readStdin: io.readStdin,
  });
  for (const path of paths) await run.fixPath(path);
  return run.finish(flags.allowEmpty);
}

/** What a run has fixed and left so far. */
class FixRun {
  readonly #io: Io;
  readonly #isDry: boolean;
  readonly #options: ReviewOptions;
  readonly #patches = new KustomizePatches();
  #fixed = 0;
  #left = 0;
  #reviewed = 0;
  #hasFailed = false;

  constructor(io: Io, isDry: boolean, options: ReviewOptions) {
    this.#io = io;
    this.#isDry = isDry;
    this.#options = options;
  }

  async fixPath(path: string): Promise<void> {
    if (path === "-") {
      const bytes = await this.#options.readStdin();
      const text = this.#fixFile(decodeManifest(path, bytes));
      if (text !== undefined && !this.#isDry) this.#io.stdout.write(encodeManifest(text, bytes));
      return;
    }
    for await (const read of manifestFiles(path, this.#options.ignore)) {
      if (await this.#patches.has(read.file)) continue;
      const text = this.#fixFile(read);
      if (text === undefined || this.#isDry || !("text" in read) || text === read.text) continue;
      await this.#write(read.file, text);
    }
  }

  /** Says how many were fixed; gives the exit code. */
  finish(allowEmpty: boolean): number {
    this.#io.stderr.write(`${this.#fixed} fixed, ${this.#left} left\n`);
    if (this.#hasFailed || (this.#reviewed === 0 && !allowEmpty)) return exitCodes.usage;
    return this.#left > 0 ? exitCodes.refused : exitCodes.ok;
  }

  /** The text of a file as it is to be; undefined where it can't be read. */
  #fixFile(read: FoundFile): string | undefined {
    if ("leftOut" in read) return undefined;
    if ("problem" in read) {
      this.#fail(`${read.file}: ${read.problem}`);
      return undefined;
    }
    const { text, fixed, results } = fixText(read.file, read.text, this.#options);
    for (const { result, problem } of fixed) this.#say(result, `fixed: ${problem.message}`);
    this.#fixed += fixed.length;
    for (const result of results) this.#count(result);
    const style = this.#io.hasColour === true ? coloured : plain;
    if (this.#isDry) this.#io.stdout.write(diffText(read.file, read.text, text, style));
    return text;
  }

  #count(result: Result): void {
    if (result.verdict === "unreadable") this.#hasFailed = true;
    else if (result.verdict !== "skipped") this.#reviewed++;
    for (const { level, message } of result.problems) {
      if (level !== "error") continue;
      this.#left++;
      this.#say(result, `left: ${message}`);
    }
  }

  #say(result: Result, text: string): void {
    const object = objectName(result);
    this.#io.stderr.write(`${printable(`${result.file}: ${object === "" ? "" : `${object}: `}${text}`)}\n`);
  }

  #fail(problem: string): void {
    this.#hasFailed = true;
    this.#io.stderr.write(`${printable(problem)}\n`);
  }

  async #write(file: string, text: string): Promise<void> {
    try {
      await writeFile(file, encodeManifest(text, await readFile(file)));
    } catch (error) {
      this.#fail(`${file}: cannot be written (${reasonOf(error)})`);
    }
  }
}
