import type { TestProject } from "vitest/node";
import { isFullRun } from "../support/full-run.ts";
import { buildPrograms, missingPrerequisite } from "./build.ts";
import { isBuilt } from "./cache.ts";
import { startCluster, type ClusterAddress } from "./cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The cluster of this run; null where the tests over it are skipped. */
    cluster: ClusterAddress | null;
  }
}

/** Starts one cluster for the whole run and stops it afterwards; none where VMGATE_KUBECONFIG names one. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env["VMGATE_KUBECONFIG"] !== undefined) {
    console.log("VMGATE_KUBECONFIG is set: tests that stop programs, or read the audit log, are skipped.");
    project.provide("cluster", null);
    return undefined;
  }
  const reason = whySkipped();
  if (reason !== undefined) {
    console.log(`The cluster tests are skipped: ${reason}.`);
    project.provide("cluster", null);
    return undefined;
  }
  await buildPrograms();
  const started = Date.now();
  const cluster = await startCluster();
  console.log(`The cluster was ready after ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  project.provide("cluster", { folder: cluster.folder, ports: cluster.ports });
  return () => cluster.stop();
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
