import type { TestProject } from "vitest/node";
import { removeDeadRuns } from "../cluster/runs.ts";
import { isFullRun } from "../support/full-run.ts";
import { missingPrerequisite } from "./prerequisites.ts";
import { buildImages, type Images } from "./layers.ts";
import { buildTree, type Release } from "./tree.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The images that guests start from; null where the tests over guests are skipped. */
    guestImages: Readonly<Record<Release, Images>> | null;
  }
}

/**
 * Makes the images that the guests of the run start from. Where there can be none the tests are skipped with the reason.
 * @throws in a full run, where nothing may be skipped
 */
export default async function setup(project: TestProject): Promise<void> {
  const missing = missingPrerequisite();
  if (missing !== undefined) {
    if (isFullRun) throw new Error(`The guest tests can't run: ${missing}.`);
    console.log(`The guest tests are skipped: ${missing}.`);
    project.provide("guestImages", null);
    return;
  }
  await removeDeadRuns();
  const build = async (release: Release): Promise<Images> => buildImages(await buildTree(release));
  const [bookworm, trixie] = await Promise.all([build("bookworm"), build("trixie")]);
  project.provide("guestImages", { bookworm, trixie });
}
