import { createEngine } from "../../admission/engine.ts";
import { exitCodes, type Io } from "../io.ts";
import { choosePolicy, type PolicyFlags } from "../policy.ts";
import { printable } from "../printable.ts";
import { Progress } from "../progress.ts";
import type { Baseline } from "./baseline.ts";
import type { FileFlags } from "./file-flags.ts";
import { readOldObjects } from "./old-objects.ts";
import { printReport, writeOutputs, type ReportFlags } from "./outputs.ts";
import { countProblems, errorsOnly, isNothingReviewed, type Report } from "./report.ts";
import { reviewFiles } from "./review-files.ts";
import { textStream, type Stream } from "./streamed.ts";

/** The flags of `vmgate review`. */
export interface ReviewFlags extends PolicyFlags, FileFlags, ReportFlags {
  readonly old?: string;
  readonly baseline?: string;
  readonly writeBaseline: boolean;
  readonly quiet: boolean;
  readonly strict: boolean;
  readonly allowEmpty: boolean;
}

/** Something that keeps a command from its work; a line each. */
interface Failure {
  readonly errors: readonly string[];
}

/** Reviews and prints; gives the exit code. */
export async function review(paths: readonly string[], flags: ReviewFlags, io: Io): Promise<number> {
  const stream = isStreamed(flags, io) ? await textStream(io) : undefined;
  const report = await makeReport(paths, flags, io, stream);
  if ("errors" in report) return complain(io, report.errors);
  if (stream !== undefined) {
    stream.end(report);
    return exitCodeOf(report, flags);
  }
  if (flags.writeBaseline) return writeAll(report, flags, io);
  const printed = flags.quiet ? errorsOnly(report) : report;
  io.stdout.write(await printReport(printed, flags.format, io));
  const problems = await writeOutputs(printed, flags.output);
  return problems.length > 0 ? complain(io, problems) : exitCodeOf(report, flags);
}

/** Whether nothing but text is printed, of all results as they are; on a terminal the progress is shown meanwhile. */
function isStreamed({ format, output, baseline, quiet, writeBaseline }: ReviewFlags, io: Io): boolean {
  const isWhole = baseline === undefined && !writeBaseline && !quiet;
  return format === "text" && output.length === 0 && isWhole && io.columns === undefined;
}

async function makeReport(
  paths: readonly string[],
  flags: ReviewFlags,
  io: Io,
  stream: Stream | undefined,
): Promise<Report | Failure> {
  const chosen = await choosePolicy(flags, io.workingDirectory ?? process.cwd());
  if ("errors" in chosen) return chosen;
  const stored = await readOldObjects(flags.old, flags.namespace);
  if ("error" in stored) return { errors: [stored.error] };
  const baseline = await baselineOf(flags);
  if (baseline !== undefined && "error" in baseline) return { errors: [baseline.error] };
  const { namespace, fields, exclude, gitignore } = flags;
  const progress = new Progress(io);
  const report = await reviewFiles(paths, {
    onFile: (objects) => {
      progress.show(objects);
    },
    engine: createEngine(chosen.policy),
    namespace,
    old: stored.old,
    now: Date.now(),
    fields,
    ignore: { exclude, useGitignore: gitignore },
    readStdin: io.readStdin,
    ...(stream === undefined ? {} : { keep: stream.print }),
  });
  progress.end();
  const shown = baseline === undefined ? report : baseline.withoutKnown(report);
  return chosen.foundIn === undefined ? shown : { ...shown, policyFile: chosen.foundIn };
}

/** What leaves out the problems that are known; undefined where none are. */
async function baselineOf({ baseline, writeBaseline }: ReviewFlags): Promise<Baseline | undefined> {
  if (baseline === undefined || writeBaseline) return undefined;
  // Fingerprints take Node's crypto, which is a tenth of the time of a small review.
  const { readBaseline } = await import("./baseline.ts");
  return readBaseline(baseline);
}

async function writeAll(report: Report, { baseline }: ReviewFlags, io: Io): Promise<number> {
  if (baseline === undefined)
    return complain(io, ["--write-baseline: there is no file to write; add --baseline FILE"]);
  const { writeBaseline } = await import("./baseline.ts");
  const problem = await writeBaseline(report, baseline);
  return problem === undefined ? exitCodes.ok : complain(io, [problem]);
}

function complain(io: Io, problems: readonly string[]): number {
  io.stderr.write(`${problems.map(printable).join("\n")}\n`);
  return exitCodes.usage;
}

/** Unreadable input takes precedence, and a review of nothing must not pass: a path may be wrong. */
function exitCodeOf(report: Report, { allowEmpty, strict }: ReviewFlags): number {
  const { refused, unreadable } = report.summary;
  if (unreadable > 0 || (isNothingReviewed(report) && !allowEmpty)) return exitCodes.usage;
  const isRefused = refused > 0 || (strict && countProblems(report, "warning") > 0);
  return isRefused ? exitCodes.refused : exitCodes.ok;
}
