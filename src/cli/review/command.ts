import { Command, Option } from "commander";
import { createEngine } from "../../admission/engine.ts";
import { defaultPolicy } from "../../policy/policy.ts";
import { ruleIds } from "../../admission/rule-registry.ts";
import { loadPolicy } from "../../files/policy-file.ts";
import { exitCodes, type Io } from "../io.ts";
import { printable, printableLines } from "../printable.ts";
import { formatReport } from "./format-text.ts";
import { reviewFiles, type Report } from "./review-files.ts";

interface ReviewFlags {
  readonly policy?: string;
  readonly namespace: string;
  readonly format: "text" | "json";
  readonly allowEmpty: boolean;
}

/** `vmgate review PATH…`: the admission decisions on these manifests, without a cluster. */
export function reviewCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  return new Command("review")
    .description("Review manifests as the cluster would, without a cluster.")
    .argument("<path...>", 'files, folders (*.yaml, *.yml, *.json) or "-" for standard input')
    .option("--policy <file>", "the administrator's policy (default: the one built in)")
    .option("--namespace <name>", "namespace of objects without one", "default")
    .option("--allow-empty", "succeed when there is nothing to review", false)
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .action(
      async (paths: readonly string[], { policy: file, namespace, format, allowEmpty }: ReviewFlags) => {
        const loaded = await readPolicy(file);
        if ("errors" in loaded) {
          io.stderr.write(`${loaded.errors.map(printable).join("\n")}\n`);
          setExitCode(exitCodes.usage);
          return;
        }
        const engine = createEngine(loaded.policy);
        const report = await reviewFiles(paths, {
          engine,
          namespace,
          now: Date.now(),
          readStdin: io.readStdin,
        });
        io.stdout.write(
          format === "json" ? printableLines(`${JSON.stringify(report, null, 2)}\n`) : formatReport(report),
        );
        setExitCode(exitCodeOf(report, allowEmpty));
      },
    );
}

function readPolicy(file: string | undefined): ReturnType<typeof loadPolicy> {
  if (file === undefined) return Promise.resolve({ policy: defaultPolicy });
  return loadPolicy(file, ruleIds);
}

/** Unreadable input takes precedence, and a review of nothing must not pass: a path may be wrong. */
function exitCodeOf({ summary }: Report, allowEmpty: boolean): number {
  const isEmpty = summary.allowed + summary.refused === 0;
  if (summary.unreadable > 0 || (isEmpty && !allowEmpty)) return exitCodes.usage;
  return summary.refused > 0 ? exitCodes.refused : exitCodes.ok;
}
