import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildBundle } from "../../.ci/build.ts";
import { between } from "../../.ci/document-blocks.ts";
import { markdownTable } from "../../src/cli/markdown-table.ts";
import { loadPolicy } from "../../src/files/policy-file.ts";
import { ruleIds } from "../../src/admission/rule-registry.ts";
import { machine, reportRows, type Goal } from "./goals.ts";
import { growthGoals } from "./growth.ts";
import { latency } from "./latency.ts";
import { latencyPlot, type LatencyLine } from "./latency-plot.ts";
import { offlineGoals } from "./offline.ts";
import { onlineGoals } from "./online.ts";
import { peerGoals } from "./peers.ts";
import { medianReviews } from "./reviews.ts";

// Measures vmgate against its goals, each beside its baseline in the same run, in under five minutes. `--check` fails
// if a goal that is a ratio to its baseline is missed; `--write` puts the table and the plot into the document.

const document = join(import.meta.dirname, "README.md");

const { values: flags } = parseArgs({
  options: { check: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
});

interface Results {
  readonly goals: readonly Goal[];
  readonly latencies: readonly LatencyLine[];
}

async function bench(folder: string): Promise<Results> {
  const policyFile = join(import.meta.dirname, "policy.yaml");
  const loaded = await loadPolicy(policyFile, ruleIds);
  if ("errors" in loaded) throw new Error(loaded.errors.join("\n"));
  const bundle = join(folder, "bundle");
  await buildBundle(bundle);
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  const program = { file: join(bundle, "vmgate.js"), policyFile };
  const reviews = medianReviews(loaded.policy);
  const goals = [
    ...(await onlineGoals(folder, program, reviews)),
    ...(await peerGoals(folder, program, reviews)),
    ...(await offlineGoals(folder, program.file)),
    ...growthGoals(),
  ];
  return { goals, latencies: await latency(folder, program, reviews) };
}

const folder = mkdtempSync(join(tmpdir(), "vmgate-bench-"));
try {
  const { goals, latencies } = await bench(folder);
  const report = `${machine()}\n\n${markdownTable(reportRows(goals))}`;
  console.log(report);
  if (flags.write) {
    const withPlot = `${report}\n![How long a review takes, by the number of users](latency.svg)\n`;
    writeFileSync(document, between(readFileSync(document, "utf8"), document, "results", withPlot));
    writeFileSync(join(import.meta.dirname, "latency.svg"), latencyPlot(latencies, machine()));
  }
  const missed = goals.filter(({ isMet, isRatio }) => isMet === false && isRatio);
  if (flags.check && missed.length > 0) {
    console.error(`missed: ${missed.map(({ what }) => what).join("; ")}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
