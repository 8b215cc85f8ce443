import { join } from "node:path";
import type { Cluster } from "./cluster.ts";
import { waitFor } from "./wait.ts";

const kustomize = join(import.meta.dirname, "..", "..", "manifests", "kustomize");

const manifests = [
  "base/service-account.yaml",
  "base/webhook-role.yaml",
  "base/start-role.yaml",
  "base/events-policy.yaml",
  "base/injection-role.yaml",
  "base/injection-secrets-policy.yaml",
  "injection/everywhere/role-binding.yaml",
];

/** Applies the account of vmgate and its rights, but for those of its certificate, and waits until the policy over vmgate's Secrets acts. */
export async function applyInjectionManifests(cluster: Cluster): Promise<void> {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "vmgate" } };
  const files = ["-", ...manifests.map((file) => join(kustomize, file))].flatMap((file) => ["-f", file]);
  const input = JSON.stringify(namespace);
  await cluster.mustKubectl(["apply", "--server-side", "--force-conflicts", ...files], { input });
  const account = cluster.client("vmgate-account");
  await waitFor("the policy over vmgate's Secrets", async () => {
    const secret = { metadata: { name: "not-vmgates" } };
    const { text } = await account.request("POST", "/api/v1/namespaces/vmgate/secrets?dryRun=All", secret);
    return text.includes("vmgate writes only") ? true : undefined;
  });
  account.close();
}
