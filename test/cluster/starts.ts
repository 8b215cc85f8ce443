import { createHash } from "node:crypto";
import { cloudInitDisk, type CloudInitDisk, type SecretData } from "../support/iso.ts";
import type { ApiObject } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import { bringToRunning, bringToStopped, createBoundClaim } from "./kubelet.ts";
import { ask, createNamespace, kubevirtPath, waitForObject } from "./objects.ts";
import { merged, type Manifest } from "./virtual-machines.ts";

/** A public key of an SSH CA by name; nobody has its private half. */
export function caKey(name: string): string {
  const head = Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0 ", "latin1");
  const key = createHash("sha256").update(name).digest();
  return `ssh-ed25519 ${Buffer.concat([head, key]).toString("base64")}`;
}

/** A policy file with platform values; more of it can be given as YAML. */
export function policyText(ca: string, more = ""): string {
  return `apiVersion: vmgate.cpln.io/v1
kind: Policy
platform:
  dns: {servers: [10.96.0.10], search: ["{namespace}.svc.cluster.local"]}
  ssh: {user: cpln, caPublicKeys: ["${ca}"]}
${more}`;
}

export const cloudConfig = "#cloud-config\nhostname: web\n";

/** Fits into what KubeVirt takes inline, but not together with the platform's part: hashes do not compress. */
export const longCloudConfig = `#cloud-config\n# ${Array.from({ length: 22 }, (_, i) =>
  createHash("sha512").update(String(i)).digest("base64"),
).join("")}\n`;

/** A namespace with one bound claim, in which machines are created and started by KubeVirt's own controller. */
export interface Starts {
  readonly namespace: string;
  /** Creates a machine, running unless `patch` says otherwise. `source` is what its NoCloud volume holds; none: no volume. */
  create(name: string, source?: Manifest, patch?: Manifest): Promise<ApiObject>;
  /** What `create` sends for such a machine. */
  manifest(name: string, source?: Manifest): Manifest;
  vm(name: string): Promise<ApiObject>;
  /** Waits for the instance of a machine; one that is not `before`. */
  instance(name: string, before?: ApiObject): Promise<ApiObject>;
  /** Brings a machine to Running, stops it and starts it again as a user does; gives the new instance. */
  restart(name: string): Promise<ApiObject>;
  createSecret(name: string, data: Readonly<Record<string, string>>): Promise<ApiObject>;
  /** The Secret derived for a machine; undefined where there is none. */
  derived(
    vm: ApiObject,
  ): Promise<(ApiObject & { readonly data: Readonly<Record<string, Buffer>> }) | undefined>;
  /** The cloud-init disk that KubeVirt makes for an instance. */
  disk(instance: ApiObject): Promise<CloudInitDisk | undefined>;
  /** The messages of the events on an object. */
  events(name: string): Promise<readonly string[]>;
}

/** The namespace is made here. */
export async function openStarts(cluster: Cluster): Promise<Starts> {
  const namespace = await createNamespace(cluster);
  await createBoundClaim(cluster, namespace, "root");
  const path = (plural: string, name: string): string => kubevirtPath(namespace, plural, name);
  const secrets = `/api/v1/namespaces/${namespace}/secrets`;
  const get = async (at: string): Promise<ApiObject> => (await ask(cluster, "GET", at, undefined)).body;
  const secretData = async (name: string): Promise<SecretData> => decoded(await get(`${secrets}/${name}`));
  const patchVm = (name: string, spec: Manifest): Promise<unknown> =>
    ask(
      cluster,
      "PATCH",
      path("virtualmachines", name),
      { spec },
      { "content-type": "application/merge-patch+json" },
    );

  const starts: Starts = {
    namespace,
    async create(name, source, patch = {}) {
      const body = merged(machine(name, source), patch);
      return (await ask(cluster, "POST", path("virtualmachines", "").replace(/\/$/, ""), body)).body;
    },
    manifest: machine,
    vm: (name) => get(path("virtualmachines", name)),
    instance: (name, before) =>
      waitForObject(
        cluster,
        path("virtualmachineinstances", name),
        (found) => found.metadata?.uid !== before?.metadata?.uid,
      ),
    async restart(name) {
      const before = await starts.instance(name);
      await bringToRunning(cluster, namespace, name);
      await patchVm(name, { runStrategy: "Halted" });
      await bringToStopped(cluster, namespace, name);
      await patchVm(name, { runStrategy: "Always" });
      return starts.instance(name, before);
    },
    createSecret: async (name, stringData) =>
      (await ask(cluster, "POST", secrets, { metadata: { name }, stringData })).body,
    async derived(vm) {
      const { status, body } = await cluster.request("GET", `${secrets}/vmgate-${vm.metadata?.uid ?? ""}`);
      return status === 200 ? { ...body, data: decoded(body) } : undefined;
    },
    async disk(instance) {
      const vm = {
        metadata: instance.metadata,
        spec: { template: { metadata: instance.metadata, spec: instance.spec } },
      };
      const names = new Set(
        [
          ...JSON.stringify(instance.spec).matchAll(
            /SecretRef":\{"name":"([^"]+)"|secretRef":\{"name":"([^"]+)"/g,
          ),
        ].map((m) => m[1] ?? m[2] ?? ""),
      );
      const found = await Promise.all(
        [...names].map(async (name) => [name, await secretData(name)] as const),
      );
      return cloudInitDisk(vm, Object.fromEntries(found));
    },
    async events(name) {
      const { items = [] } = await get(
        `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.name=${name}`,
      );
      return items.map(({ message = "" }) => message);
    },
  };
  return starts;
}

function decoded(secret: ApiObject): Record<string, Buffer> {
  const data = "data" in secret ? (secret.data as Readonly<Record<string, string>>) : {};
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, "base64")]));
}

function machine(name: string, source?: Manifest): Manifest {
  const disks = [{ name: "root", disk: { bus: "virtio" } }];
  const volumes: Manifest[] = [{ name: "root", persistentVolumeClaim: { claimName: "root" } }];
  if (source !== undefined) {
    disks.push({ name: "ci", disk: { bus: "virtio" } });
    volumes.push({ name: "ci", cloudInitNoCloud: source });
  }
  return {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachine",
    metadata: { name },
    spec: { template: { spec: { domain: { memory: { guest: "1Gi" }, devices: { disks } }, volumes } } },
  };
}
