import { afterAll, beforeAll, expect, test } from "vitest";
import { readUserData, unpack } from "../../src/user-data/read.ts";
import { dataSources, inlineBytes } from "../../src/user-data/volume/data-source.ts";
import { unwrap } from "../../src/user-data/wrapper/wrapper.ts";
import { VmView } from "../../src/vm/view.ts";
import type { Answer } from "./client.ts";
import { files, missing, objects, reasons, send } from "./corpus.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createNamespace } from "./objects.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";

/** Everything is injected and nothing refused, so that KubeVirt judges every machine with the platform's part in it. */
const policy = `
apiVersion: vmgate.cpln.io/v1
kind: Policy
platform:
  dns: {servers: [10.96.0.10, 10.96.0.11], search: ["{namespace}.svc.cluster.local", svc.cluster.local]}
  ssh: {caPublicKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJIrSb8X2MzRj3gJGsfZ4cEYlfYFQGNsQ3oJ3hPzN3Mq]}
rules: {"*": warn}
`;

describeCluster("real machines with the platform's cloud-init in them", (cluster) => {
  const machines = files.filter((file) => objects.get(file)?.["kind"] === "VirtualMachine");
  const alone = new Map<string, Answer>();
  const injected = new Map<string, Answer>();
  let vmgate: Vmgate;

  beforeAll(async () => {
    const namespace = await createNamespace(cluster);
    for (const file of machines) alone.set(file, await send(cluster, namespace, objects.get(file) ?? {}));
    vmgate = await startVmgate(cluster, { policy });
    await vmgate.register();
    for (const file of machines) injected.set(file, await send(cluster, namespace, objects.get(file) ?? {}));
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  test.skipIf(missing)("KubeVirt refuses none that it accepts without them", () => {
    const refused = machines.filter(
      (file) => alone.get(file)?.status === 201 && injected.get(file)?.status !== 201,
    );
    expect(refused.map((file) => [file, reasons(injected.get(file))])).toEqual([]);
  });

  test.skipIf(missing)(
    "nearly all inline user data that cloud-init knows stay inline with the platform's part",
    () => {
      const inline = machines.filter((file) => isKnownToCloudInit(userDataOf(alone.get(file))));
      const fits = inline.filter((file) => unwrapped(userDataOf(injected.get(file))) === "wrapped");
      console.log(
        `inline user data of ${inline.length} machines: ${fits.length} stay inline with the platform's part`,
      );
      expect(inline.length).toBeGreaterThan(0);
      expect(fits.length / inline.length).toBeGreaterThanOrEqual(0.99);
    },
  );
});

/** The inline user data of a stored machine. */
function userDataOf(answer: Answer | undefined): Uint8Array | undefined {
  const [volume] = answer?.status === 201 ? VmView.ofVm(answer.body, "spec").cloudInitVolumes : [];
  const [source] = volume === undefined ? [] : dataSources(volume.source, "userData");
  return source?.kind === "inline" ? inlineBytes(source) : undefined;
}

/** What cloud-init ignores when alone is left alone (contract §4). */
function isKnownToCloudInit(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && readUserData(bytes, "linux").format !== "unknown";
}

function unwrapped(bytes: Uint8Array | undefined): string | undefined {
  const content = bytes && unpack(bytes)?.content;
  return content && unwrap(content).kind;
}
