import { afterAll, beforeAll, expect, test } from "vitest";
import { unwrap } from "../../src/user-data/wrapper/wrapper.ts";
import type { ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { ask } from "./objects.ts";
import { caKey, cloudConfig, longCloudConfig, openStarts, policyText, type Starts } from "./starts.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";
import { waitFor } from "./wait.ts";

/** Which kind of cloud-init a VM of the crowd has. */
const thirdOf = ({ metadata }: ApiObject): number => Number(metadata?.name?.slice("vm-".length)) % 3;

const derivedName = ({ metadata }: ApiObject): string => `vmgate-${metadata?.uid ?? ""}`;

function userPart(bytes: Buffer | undefined): string | undefined {
  const wrapping = unwrap(bytes ?? Buffer.of());
  const isUsers = wrapping.kind === "wrapped" && typeof wrapping.user === "object";
  return isUsers ? Buffer.from(wrapping.user.content).toString() : undefined;
}

function isInline({ spec }: ApiObject): boolean {
  const volumes = spec?.["volumes"] as { cloudInitNoCloud?: object }[];
  return volumes.some(
    ({ cloudInitNoCloud }) => cloudInitNoCloud !== undefined && "userDataBase64" in cloudInitNoCloud,
  );
}

describeCluster("a crowd of VMs", (cluster) => {
  let vmgate: Vmgate;
  beforeAll(async () => {
    vmgate = await startVmgate(cluster, { policy: policyText(caKey("first")) });
    await vmgate.register();
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  const list = async (starts: Starts, plural: string): Promise<readonly ApiObject[]> => {
    const path = `/apis/kubevirt.io/v1/namespaces/${starts.namespace}/${plural}`;
    return (await ask(cluster, "GET", path, undefined)).body.items ?? [];
  };
  /** How many instances there are, without reading all of them again and again. */
  const countInstances = async ({ namespace }: Starts): Promise<number> => {
    const path = `/apis/kubevirt.io/v1/namespaces/${namespace}/virtualmachineinstances?limit=1`;
    const { items = [], metadata } = (await ask(cluster, "GET", path, undefined)).body;
    return items.length + (metadata?.remainingItemCount ?? 0);
  };
  /** A third each: inline that fits, inline that does not, a Secret of the user's that all share. */
  const sourceOf = (i: number): Record<string, unknown> =>
    [{ userData: cloudConfig }, { userData: longCloudConfig }, { secretRef: { name: "shared" } }][i % 3] ??
    {};
  const createAll = async (starts: Starts, count: number): Promise<void> => {
    await starts.createSecret("shared", { userdata: cloudConfig });
    await Promise.all(
      Array.from({ length: count }, (_, i) =>
        starts.create(`vm-${i}`, sourceOf(i), { spec: { runStrategy: "Always" } }),
      ),
    );
  };
  const allStarted = (starts: Starts, count: number): Promise<boolean> =>
    waitFor(
      `${count} instances`,
      async () => ((await countInstances(starts)) === count ? true : undefined),
      240_000,
    );

  /** Every instance is there, every Secret is right, and there is none too many. */
  const expectWhole = async (starts: Starts): Promise<void> => {
    const derived = await derivedSecrets(starts);
    const vms = (await list(starts, "virtualmachines")).filter((vm) => thirdOf(vm) !== 0);
    expect([...derived.keys()].sort()).toEqual(vms.map(derivedName).sort());
    for (const vm of vms) {
      const wanted = thirdOf(vm) === 1 ? longCloudConfig : cloudConfig;
      expect(userPart(derived.get(derivedName(vm)))).toBe(wanted);
    }
    for (const instance of await list(starts, "virtualmachineinstances")) {
      expect(isInline(instance), instance.metadata?.name).toBe(thirdOf(instance) === 0);
    }
  };
  const derivedSecrets = async (starts: Starts): Promise<Map<string, Buffer>> => {
    const path = `/api/v1/namespaces/${starts.namespace}/secrets`;
    const { items = [] } = (await ask(cluster, "GET", path, undefined)).body;
    const secrets = items as (ApiObject & { data: Readonly<Record<string, string>> })[];
    return new Map(
      secrets
        .map(
          ({ metadata, data }) =>
            [metadata?.name ?? "", Buffer.from(data["userdata"] ?? "", "base64")] as const,
        )
        .filter(([name]) => name.startsWith("vmgate-")),
    );
  };

  /** What vmgate's own metrics say: most of the test's time is KubeVirt's, which starts a few VMs a second. */
  const millisecondsOfReviews = async (): Promise<string> => {
    const text = await (await fetch(`http://127.0.0.1:${vmgate.metricsPort}/metrics`)).text();
    const [sum = 0, reviews = 1] = ["sum", "count"].map((what) =>
      Number(
        new RegExp(`^vmgate_review_duration_seconds_${what}\\{webhook="mutating"\\} (.*)$`, "m").exec(
          text,
        )?.[1],
      ),
    );
    return `vmgate itself: ${((sum / reviews) * 1000).toFixed(1)} ms at /mutate, over ${reviews} reviews, those with a Secret included`;
  };

  test("of 200 at once each starts, each Secret is right and none is there twice", async () => {
    const starts = await openStarts(cluster);
    await createAll(starts, 200);
    await allStarted(starts, 200);
    await expectWhole(starts);
    console.log(await millisecondsOfReviews());
  }, 360_000);

  test("vmgate is killed in the middle and started again: every VM comes up, and nothing is half written", async () => {
    const starts = await openStarts(cluster);
    const count = 90;
    await createAll(starts, count);
    await waitFor(
      "a part of the instances",
      async () => ((await countInstances(starts)) > 20 ? true : undefined),
      60_000,
    );
    await vmgate.stop("SIGKILL");
    expect(await countInstances(starts)).toBeLessThan(count);
    await vmgate.start();
    await allStarted(starts, count);
    await expectWhole(starts);
  }, 360_000);
});
