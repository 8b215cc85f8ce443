import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { derivedSecretName, ownerLabel, type DerivedSecret } from "../../src/injection/derived-secret.ts";
import { openApiClient, type ApiClient } from "../../src/kube/api-client.ts";
import { createVirtualMachineClient } from "../../src/kube/vm-client.ts";
import type { Cluster } from "./cluster.ts";
import { describeCluster } from "./describe-cluster.ts";
import { applyInjectionManifests } from "./injection.ts";
import { ask, createNamespace, kubevirtPath } from "./objects.ts";
import { freePorts } from "./ports.ts";
import { virtualMachine } from "./virtual-machines.ts";

/** The reference of a Secret to the VM that owns it; the garbage collector deletes it where there is no such VM. */
async function createOwner(cluster: Cluster, namespace: string): Promise<{ name: string; uid: string }> {
  const vm = {
    ...virtualMachine("web"),
    spec: { ...(virtualMachine("web")["spec"] as object), runStrategy: "Halted" },
  };
  const { body } = await ask(
    cluster,
    "POST",
    kubevirtPath(namespace, "virtualmachines", "").slice(0, -1),
    vm,
  );
  return { name: "web", uid: body.metadata?.uid ?? "" };
}

describeCluster("vmgate's way to the API server", (cluster) => {
  let api: ApiClient;
  let namespace = "";
  let owner = { name: "web", uid: "" };
  const secrets = (): string => `/api/v1/namespaces/${namespace}/secrets`;
  const edge = (signal = AbortSignal.timeout(5000)) => createVirtualMachineClient(api, signal);
  const derived = (text: string): DerivedSecret => ({
    namespace,
    name: derivedSecretName(owner.uid),
    owner,
    data: { userdata: new TextEncoder().encode(text) },
  });

  beforeAll(async () => {
    await applyInjectionManifests(cluster);
    namespace = await createNamespace(cluster);
    owner = await createOwner(cluster, namespace);
    const opened = await openApiClient(cluster.kubeconfig("vmgate-account"));
    if (opened === undefined) throw new Error("no API server");
    api = opened;
  });
  afterAll(() => {
    api.close();
  });

  test("a Secret is read; one that is not there is missing", async () => {
    await ask(cluster, "POST", secrets(), {
      metadata: { name: "mine" },
      stringData: { userdata: "#!/bin/sh" },
    });
    expect(await edge().getSecret(namespace, "mine")).toMatchObject({
      kind: "found",
      object: { data: { userdata: Buffer.from("#!/bin/sh").toString("base64") } },
    });
    expect(await edge().getSecret(namespace, "none")).toEqual({ kind: "notFound" });
    expect(await edge().getVirtualMachine(namespace, "none")).toEqual({ kind: "notFound" });
  });

  test.for(["../secrets/mine", "..", ".", "", "mine/", "mine?x", "Mine"])(
    "nothing is called %j",
    async (name) => {
      expect(await edge().getVirtualMachine(namespace, name)).toEqual({ kind: "notFound" });
      expect(await edge().getSecret(name, "mine")).toEqual({ kind: "notFound" });
    },
  );

  test("a derived Secret is created, left alone while it is right, and overwritten", async () => {
    const path = `${secrets()}/${derivedSecretName(owner.uid)}`;
    const version = async (): Promise<string | undefined> =>
      (await ask(cluster, "GET", path, undefined)).body.metadata?.resourceVersion;
    expect(await edge().putDerivedSecret(derived("#!/bin/sh\none"))).toBeUndefined();
    const { body } = await ask(cluster, "GET", path, undefined);
    expect(body).toMatchObject({
      type: "Opaque",
      data: { userdata: Buffer.from("#!/bin/sh\none").toString("base64") },
      metadata: {
        labels: { [ownerLabel]: owner.uid },
        ownerReferences: [{ apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", ...owner }],
      },
    });
    const first = await version();
    expect(await edge().putDerivedSecret(derived("#!/bin/sh\none"))).toBeUndefined();
    expect(await version()).toBe(first);
    expect(await edge().putDerivedSecret(derived("#!/bin/sh\ntwo"))).toBeUndefined();
    expect(await version()).not.toBe(first);
    // Two replicas at once, and both are answered.
    const both = await Promise.all(["three", "four"].map((text) => edge().putDerivedSecret(derived(text))));
    expect(both).toEqual([undefined, undefined]);
  });

  test("a Secret of that name that lacks our label, or the owner, is not overwritten", async () => {
    const reference = { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", ...owner };
    const name = `${derivedSecretName(owner.uid)}-not-ours`;
    const path = `${secrets()}/${name}`;
    const foreign = [{ ownerReferences: [reference] }, { labels: { [ownerLabel]: owner.uid } }, {}];
    for (const metadata of foreign) {
      await ask(cluster, "POST", secrets(), { metadata: { name, ...metadata }, stringData: { a: "b" } });
      expect(await edge().putDerivedSecret({ ...derived("x"), name })).toMatchObject({
        kind: "denied",
        why: expect.stringContaining("exists and was not created by vmgate") as string,
      });
      expect((await ask(cluster, "GET", path, undefined)).body).toMatchObject({ data: { a: "Yg==" } });
      await ask(cluster, "DELETE", path, undefined);
    }
  });

  test("in a namespace that is being deleted nothing can be written, and the reason is reported", async () => {
    const doomed = await createNamespace(cluster);
    // The finalizer of this object keeps the namespace terminating.
    await ask(cluster, "POST", `/api/v1/namespaces/${doomed}/configmaps`, {
      metadata: { name: "stays", finalizers: ["test.example.com/stays"] },
    });
    await ask(cluster, "DELETE", `/api/v1/namespaces/${doomed}`, undefined);
    expect(await edge().putDerivedSecret({ ...derived("x"), namespace: doomed })).toMatchObject({
      kind: "denied",
      why: expect.stringContaining("being terminated") as string,
    });
    await ask(
      cluster,
      "PATCH",
      `/api/v1/namespaces/${doomed}/configmaps/stays`,
      { metadata: { finalizers: null } },
      {
        "content-type": "application/merge-patch+json",
      },
    );
  });

  test("without a right the API server's reason is reported", async () => {
    const handler = await openApiClient(cluster.kubeconfig("kubevirt-handler"));
    if (handler === undefined) throw new Error("no API server");
    const stranger = createVirtualMachineClient(handler, AbortSignal.timeout(5000));
    expect(await stranger.getSecret(namespace, "mine")).toMatchObject({
      kind: "denied",
      why: "no permission to get secrets",
    });
    expect(await stranger.putDerivedSecret(derived("x"))).toEqual({
      kind: "denied",
      why: "no permission to get secrets",
    });
    handler.close();
  });

  test("an API server that does not answer in time, or not at all", async () => {
    const [port = 0, closed = 0] = await freePorts(2);
    const silent = createServer({
      cert: await readFile(cluster.certificate("kube-apiserver.crt")),
      key: await readFile(cluster.certificate("kube-apiserver.key")),
    });
    await new Promise<void>((resolve) => silent.listen(port, "127.0.0.1", resolve));
    const reads = await Promise.all(
      [port, closed].map(async (at) => {
        const file = join(cluster.folder, `at-${at}.kubeconfig`);
        const text = await readFile(cluster.kubeconfig("vmgate-account"), "utf8");
        await writeFile(file, text.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${at}`));
        const opened = await openApiClient(file);
        if (opened === undefined) throw new Error("no API server");
        const read = await createVirtualMachineClient(opened, AbortSignal.timeout(300)).getSecret(
          namespace,
          "mine",
        );
        opened.close();
        return read.kind === "unavailable" ? read.why : read.kind;
      }),
    );
    expect(reads[0]).toContain("in time");
    expect(reads[1]).toContain("ECONNREFUSED");
    silent.closeAllConnections();
    silent.close();
  });
});
