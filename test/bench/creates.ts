import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../cluster/cluster.ts";
import { ask, createNamespace } from "../cluster/objects.ts";
import { merged, virtualMachine } from "../cluster/virtual-machines.ts";
import { registerWebhooks, startVmgate, unregisterWebhooks } from "../cluster/vmgate.ts";
import { waitFor } from "../cluster/wait.ts";
import { ownGoal, type Goal } from "./goals.ts";
import { median } from "./rows.ts";
import { bareServer, type Program, start } from "./servers.ts";

/** Creations that are timed, at ten a second. */
const creations = 40;

const machines = (namespace: string): string =>
  `/apis/kubevirt.io/v1/namespaces/${namespace}/virtualmachines`;

/**
 * What a creation gains in time beside KubeVirt's own webhooks, by a vmgate that has just been started, by webhooks that
 * admit everything, and by CEL.
 */
export async function createGoals(
  cluster: Cluster,
  folder: string,
  program: Program,
): Promise<readonly Goal[]> {
  const namespace = await createNamespace(cluster);
  const without = await createMs(cluster, namespace, "without");
  const baseline = `without: ${without.toFixed(1)} ms`;
  const withVmgate = await vmgateMs(cluster, namespace, program);
  const withBare = await bareMs(cluster, namespace, folder);
  const withCel = await celMs(cluster, namespace);
  const goal = ownGoal(
    "a create through the API server, cold, gains",
    withVmgate - without,
    1.5,
    "ms at the median",
    1,
  );
  const peer = (what: string, ms: number): Goal => {
    const measured = `${(ms - without).toFixed(1)} ms at the median`;
    return { what: `${what}, gains`, measured, baseline, goal: "–", isMet: undefined, isRatio: false };
  };
  return [
    { ...goal, baseline },
    peer("webhooks of the bare server, which admit everything", withBare),
    peer("five rules as CEL in the API server", withCel),
  ];
}

async function vmgateMs(cluster: Cluster, namespace: string, { policyFile }: Program): Promise<number> {
  const policy = readFileSync(policyFile, "utf8");
  const vmgate = await startVmgate(cluster, { policy, isBundled: true });
  await vmgate.register();
  try {
    return await createMs(cluster, namespace, "vmgate");
  } finally {
    await vmgate.unregister();
    await vmgate.stop();
  }
}

/** With the bare server in vmgate's place, for the least that two webhooks cost. */
async function bareMs(cluster: Cluster, namespace: string, folder: string): Promise<number> {
  const [cert, key] = [cluster.certificate("vmgate.crt"), cluster.certificate("vmgate.key")];
  const bare = await start(folder, bareServer, cert, key);
  try {
    await registerWebhooks(cluster, bare.port);
    return await createMs(cluster, namespace, "bare");
  } finally {
    await unregisterWebhooks(cluster);
    bare.stop();
  }
}

/** With five of the rules as a ValidatingAdmissionPolicy, which refuses nothing that is timed. */
async function celMs(cluster: Cluster, namespace: string): Promise<number> {
  await cluster.mustKubectl(["apply", "-f", join(import.meta.dirname, "cel.yaml")]);
  const refused = merged(virtualMachine("cel-refused"), {
    spec: { runStrategy: "Halted", template: { spec: { readinessProbe: { exec: { command: ["true"] } } } } },
  });
  await waitFor("the API server refuses by CEL", async () => {
    const { status } = await cluster.request("POST", `${machines(namespace)}?dryRun=All`, refused);
    return status === 422 ? true : undefined;
  });
  return createMs(cluster, namespace, "cel");
}

async function createMs(cluster: Cluster, namespace: string, name: string): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < creations; i++) {
    const machine = merged(virtualMachine(`${name}-${i}`), { spec: { runStrategy: "Halted" } });
    const start = performance.now();
    await ask(cluster, "POST", machines(namespace), machine);
    took.push(performance.now() - start);
    await sleep(Math.max(0, 100 - (performance.now() - start)));
  }
  return median(took);
}
