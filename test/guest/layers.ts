import { join } from "node:path";
import { cacheFolder, hashFiles } from "../cluster/cache.ts";
import { makeOnce, runLogged } from "../cluster/make-once.ts";
import { isolated } from "./isolated.ts";

/** A tree, and what images that configure their network in other ways have beside it: lists of folders for overlayfs. */
export interface Images {
  /** systemd-resolved, by netplan. */
  readonly netplan: string;
  /** NetworkManager and ifupdown; neither systemd-resolved nor resolvconf. */
  readonly managers: string;
  /** The same with resolvconf. */
  readonly resolvconf: string;
}

/**
 * Makes the layers over a tree, unless they are there: half a minute.
 * @throws when a step fails, with the end of its output
 */
export async function buildImages(tree: string): Promise<Images> {
  const layers = join(cacheFolder, `layers-${hashFiles(import.meta.dirname, ["layers.sh"], tree)}`);
  await makeOnce(layers, async (part) => {
    console.log(`Adding NetworkManager, ifupdown and resolvconf to ${tree}.`);
    const recipe = join(import.meta.dirname, "layers.sh");
    await runLogged(...isolated(["mount", "pid"], [recipe, tree, part]), `${layers}.log`);
  });
  const managers = `${join(layers, "managers")}:${tree}`;
  return { netplan: tree, managers, resolvconf: `${join(layers, "resolvconf")}:${managers}` };
}
