import { readFileSync } from "node:fs";
import { certificateTimes } from "../../src/server/open-certificate.ts";
import { readServeConfig } from "../../src/server/options.ts";
import { serve } from "../../src/server/run.ts";
import type { ReplicaTimes } from "./replicas.ts";

/*
 * vmgate serve with other times: node replica.ts TIMES LISTEN METRICS KUBECONFIG. TIMES is a file of JSON; its clock is
 * read again each time it is asked for, so that a test can move it while the program runs.
 */

const [file = "", listen = "", metricsListen = "", kubeconfig = ""] = process.argv.slice(2);
const times = (): ReplicaTimes => JSON.parse(readFileSync(file, "utf8")) as ReplicaTimes;
const read = await readServeConfig({ listen, metricsListen, kubeconfig, certs: "self" });
if ("problems" in read) throw new Error(read.problems.join("\n"));
const stopped = new Promise<string>((resolve) => process.once("SIGTERM", resolve));
const problems = await serve(read.config, process.stdout, () => stopped, {
  ...certificateTimes,
  ...times(),
  now: () => Date.now() + times().clockOffsetMs,
});
if (problems.length > 0) throw new Error(problems.join("\n"));
process.exit(0);
