import type { TestProject } from "vitest/node";
import { removeDeadRuns } from "../cluster/runs.ts";
import { isFullRun } from "../support/full-run.ts";
import { missingPrerequisite } from "./prerequisites.ts";
import { buildTree, type Release } from "./tree.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The trees that guests start from; null where the tests over guests are skipped. */
    guestTrees: Readonly<Record<Release, string>> | null;
  }
}

/**
 * Makes the trees that the guests of the run start from. Where there can be none the tests are skipped with the reason.
 * @throws in a full run, where nothing may be skipped
 */
export default async function setup(project: TestProject): Promise<void> {
  const missing = missingPrerequisite();
  if (missing !== undefined) {
    if (isFullRun) throw new Error(`The guest tests can't run: ${missing}.`);
    console.log(`The guest tests are skipped: ${missing}.`);
    project.provide("guestTrees", null);
    return;
  }
  await removeDeadRuns();
  const [bookworm, trixie] = await Promise.all([buildTree("bookworm"), buildTree("trixie")]);
  project.provide("guestTrees", { bookworm, trixie });
}
