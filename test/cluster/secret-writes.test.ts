import { beforeAll, expect, test } from "vitest";
import { derivedSecretName, ownerLabel } from "../../src/injection/derived-secret.ts";
import type { Answer, Client } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { applyInjectionManifests } from "./injection.ts";
import { ask, createNamespace } from "./objects.ts";

const uid = "0b5d2c0e-5f0a-4f86-9f5d-000000000001";
const owner = { name: "web", uid };

describeCluster("what vmgate's account may write", (cluster) => {
  let namespace = "";
  let account: Client;
  const own = { [ownerLabel]: uid };
  const references = [{ apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", ...owner }];
  const post = (secret: object, into = namespace): Promise<Answer> =>
    account.request("POST", `/api/v1/namespaces/${into}/secrets?dryRun=All`, secret);

  beforeAll(async () => {
    account = cluster.client("vmgate-account");
    await applyInjectionManifests(cluster);
    namespace = await createNamespace(cluster);
  });

  test.for([
    ["another name", { metadata: { name: "other", labels: own, ownerReferences: references } }],
    ["no label", { metadata: { name: derivedSecretName(uid), ownerReferences: references } }],
    ["no owner", { metadata: { name: derivedSecretName(uid), labels: own } }],
    [
      "the label of another VM",
      {
        metadata: {
          name: derivedSecretName(uid),
          labels: { [ownerLabel]: "x" },
          ownerReferences: references,
        },
      },
    ],
    [
      "an owner of another kind",
      {
        metadata: {
          name: derivedSecretName(uid),
          labels: own,
          ownerReferences: [{ apiVersion: "v1", kind: "Pod", ...owner }],
        },
      },
    ],
    [
      "a token",
      {
        metadata: {
          name: derivedSecretName(uid),
          labels: own,
          ownerReferences: references,
          annotations: { "kubernetes.io/service-account.name": "default" },
        },
        type: "kubernetes.io/service-account-token",
      },
    ],
    ["its certificate's name in another namespace", { metadata: { name: "vmgate-certificate" } }],
  ] as const)("a Secret with %s is refused", async ([, secret]) => {
    const { status, text } = await post(secret);
    expect(status, text).toBe(422);
    expect(text).toContain("vmgate writes only");
  });

  test("a derived Secret is admitted, and so is its own certificate", async () => {
    const derived = { metadata: { name: derivedSecretName(uid), labels: own, ownerReferences: references } };
    expect((await post(derived)).status).toBe(201);
    // Its role reaches every namespace here; what a certificate needs is narrower.
    expect((await post({ metadata: { name: "vmgate-certificate" } }, "vmgate")).status).toBe(201);
  });

  test("a Secret of somebody else can't be made its own, nor be deleted or changed in part, and none be listed", async () => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    const name = derivedSecretName(uid);
    const { body } = await ask(cluster, "POST", path, { metadata: { name }, stringData: { a: "b" } });
    const stolen = { ...body, metadata: { ...body.metadata, labels: own, ownerReferences: references } };
    expect((await account.request("PUT", `${path}/${name}?dryRun=All`, stolen)).status).toBe(422);
    const headers = { "content-type": "application/merge-patch+json" };
    expect((await account.request("PATCH", `${path}/${name}`, {}, headers)).status).toBe(403);
    expect((await account.request("GET", path)).status).toBe(403);
    expect((await account.request("GET", `${path}?watch=true`)).status).toBe(403);
    expect((await account.request("DELETE", `${path}/${name}`)).status).toBe(403);
  });

  test("others write Secrets as before", async () => {
    await ask(cluster, "POST", `/api/v1/namespaces/${namespace}/secrets?dryRun=All`, {
      metadata: { name: "other" },
    });
  });

  const event = (component: string, kind = "VirtualMachine"): object => ({
    metadata: { name: `event-${component}`, namespace },
    involvedObject: { apiVersion: "kubevirt.io/v1", kind, namespace, ...owner },
    reason: "StartDenied",
    message: "why",
    type: "Warning",
    source: { component },
  });
  const events = (): string => `/api/v1/namespaces/${namespace}/events`;

  test.for([
    ["its own on a VM", "vmgate", "VirtualMachine", 201],
    ["its own on a pod", "vmgate", "Pod", 422],
    ["another's", "kubelet", "VirtualMachine", 422],
  ] as const)("of events %s", async ([, component, kind, wanted]) => {
    const { status, text } = await account.request("POST", `${events()}?dryRun=All`, event(component, kind));
    expect(status).toBe(wanted);
    if (wanted !== 201) expect(text).toContain("vmgate writes only its own events on VirtualMachines");
  });

  test("an event of another's is not changed, nor made its own", async () => {
    await ask(cluster, "POST", events(), event("kubelet"));
    for (const patch of [{ message: "else" }, { source: { component: "vmgate" } }]) {
      const type = { "content-type": "application/merge-patch+json" };
      const { status } = await account.request("PATCH", `${events()}/event-kubelet`, patch, type);
      expect(status).toBe(422);
    }
  });
});
