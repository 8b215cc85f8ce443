import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isBuilt } from "../cluster/cache.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { createGoals } from "./creates.ts";
import { notMeasured, ratioGoal, type Goal } from "./goals.ts";
import type { Reviews } from "./reviews.ts";
import { measureInTurns, type Row, startLoader } from "./rows.ts";
import { type Program, startVmgate } from "./servers.ts";

const turns = { warmUpMs: 2000, rounds: 3, roundMs: 1200 };

const needsPrograms = "KubeVirt's programs (npm run cluster:build)";
const unmeasured: readonly Goal[] = [
  notMeasured("a create through the API server, cold", "≤ +1.5 ms at the median", needsPrograms),
  notMeasured("five rules as CEL in the API server", "–", needsPrograms),
  notMeasured("against virt-api, the same VM", "≥ 12 × (validate), ≥ 4 × (mutate)", needsPrograms),
];

/** Pepr's server listens on every address of the machine, and has no option for another. */
const pepr = notMeasured("Pepr", "–", "a Pepr that can be bound to the loopback address");

/** vmgate beside KubeVirt's own webhooks and in a real API server, where the cluster's programs are built. */
export async function peerGoals(
  folder: string,
  program: Program,
  reviews: Reviews,
): Promise<readonly Goal[]> {
  if (!isBuilt()) return [...unmeasured, pepr];
  const cluster = await startCluster();
  try {
    return [
      ...(await againstVirtApi(cluster, folder, program, reviews)),
      ...(await createGoals(cluster, folder, program)),
      pepr,
    ];
  } finally {
    await cluster.stop();
  }
}

async function againstVirtApi(
  cluster: Cluster,
  folder: string,
  program: Program,
  { mutate, validate }: Reviews,
): Promise<readonly Goal[]> {
  const vmgate = await startVmgate(folder, program);
  const virtApi: Row["server"] = {
    port: cluster.ports.virtApi,
    cpuUs: () => Promise.resolve(cpuUsOf(cluster)),
  };
  const loader = startLoader();
  const row = (server: Row["server"], path: string, body: string): Row => ({
    server,
    requests: [{ path, body }],
  });
  try {
    const measured = await measureInTurns(
      loader,
      {
        validate: row(vmgate, "/validate", validate),
        virtApiValidate: row(virtApi, "/virtualmachines-validate", validate),
        mutate: row(vmgate, "/mutate", mutate),
        virtApiMutate: row(virtApi, "/virtualmachines-mutate", mutate),
      },
      turns,
    );
    const goal = (what: string, ours: number, theirs: number, atLeast: number): Goal => {
      const value = {
        measured: `${ours.toFixed(0)} µs CPU`,
        baseline: `virt-api: ${theirs.toFixed(0)} µs`,
        ratio: theirs / ours,
      };
      return ratioGoal(what, value, { atLeast }, (ratio) => `${ratio.toFixed(1)} ×`);
    };
    return [
      goal("/validate against virt-api", measured.validate.cpuUs, measured.virtApiValidate.cpuUs, 12),
      goal("/mutate against virt-api", measured.mutate.cpuUs, measured.virtApiMutate.cpuUs, 4),
    ];
  } finally {
    loader.kill();
    vmgate.stop();
  }
}

/** CPU time of virt-api so far: its clock ticks are a hundredth of a second on every Linux. */
function cpuUsOf({ folder }: Cluster): number {
  const [pid = ""] = readFileSync(join(folder, "pid", "virt-api"), "utf8").split(" ");
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // proc(5): the fields behind the name, which ends with a bracket; utime and stime.
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10_000;
}
