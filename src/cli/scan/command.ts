import { Command } from "commander";
import { createEngine } from "../../admission/engine.ts";
import { watchedResources, type WatchedResource } from "../../admission/resources.ts";
import { ruleIds } from "../../admission/rule-registry.ts";
import type { ApiClient } from "../../kube/api-client.ts";
import { loadPolicy } from "../../files/policy-file.ts";
import { defaultPolicy } from "../../policy/policy.ts";
import type { SecretReader } from "../../kube/read-secret.ts";
import { exitCodes, type Io } from "../io.ts";
import { kubeconfigHelp, withCluster } from "../live/cluster.ts";
import { Progress } from "../progress.ts";
import { printable } from "../printable.ts";
import { addReportFlags, printReport, writeOutputs, type ReportFlags } from "../review/outputs.ts";
import type { Report, Result } from "../review/report.ts";
import { isOwned, judge } from "./judge.ts";
import { InventoryTaker } from "./inventory.ts";
import { liveReport } from "./live-report.ts";
import { refusedOnlyIn } from "./tally.ts";

interface ScanFlags extends ReportFlags {
  readonly policy?: string;
  readonly against?: string;
  readonly kubeconfig?: string;
  readonly report: boolean;
}

/** `vmgate scan`: what a policy would deny among the objects of a live cluster. */
export function scanCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  const command = new Command("scan").description(
    "Judge the objects of a live cluster as if they were created today. Without --report, nothing is written to it.",
  );
  return addReportFlags(command)
    .option("--policy <file>", "the policy (default: the one built in)")
    .option("--against <file>", "another policy: print only what would change with it")
    .option("--kubeconfig <file>", kubeconfigHelp)
    .option(
      "--report",
      "also write a PolicyReport to each namespace in which something would be denied or warned of; then that is no failure",
      false,
    )
    .action(async (flags: ScanFlags) => {
      const scanned = await scan(flags, io);
      const problems = "problems" in scanned ? scanned.problems : await printAll(scanned, flags, io);
      if (problems.length > 0) io.stderr.write(`${problems.map(printable).join("\n")}\n`);
      setExitCode(
        "problems" in scanned || problems.length > 0 ? exitCodes.usage : exitCodeOf(scanned, flags),
      );
    });
}

async function printAll(report: Report, flags: ScanFlags, io: Io): Promise<readonly string[]> {
  io.stdout.write(await printReport(report, flags.format, io));
  return writeOutputs(report, flags.output);
}

function exitCodeOf({ summary }: Report, flags: ScanFlags): number {
  return !flags.report && summary.refused + summary.unreadable > 0 ? exitCodes.refused : exitCodes.ok;
}

async function scan(flags: ScanFlags, io: Io): Promise<Report | { readonly problems: readonly string[] }> {
  if (flags.report && flags.against !== undefined)
    return { problems: ["--report: may not be set together with --against; omit one of them"] };
  const [first, second] = await Promise.all([readPolicy(flags.policy), readPolicy(flags.against)]);
  const problems = [first, second].flatMap((read) => ("errors" in read ? read.errors : []));
  if ("errors" in first || "errors" in second) return { problems };
  const results: Result[] = [];
  const noLonger: Result[] = [];
  const [before, after] = [createEngine(first.policy), createEngine(second.policy)];
  const now = Date.now();
  const progress = new Progress(io);
  const inventory = new InventoryTaker(before);
  const problem = await eachObject(flags.kubeconfig, async (object, resource, readSecret) => {
    progress.show(results.length);
    if (flags.against === undefined)
      await inventory.add(object, resource, flags.report ? readNoSecret : readSecret);
    if (isOwned(object)) return;
    const judged = judge(object, resource, before, now);
    if (flags.against === undefined) {
      results.push(judged);
      return;
    }
    const other = judge(object, resource, after, now);
    results.push(refusedOnlyIn(other, judged));
    const gone = refusedOnlyIn(judged, other);
    if (gone.problems.length > 0) noLonger.push(gone);
  });
  progress.end();
  if (problem !== undefined) return { problems: [problem] };
  const unwritten = flags.report ? await writeReports(flags.kubeconfig, results) : undefined;
  if (unwritten !== undefined) return { problems: [unwritten] };
  return liveReport(results, flags.against, noLonger, inventory.taken());
}

/** The account for reports may read no Secret, and every try would be a line in the audit log. */
const readNoSecret: SecretReader = () => Promise.resolve({ problem: "not read with --report" });

/** The resource of PolicyReports. */
const policyReportResource = {
  group: "wgpolicyk8s.io",
  versions: ["v1alpha2"],
  resource: "policyreports",
};

/** Writes the reports and deletes those of earlier runs; what prevented it, if something did. */
async function writeReports(
  kubeconfig: string | undefined,
  results: readonly Result[],
): Promise<string | undefined> {
  const [{ policyReports, reportLabel }, { writeObjects }] = await Promise.all([
    import("./policy-report.ts"),
    import("../../kube/write-objects.ts"),
  ]);
  const [label = ""] = Object.entries(reportLabel).map((entry) => entry.join("="));
  return inCluster(kubeconfig, "reports could not be written", (api) =>
    writeObjects(api, policyReportResource, label, policyReports(results)),
  );
}

/** Calls `visit` with every object of the cluster, one after the other; what prevented it, if something did. */
async function eachObject(
  kubeconfig: string | undefined,
  visit: (object: unknown, resource: WatchedResource, readSecret: SecretReader) => Promise<void>,
): Promise<string | undefined> {
  const [{ listObjects }, { secretReader }] = await Promise.all([
    import("../../kube/list-objects.ts"),
    import("../../kube/read-secret.ts"),
  ]);
  return inCluster(kubeconfig, "the cluster could not be scanned", async (api) => {
    const readSecret = secretReader(api);
    for (const resource of watchedResources) {
      for await (const object of listObjects(api, resource)) await visit(object, resource, readSecret);
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
