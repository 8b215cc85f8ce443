import { Command } from "commander";
import type { Io } from "../io.ts";
import { addPolicyFlags } from "../policy.ts";
import { addFileFlags } from "./file-flags.ts";
import { addReportFlags } from "./outputs.ts";
import { review, type ReviewFlags } from "./run.ts";

/** `vmgate review PATH…`: the admission decisions on these manifests, without a cluster. */
export function reviewCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  const command = new Command("review")
    .description("Review manifests as the cluster would, without a cluster.")
    .argument("<path...>", 'files, folders (*.yaml, *.yml, *.json) or "-" for standard input');
  return addReportFlags(addFileFlags(addPolicyFlags(command)))
    .option("--old <file>", "the objects as they are stored: those in it are reviewed as updates")
    .option("--baseline <file>", "problems that are known, and neither shown nor counted as failures")
    .option("--write-baseline", "write all problems to the baseline's file, and succeed", false)
    .option("--quiet", "report only what is refused or cannot be read", false)
    .option("--strict", "fail on warnings too", false)
    .option("--allow-empty", "succeed when there is nothing to review", false)
    .action(async (paths: readonly string[], flags: ReviewFlags) => {
      setExitCode(await review(paths, flags, io));
    });
}
