import type { TestProject } from "vitest/node";
import { isFullRun } from "../support/full-run.ts";
import { buildHelm, buildPrograms, missingPrerequisite } from "./build.ts";
import { isBuilt } from "./cache.ts";
import { startCluster, type Cluster, type ClusterAddress } from "./cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The clusters of this run, one for each worker; null where the tests over them are skipped. */
    clusters: readonly ClusterAddress[] | null;
  }
}

/** Starts a cluster for each worker and stops them after the run; none where VMGATE_KUBECONFIG names one. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env["VMGATE_KUBECONFIG"] !== undefined) {
    console.log("VMGATE_KUBECONFIG is set: tests that stop programs, or read the audit log, are skipped.");
    project.provide("clusters", null);
    return undefined;
  }
  const reason = whySkipped();
  if (reason !== undefined) {
    console.log(`The cluster tests are skipped: ${reason}.`);
    project.provide("clusters", null);
    return undefined;
  }
  await buildPrograms();
  // Elsewhere the files that need it build it; here nothing is compiled beside tests, which it makes late.
  if (isFullRun) await buildHelm();
  const started = Date.now();
  const clusters = await startClusters(workersOf(project));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${clusters.length === 1 ? "The cluster was" : "The clusters were"} ready after ${seconds} s.`);
  project.provide(
    "clusters",
    clusters.map(({ folder, ports }) => ({ folder, ports })),
  );
  return async () => {
    await Promise.all(clusters.map((cluster) => cluster.stop()));
  };
}

/** How many workers the files of this run get: fewer than there may be where there are fewer files. */
function workersOf({ config, vitest }: TestProject): number {
  const files = vitest.state.getPaths().filter((path) => path.startsWith(import.meta.dirname));
  return Math.min(config.maxWorkers, files.length);
}

/** @throws when one can't be started; the others are stopped then */
async function startClusters(count: number): Promise<readonly Cluster[]> {
  const started: Cluster[] = [];
  const start = async (): Promise<void> => {
    started.push(await startCluster());
  };
  const results = await Promise.allSettled(Array.from({ length: count }, start));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed === undefined) return started;
  await Promise.all(started.map((cluster) => cluster.stop()));
  throw (failed as PromiseRejectedResult).reason;
}

/**
 * In a full run nothing may be skipped. Elsewhere nobody who types `npm test` wants to wait for a quarter of an hour.
 * @throws in a full run, when something is missing that can't be built
 */
function whySkipped(): string | undefined {
  const missing = missingPrerequisite();
  if (isFullRun) {
    if (missing !== undefined) throw new Error(`The cluster tests can't run: ${missing}.`);
    return undefined;
  }
  if (missing !== undefined) return missing;
  return isBuilt()
    ? undefined
    : "npm run test:cluster builds what they need (about 15 minutes the first time) and runs them";
}
