import { X509Certificate } from "node:crypto";
import { stringify } from "yaml";
import { issueServing, makeAuthority } from "../../src/certs/issue.ts";
import type { KeyPair } from "../../src/certs/key-pair.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { ask } from "../cluster/objects.ts";
import { waitFor } from "../cluster/wait.ts";
import { metricOf, readyPods } from "./pods.ts";

const secretPath = "/api/v1/namespaces/vmgate/secrets/vmgate-certificate";
const merge = { "content-type": "application/merge-patch+json" };
const host = "vmgate.vmgate.svc";
const dayMs = 24 * 3600 * 1000;

/**
 * Gives vmgate an authority that is a hundred days old, as if it had been installed then: nothing is renewed in the
 * first ten minutes of a new one. vmgate stands still meanwhile.
 */
export async function ageAuthority(cluster: Cluster): Promise<void> {
  await scale(cluster, 0);
  const authority = await makeAuthority({
    madeAt: Date.now() - 100 * dayMs,
    expiresAt: Date.now() + 265 * dayMs,
  });
  const life = { madeAt: Date.now() - dayMs, expiresAt: Date.now() + 89 * dayMs };
  await writeCertificate(cluster, authority, await issueServing(authority, [host], life));
  await scale(cluster, 2);
}

async function scale(cluster: Cluster, replicas: number): Promise<void> {
  await cluster.mustKubectl(["scale", "-n", "vmgate", "deployment", "vmgate", `--replicas=${replicas}`]);
  await waitFor(
    `${replicas} pods`,
    async () => {
      const { body } = await ask(cluster, "GET", "/api/v1/namespaces/vmgate/pods", undefined);
      const isThere = body.items?.length === replicas && (await readyPods(cluster)).length === replicas;
      return isThere ? true : undefined;
    },
    60_000,
  );
}

/**
 * Puts a serving certificate of vmgate's own authority into its Secret, two thirds of whose life are over, and waits
 * until a replica has written the next one and every pod serves that.
 */
export async function renewCertificate(cluster: Cluster): Promise<void> {
  const { "ca.crt": cert, "ca.key": key } = await certificateData(cluster);
  if (cert === undefined || key === undefined) throw new Error("vmgate has no authority");
  const life = { madeAt: Date.now() - 61 * dayMs, expiresAt: Date.now() + 29 * dayMs };
  const due = await issueServing({ cert, key }, [host], life);
  await writeCertificate(cluster, { cert, key }, due);
  const next = await waitFor("a renewed certificate", async () => {
    const { "tls.crt": stored } = await certificateData(cluster);
    return stored === undefined || stored === due.cert ? undefined : new X509Certificate(stored);
  });
  const metric = 'vmgate_certificate_expiry_timestamp_seconds{certificate="serving"}';
  await untilAllPods(cluster, metric, (expiry) => expiry === next.validToDate.getTime() / 1000);
}

/** Changes the policy's ConfigMap and waits until every pod has the policy in force. */
export async function replacePolicy(cluster: Cluster, policy: object): Promise<void> {
  const before = Date.now() / 1000;
  await writePolicy(cluster, stringify({ apiVersion: "vmgate.cpln.io/v1", kind: "Policy", ...policy }));
  await untilAllPods(cluster, "vmgate_policy_loaded_timestamp_seconds", (loaded) => loaded >= before);
}

/** Puts what is no policy into the ConfigMap, and waits until every pod has refused it. */
export async function spoilPolicy(cluster: Cluster): Promise<void> {
  await writePolicy(cluster, "rules: [whole-core-cpu\n");
  await untilAllPods(cluster, 'vmgate_policy_reloads_total{result="failed"}', (failures) => failures > 0);
}

async function writePolicy(cluster: Cluster, text: string): Promise<void> {
  const path = "/api/v1/namespaces/vmgate/configmaps/vmgate-policy";
  await ask(cluster, "PATCH", path, { data: { "policy.yaml": text } }, merge);
}

async function untilAllPods(
  cluster: Cluster,
  metric: string,
  isWanted: (value: number) => boolean,
): Promise<void> {
  await waitFor(
    `${metric} as wanted in every pod`,
    async () => {
      const pods = await readyPods(cluster);
      const values = await Promise.all(pods.map(({ name }) => metricOf(cluster, name, metric)));
      return values.length > 0 && values.every(isWanted) ? true : undefined;
    },
    // A kubelet brings a changed ConfigMap into its pods within its period, and vmgate reads it again after its own.
    120_000,
  );
}

async function writeCertificate(cluster: Cluster, authority: KeyPair, serving: KeyPair): Promise<void> {
  const files = {
    "ca.crt": authority.cert,
    "ca.key": authority.key,
    "tls.crt": serving.cert,
    "tls.key": serving.key,
  };
  const data = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, Buffer.from(text).toString("base64")]),
  );
  await ask(cluster, "PATCH", secretPath, { data }, merge);
}

async function certificateData(cluster: Cluster): Promise<Readonly<Record<string, string>>> {
  const { body } = await ask(cluster, "GET", secretPath, undefined);
  const { data = {} } = body as { readonly data?: Readonly<Record<string, string>> };
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, Buffer.from(value, "base64").toString()]),
  );
}
