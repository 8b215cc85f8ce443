import { Command, Option } from "commander";
import { createEngine } from "../../admission/engine.ts";
import { watchedResources, type WatchedResource } from "../../admission/resources.ts";
import { ruleIds } from "../../admission/rule-registry.ts";
import type { ApiClient } from "../../kube/api-client.ts";
import { loadPolicy } from "../../files/policy-file.ts";
import { defaultPolicy } from "../../policy/policy.ts";
import { exitCodes, type Io } from "../io.ts";
import { withCluster } from "../live/cluster.ts";
import { printable, printableLines } from "../printable.ts";
import { formatDifference, formatScan } from "./format-text.ts";
import { isOwned, judge } from "./judge.ts";
import { differencePage, scanPage } from "./format-html.ts";
import { DifferenceTally, Tally, type ScanReport } from "./tally.ts";

/** How a report can be printed. */
const formats = ["text", "json", "html"] as const;

interface ScanFlags {
  readonly policy?: string;
  readonly against?: string;
  readonly kubeconfig?: string;
  readonly format: (typeof formats)[number];
  readonly report: boolean;
}

/** `vmgate scan`: what a policy would deny among the objects of a live cluster. */
export function scanCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  return new Command("scan")
    .description(
      "Judge the objects of a live cluster as if they were created today. Without --report, nothing is written.",
    )
    .option("--policy <file>", "the policy (default: the one built in)")
    .option("--against <file>", "another policy: print only what would change with it")
    .option("--kubeconfig <file>", "the cluster (default: $KUBECONFIG, or the pod's service account)")
    .addOption(new Option("--format <format>", "how to print").choices(formats).default("text"))
    .option(
      "--report",
      "also write a PolicyReport to each namespace in which something would be denied or warned of; then that is no failure",
      false,
    )
    .action(async (flags: ScanFlags) => {
      const scanned = await scan(flags);
      if ("problems" in scanned) {
        io.stderr.write(`${scanned.problems.map(printable).join("\n")}\n`);
        setExitCode(exitCodes.usage);
        return;
      }
      io.stdout.write(scanned.text);
      setExitCode(scanned.isDenied ? exitCodes.refused : exitCodes.ok);
    });
}

type Scanned =
  { readonly text: string; readonly isDenied: boolean } | { readonly problems: readonly string[] };

async function scan(flags: ScanFlags): Promise<Scanned> {
  if (flags.report && flags.against !== undefined)
    return { problems: ["--report: may not be set together with --against; omit one of them"] };
  const [first, second] = await Promise.all([readPolicy(flags.policy), readPolicy(flags.against)]);
  const problems = [first, second].flatMap((read) => ("errors" in read ? read.errors : []));
  if ("errors" in first || "errors" in second) return { problems };
  const tally = new Tally();
  const difference = new DifferenceTally();
  const [before, after] = [createEngine(first.policy), createEngine(second.policy)];
  const now = Date.now();
  const problem = await eachObject(flags.kubeconfig, (object, resource) => {
    const judged = judge(object, resource, before, now);
    tally.add(judged);
    if (flags.against !== undefined) difference.add(judged, judge(object, resource, after, now));
  });
  if (problem !== undefined) return { problems: [problem] };
  if (flags.against === undefined) {
    const report = tally.report();
    const unwritten = flags.report ? await writeReports(flags.kubeconfig, report) : undefined;
    if (unwritten !== undefined) return { problems: [unwritten] };
    return printed(report, report, { text: formatScan, html: scanPage }, flags);
  }
  const report = difference.report();
  return printed(report, report.newly, { text: formatDifference, html: differencePage }, flags);
}

function printed<T>(
  report: T,
  { summary }: ScanReport,
  print: Readonly<Record<"text" | "html", (report: T) => string>>,
  flags: ScanFlags,
): Scanned {
  const { format } = flags;
  return {
    text: format === "json" ? printableLines(`${JSON.stringify(report, null, 2)}\n`) : print[format](report),
    isDenied: !flags.report && summary.denied + summary.failed > 0,
  };
}

/** The resource of PolicyReports. */
const policyReportResource = {
  group: "wgpolicyk8s.io",
  versions: ["v1alpha2"],
  resource: "policyreports",
};

/** Writes the reports and deletes those of earlier runs; what prevented it, if something did. */
async function writeReports(kubeconfig: string | undefined, report: ScanReport): Promise<string | undefined> {
  const [{ policyReports, reportLabel }, { writeObjects }] = await Promise.all([
    import("./policy-report.ts"),
    import("../../kube/write-objects.ts"),
  ]);
  const [label = ""] = Object.entries(reportLabel).map((entry) => entry.join("="));
  return inCluster(kubeconfig, "reports could not be written", (api) =>
    writeObjects(api, policyReportResource, label, policyReports(report)),
  );
}

/** Calls `visit` with every object of the cluster that nothing else owns; what prevented it, if something did. */
async function eachObject(
  kubeconfig: string | undefined,
  visit: (object: unknown, resource: WatchedResource) => void,
): Promise<string | undefined> {
  const { listObjects } = await import("../../kube/list-objects.ts");
  return inCluster(kubeconfig, "the cluster could not be scanned", async (api) => {
    for (const resource of watchedResources) {
      for await (const object of listObjects(api, resource)) {
        if (!isOwned(object)) visit(object, resource);
      }
    }
  });
}

/** Does something in the cluster; what prevented it, if something did. */
async function inCluster(
  kubeconfig: string | undefined,
  failure: string,
  work: (api: ApiClient) => Promise<void>,
): Promise<string | undefined> {
  const done = await withCluster(kubeconfig, failure, work);
  return "problem" in done ? done.problem : undefined;
}

function readPolicy(file: string | undefined): ReturnType<typeof loadPolicy> {
  return file === undefined ? Promise.resolve({ policy: defaultPolicy }) : loadPolicy(file, ruleIds);
}
