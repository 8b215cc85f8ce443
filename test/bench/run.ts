import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildBundle } from "../../.ci/build.ts";
import { between } from "../../.ci/document-blocks.ts";
import { markdownTable } from "../../src/cli/markdown-table.ts";
import { loadPolicy } from "../../src/files/policy-file.ts";
import { ruleIds } from "../../src/admission/rule-registry.ts";
import { machine, notMeasured, reportRows, type Goal } from "./goals.ts";
import { growthGoals } from "./growth.ts";
import { offlineGoals } from "./offline.ts";
import { onlineGoals } from "./online.ts";

// Measures vmgate against its goals, each beside its baseline in the same run, in under five minutes. `--check` fails
// if a goal that is a ratio to its baseline is missed; `--write` puts the table into the document.

const document = join(import.meta.dirname, "README.md");

const { values: flags } = parseArgs({
  options: { check: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
});

async function bench(folder: string): Promise<readonly Goal[]> {
  const policyFile = join(import.meta.dirname, "policy.yaml");
  const loaded = await loadPolicy(policyFile, ruleIds);
  if ("errors" in loaded) throw new Error(loaded.errors.join("\n"));
  const bundle = join(folder, "bundle");
  await buildBundle(bundle);
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  const program = join(bundle, "vmgate.js");
  return [
    ...(await onlineGoals(folder, program, loaded.policy, policyFile)),
    notMeasured(
      "a create through the API server, cold",
      "≤ +1.5 ms at the median",
      "a cluster (npm run cluster)",
    ),
    notMeasured("against virt-api, the same VM", "≥ 12 × (validate), ≥ 4 × (mutate)", "KubeVirt's programs"),
    ...offlineGoals(folder, program),
    ...growthGoals(),
  ];
}

const folder = mkdtempSync(join(tmpdir(), "vmgate-bench-"));
try {
  const goals = await bench(folder);
  const report = `${machine()}\n\n${markdownTable(reportRows(goals))}`;
  console.log(report);
  if (flags.write) {
    writeFileSync(document, between(readFileSync(document, "utf8"), document, "results", report));
  }
  const missed = goals.filter(({ isMet, isRatio }) => isMet === false && isRatio);
  if (flags.check && missed.length > 0) {
    console.error(`missed: ${missed.map(({ what }) => what).join("; ")}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
