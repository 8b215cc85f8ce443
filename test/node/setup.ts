import type { TestProject } from "vitest/node";
import { buildHelm, buildPrograms } from "../cluster/build.ts";
import type { ClusterAddress } from "../cluster/cluster.ts";
import { isFullRun } from "../support/full-run.ts";
import { missingPrerequisite } from "./prerequisites.ts";
import { buildImages, nodeTree } from "./software.ts";
import { startNodeCluster } from "./start.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The cluster with a node of this run; null where the tests over it are skipped. */
    nodeCluster: ClusterAddress | null;
    /** Path of the helm program. */
    helm: string;
  }
}

/**
 * Starts one cluster with a node for the whole run and stops it afterwards. Where there can be none the tests are
 * skipped with the reason.
 * @throws in a full run, where nothing may be skipped
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const missing = missingPrerequisite();
  if (missing !== undefined) {
    if (isFullRun) throw new Error(`The tests over a node can't run: ${missing}.`);
    console.log(`The tests over a node are skipped: ${missing}.`);
    project.provide("nodeCluster", null);
    project.provide("helm", "");
    return undefined;
  }
  await buildPrograms();
  project.provide("helm", await buildHelm());
  const tree = await nodeTree();
  const images = await buildImages(tree);
  const started = Date.now();
  const { cluster, stop } = await startNodeCluster(tree, images);
  console.log(`The node was ready after ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  project.provide("nodeCluster", { folder: cluster.folder, ports: cluster.ports });
  return stop;
}
