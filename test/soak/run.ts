import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildBundle } from "../../.ci/build.ts";
import { between } from "../../.ci/document-blocks.ts";
import { ruleIds } from "../../src/admission/rule-registry.ts";
import { markdownTable } from "../../src/cli/markdown-table.ts";
import { loadPolicy } from "../../src/files/policy-file.ts";
import { machine } from "../bench/goals.ts";
import { medianReviews } from "../bench/reviews.ts";
import { soakPlot } from "./plot.ts";
import { errorsOf, isPassed, soakRows } from "./report.ts";
import { soak } from "./soak.ts";

// npm run soak [-- --minutes N] [-- --write]: reviews for 30 minutes, while the policy and the certificate change below
// the server and its metrics are read. Fails on any error, and if memory rises. `--write` puts the table and the plot into
// the document.

const document = join(import.meta.dirname, "README.md");

const { values: flags } = parseArgs({
  options: { minutes: { type: "string", default: "30" }, write: { type: "boolean", default: false } },
});
const minutes = Number(flags.minutes);
if (!(minutes >= 1)) throw new Error(`--minutes: "${flags.minutes}": must be a number from 1 on`);

const folder = mkdtempSync(join(tmpdir(), "vmgate-soak-"));
try {
  const policyFile = join(import.meta.dirname, "..", "bench", "policy.yaml");
  const loaded = await loadPolicy(policyFile, ruleIds);
  if ("errors" in loaded) throw new Error(loaded.errors.join("\n"));
  await buildBundle(join(folder, "bundle"));
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  const program = { file: join(folder, "bundle", "vmgate.js"), policyFile };
  const soaked = await soak(folder, program, medianReviews(loaded.policy), minutes);
  const report = `${machine()}\n\n${markdownTable(soakRows(soaked))}`;
  console.log(report);
  for (const error of errorsOf(soaked)) console.error(error);
  if (flags.write) {
    const withPlot = `${report}\n![Resident memory and latency over time](soak.svg)\n`;
    writeFileSync(document, between(readFileSync(document, "utf8"), document, "results", withPlot));
    writeFileSync(join(import.meta.dirname, "soak.svg"), soakPlot(soaked.samples));
  }
  if (!isPassed(soaked)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
