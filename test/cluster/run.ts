import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { buildPrograms, missingPrerequisite } from "./build.ts";
import { binFolder } from "./cache.ts";
import { startCluster } from "./cluster.ts";
import { startVmgate, type VmgateOptions } from "./vmgate.ts";

/*
 * npm run cluster [-- POLICY]: a cluster with vmgate for a person, until Ctrl-C. With the argument `build` it
 * only builds.
 */

const missing = missingPrerequisite();
if (missing !== undefined) {
  console.error(`The cluster can't run: ${missing}.`);
  process.exit(1);
}
await buildPrograms();
const [argument] = process.argv.slice(2);
if (argument !== "build") {
  await runUntilInterrupted(argument === undefined ? {} : { policy: await readFile(argument, "utf8") });
}

async function runUntilInterrupted(options: VmgateOptions): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.once(signal, () => {
      interrupted.abort();
    });
  }
  const cluster = await startCluster();
  try {
    const vmgate = await startVmgate(cluster, options);
    await vmgate.register();
    console.log(`Kubernetes, KubeVirt and vmgate are running; logs are in ${cluster.folder}/log. In another terminal:

export KUBECONFIG=${cluster.kubeconfig("admin")}
export PATH=${binFolder}:$PATH    # kubectl and virtctl of these versions

Ctrl-C stops everything.`);
    // The longest time there is, 24 days; nothing else keeps this process alive.
    await sleep(2 ** 31 - 1, undefined, { signal: interrupted.signal }).catch(() => undefined);
  } finally {
    await cluster.stop();
  }
}
