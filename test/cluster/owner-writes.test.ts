import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer, ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { bringToRunning, bringToStopped, createBoundClaim } from "./kubelet.ts";
import { ask, createNamespace, kubevirtPath, waitForObject } from "./objects.ts";
import { merged, onImage, permitsImages, type Manifest } from "./virtual-machines.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";
import { waitFor } from "./wait.ts";

/*
 * What an account with KubeVirt's own role kubevirt.io:edit may write beside a VirtualMachine, and what is closed to it
 * by the ValidatingAdmissionPolicies of the manifests.
 */

const base = join(import.meta.dirname, "..", "..", "manifests", "kustomize", "base");
const policies = [
  "instance-metadata-policy.yaml",
  "snapshot-content-policy.yaml",
  "migration-image-policy.yaml",
].map((file) => join(base, file));
const sidecars = "hooks.kubevirt.io/hookSidecars";
const oneSidecar = '[{"image": "example.com/hook"}]';
const mergePatch = { "content-type": "application/merge-patch+json" };

describeCluster("what an owner writes past the webhooks", (cluster) => {
  let vmgate: Vmgate;
  let namespace = "";
  /** A request of a user who has the role in the namespace, and nothing else. */
  const owner = (method: string, path: string, body?: unknown): Promise<Answer> =>
    cluster.request(method, path, body, {
      "Impersonate-User": "ada",
      ...(method === "PATCH" ? mergePatch : {}),
    });
  const vms = (name = ""): string => kubevirtPath(namespace, "virtualmachines", name).replace(/\/$/, "");
  const instance = (name: string): string => kubevirtPath(namespace, "virtualmachineinstances", name);
  const migrations = (name = ""): string =>
    kubevirtPath(namespace, "virtualmachineinstancemigrations", name).replace(/\/$/, "");
  const snapshots = (plural: string, name = ""): string =>
    `/apis/snapshot.kubevirt.io/v1beta1/namespaces/${namespace}/${plural}/${name}`.replace(/\/$/, "");
  const must = async (method: string, path: string, body?: unknown): Promise<ApiObject> => {
    const answer = await owner(method, path, body);
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.body;
  };
  const reaches = (
    path: string,
    wanted: (status: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<ApiObject> =>
    waitForObject(cluster, path, ({ status }) => wanted((status ?? {}) as Readonly<Record<string, unknown>>));

  beforeAll(async () => {
    for (const file of policies)
      await cluster.mustKubectl(["apply", "--server-side", "--force-conflicts", "-f", file]);
    namespace = await createNamespace(cluster);
    for (const role of ["edit", "migrate"]) {
      const binding = ["create", "rolebinding", role, "-n", namespace];
      await cluster.mustKubectl([...binding, `--clusterrole=kubevirt.io:${role}`, "--user=ada"]);
    }
    vmgate = await startVmgate(cluster, { policy: permitsImages });
    await vmgate.register();
    await waitFor("the policy over snapshot contents", async () => {
      const { text } = await owner(
        "POST",
        `${snapshots("virtualmachinesnapshotcontents")}?dryRun=All`,
        contentNamed("probe"),
      );
      return text.includes("vmgate-snapshot-contents") ? true : undefined;
    });
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
    for (const file of policies) await cluster.mustKubectl(["delete", "-f", file, "--ignore-not-found"]);
  });

  const contentNamed = (name: string): object => ({
    apiVersion: "snapshot.kubevirt.io/v1beta1",
    kind: "VirtualMachineSnapshotContent",
    metadata: { name },
    spec: { source: {}, virtualMachineSnapshotName: name },
  });

  describe("on an instance that waits for its claim", () => {
    beforeAll(async () => {
      const volumes = [{ name: "root", persistentVolumeClaim: { claimName: "later" } }];
      await must(
        "POST",
        vms(),
        merged(onImage("waiting"), { spec: { runStrategy: "Always", template: { spec: { volumes } } } }),
      );
      await waitForObject(cluster, instance("waiting"), () => true);
      await waitFor("the policy over instances", async () => {
        const metadata = { annotations: { [sidecars]: oneSidecar } };
        const { status } = await owner("PATCH", `${instance("waiting")}?dryRun=All`, { metadata });
        return status === 422 ? true : undefined;
      });
    });

    test.for([
      ["annotations", sidecars, oneSidecar, "single-container"],
      ["annotations", sidecars, "not a list", "single-container"],
      ["annotations", sidecars, "", "single-container"],
      ["annotations", "inject.istio.io/templates", "mine", "single-container"],
      ["annotations", "sidecar.istio.io/proxyImage", "example.com/proxy", "single-container"],
      ["annotations", "sidecar.istio.io/userVolumeMount", "[]", "single-container"],
      ["annotations", "sidecar.istio.io/inject", "false", "mesh-injection"],
      ["annotations", "traffic.sidecar.istio.io/excludeOutboundPorts", "", "mesh-injection"],
      ["annotations", "k8s.v1.cni.cncf.io/networks", "other", "single-network"],
      ["annotations", "v1.multus-cni.io/default-network", "", "single-network"],
      ["labels", "sidecar.istio.io/inject", "false", "mesh-injection"],
      ["labels", "istio.io/dataplane-mode", "none", "mesh-injection"],
    ] as const)("%s %s: %s is refused", async ([kind, key, value, rule]) => {
      const { status, body } = await owner("PATCH", instance("waiting"), {
        metadata: { [kind]: { [key]: value } },
      });
      expect(status).toBe(422);
      expect(body.reason).toBe("Invalid");
      expect(body.message).toContain(
        `metadata.${kind}[${key}]: Forbidden: may not be changed on an instance`,
      );
      expect(body.message).toMatch(new RegExp(`restart it \\[${rule}\\]$`));
    });

    test.for([
      ["annotations", "example.com/note", "mine"],
      ["annotations", "notistio.io/templates", "mine"],
      ["annotations", sidecars, " [ ] "],
      ["annotations", "sidecar.istio.io/inject", "true"],
      ["annotations", "istio.io/rev", "canary"],
      ["labels", "team", "blue"],
    ] as const)("%s %s: %s passes", async ([kind, key, value]) => {
      await must("PATCH", instance("waiting"), { metadata: { [kind]: { [key]: value } } });
    });

    test("several are named in one message, and too many are refused in plain words", async () => {
      const many = (count: number, prefix: string): Manifest =>
        Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}.istio.io/x`, "y"]));
      const two = await owner("PATCH", instance("waiting"), {
        metadata: { annotations: { ...many(1, "a"), [sidecars]: "x" } },
      });
      expect(two.body.message).toContain("metadata.annotations[a0.istio.io/x]");
      expect(two.body.message).toMatch(/\[single-container, mesh-injection\]$/);
      const plain = await owner("PATCH", instance("waiting"), { metadata: { annotations: many(500, "a") } });
      expect(plain.status).toBe(422);
      expect(plain.body.message).toContain(
        "annotations and labels for sidecars, networks and the mesh may not",
      );
      const annotations = many(9000, "a");
      const tooMany = await owner("PATCH", instance("waiting"), { metadata: { annotations } });
      expect(tooMany.body.message).toMatch(
        /metadata: Too many: 90\d\d annotations and labels; .* at most 1000/,
      );
    });

    test("KubeVirt's own accounts write there, and what they wrote may stay but not be changed or leave the mesh", async () => {
      const annotations = { "inject.istio.io/templates": "platform", "sidecar.istio.io/inject": "true" };
      for (const account of ["kubevirt-apiserver", "kubevirt-controller", "kubevirt-handler"] as const) {
        const metadata = { annotations: { ...annotations, [`${account}.istio.io/wrote`]: "this" } };
        const written = await cluster
          .client(account)
          .request("PATCH", instance("waiting"), { metadata }, mergePatch);
        expect(written.status, written.text).toBe(200);
      }
      await must("PATCH", instance("waiting"), { metadata: { labels: { team: "green" } } });
      for (const change of [{ "inject.istio.io/templates": "mine" }, { "sidecar.istio.io/inject": null }]) {
        expect(
          (await owner("PATCH", instance("waiting"), { metadata: { annotations: change } })).status,
        ).toBe(422);
      }
    });

    test("the VM starts with what the platform gave it, migrates, and stops", async () => {
      await createBoundClaim(cluster, namespace, "later");
      await bringToRunning(cluster, namespace, "waiting");
      const { items = [] } = (await ask(cluster, "GET", `/api/v1/namespaces/${namespace}/pods`, undefined))
        .body;
      expect(JSON.stringify(items)).not.toContain("example.com/hook");
      const migration = {
        apiVersion: "kubevirt.io/v1",
        kind: "VirtualMachineInstanceMigration",
        spec: { vmiName: "waiting" },
      };
      const annotations = {
        "kubevirt.io/func-test-migration-target-image-override": "elsewhere.example/launcher",
      };
      const named = await owner("POST", migrations(), {
        ...migration,
        metadata: { name: "bad", annotations },
      });
      await must("POST", migrations(), {
        ...migration,
        metadata: { name: "move", annotations: { note: "mine" } },
      });
      const later = await owner("PATCH", migrations("move"), { metadata: { annotations } });
      for (const { status, text } of [named, later]) {
        expect(status, text).toBe(422);
        expect(text).toContain("may not replace the image of the target pod; remove the annotation");
      }
      await reaches(migrations("move"), ({ phase }) =>
        ["Pending", "Scheduling", "Scheduled"].includes(String(phase)),
      );
      await cluster.mustKubectl(["delete", "vmim", "move", "-n", namespace, "--wait=false"]);
      await must("PATCH", vms("waiting"), { spec: { runStrategy: "Halted" } });
      await bringToStopped(cluster, namespace, "waiting");
    });
  });

  describe("in the content of a snapshot", () => {
    let content = "";
    const source = { apiGroup: "kubevirt.io", kind: "VirtualMachine", name: "saved" };
    const contentPath = (): string => snapshots("virtualmachinesnapshotcontents", content);
    const booting = (image: string): object => ({
      template: { spec: { volumes: [{ name: "root", containerDisk: { image } }] } },
    });
    const edited = { spec: { source: { virtualMachine: { spec: booting("elsewhere.example/disk") } } } };
    const restore = async (name: string, target: string): Promise<void> => {
      const spec = { target: { ...source, name: target }, virtualMachineSnapshotName: "of-saved" };
      const metadata = { name };
      await must("POST", snapshots("virtualmachinerestores"), {
        apiVersion: "snapshot.kubevirt.io/v1beta1",
        kind: "VirtualMachineRestore",
        metadata,
        spec,
      });
      await reaches(snapshots("virtualmachinerestores", name), ({ complete }) => complete === true);
    };

    beforeAll(async () => {
      await must("POST", vms(), onImage("saved"));
      await must("POST", snapshots("virtualmachinesnapshots"), {
        apiVersion: "snapshot.kubevirt.io/v1beta1",
        kind: "VirtualMachineSnapshot",
        metadata: { name: "of-saved" },
        spec: { source },
      });
      const { status } = await reaches(
        snapshots("virtualmachinesnapshots", "of-saved"),
        ({ readyToUse }) => readyToUse === true,
      );
      content = (status as { virtualMachineSnapshotContentName: string }).virtualMachineSnapshotContentName;
    });

    test("another spec is refused, and so is a content of one's own", async () => {
      for (const answer of [
        await owner("PATCH", contentPath(), edited),
        await owner("PATCH", contentPath().replace("v1beta1", "v1alpha1"), edited),
        await owner("POST", snapshots("virtualmachinesnapshotcontents"), contentNamed("mine")),
      ]) {
        expect(answer.status, answer.text).toBe(422);
        expect(answer.body.reason).toBe("Invalid");
        expect(answer.body.message).toContain('spec: Forbidden: may not be written by "ada"');
      }
    });

    test("labels and annotations pass", async () => {
      await must("PATCH", contentPath(), {
        metadata: { labels: { kept: "yes" }, annotations: { note: "mine" } },
      });
    });

    test("KubeVirt restores it in place and to a new VM, and clones it", async () => {
      await restore("in-place", "saved");
      await restore("to-new", "restored");
      expect((await must("GET", vms("restored"))).spec).toHaveProperty([
        "template",
        "metadata",
        "annotations",
        "vm.cpln.io/contract",
      ]);
      const clones = `/apis/clone.kubevirt.io/v1beta1/namespaces/${namespace}/virtualmachineclones`;
      await ask(cluster, "POST", clones, {
        apiVersion: "clone.kubevirt.io/v1beta1",
        kind: "VirtualMachineClone",
        metadata: { name: "copy" },
        spec: { source, target: { ...source, name: "cloned" } },
      });
      await reaches(`${clones}/copy`, ({ phase }) => phase === "Succeeded");
      await must("GET", vms("cloned"));
    });

    test("what a permitted account brings in comes back by a restore, and is no excuse to start it", async () => {
      const controller = cluster.client("kubevirt-controller");
      const written = await controller.request("PATCH", contentPath(), edited, mergePatch);
      expect(written.status, written.text).toBe(200);
      await restore("bad", "saved");
      const { spec } = await must("GET", vms("saved"));
      expect(spec).toHaveProperty(["template", "metadata", "annotations", "vm.cpln.io/restored"]);
      const started = await owner("PATCH", vms("saved"), { spec: { runStrategy: "Always" } });
      expect(started.status).toBe(422);
      expect(started.text).toContain("[image-origin]");
      await must("PATCH", vms("saved"), { spec: { runStrategy: "Always", ...booting("example.com/disk") } });
    });
  });
});
