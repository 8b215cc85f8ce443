import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";

/**
 * The kubeconfig of the files in a list, as in `$KUBECONFIG`, merged as kubectl does: a file that is missing is skipped,
 * and of entries of one name, and of current contexts, the first counts. The library fails in both cases.
 * @param load reads one file
 * @returns undefined where no file is there
 * @throws when a file that is there cannot be read
 */
export function readKubeconfigList(list: string, load: (file: string) => KubeConfig): KubeConfig | undefined {
  const files = list.split(delimiter).filter((file) => file !== "" && existsSync(file));
  const [first, ...others] = files.map(load);
  if (first === undefined) return undefined;
  for (const other of others) addMissing(first, other);
  return first;
}

function addMissing(config: KubeConfig, other: KubeConfig): void {
  for (const cluster of other.getClusters())
    if (config.getCluster(cluster.name) === null) config.addCluster(cluster);
  for (const user of other.getUsers()) if (config.getUser(user.name) === null) config.addUser(user);
  for (const context of other.getContexts())
    if (config.getContextObject(context.name) === null) config.addContext(context);
  // Undefined where the file names none, whatever the library's type says.
  if (!config.getCurrentContext()) config.setCurrentContext(other.getCurrentContext());
}
