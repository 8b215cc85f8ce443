import { describe, expect, test } from "vitest";
import { violationKey } from "../../src/admission/ratchet.ts";
import { requiredLookup } from "../../src/admission/vmi-create.ts";
import type { Failure, GetResult } from "../../src/injection/cluster-state.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { createHandler, type HandlerResult } from "../../src/webhook/handler.ts";
import type { WebhookKind } from "../../src/webhook/response.ts";
import type { VirtualMachineClient } from "../../src/webhook/vm-client.ts";
import { request, today } from "../support/review.ts";
import { reviewOf } from "../support/server.ts";
import { deepFreeze, mergePatch, vm } from "../support/vm.ts";

const uid = "0b5d2c0e-5f0a-4f86-9f5d-000000000001";
const kind = { group: "kubevirt.io", version: "v1", kind: "VirtualMachineInstance" };
const controller = { username: "system:serviceaccount:kubevirt:kubevirt-controller" };
const mesh: Policy = {
  ...defaultPolicy,
  platform: { ...defaultPolicy.platform, mesh: { istio: true } },
};

/** The stored VM with a merge patch for its template. */
const stored = (template: object = {}): unknown =>
  deepFreeze(mergePatch(vm({ spec: { template } }), { metadata: { uid } }));

/** The instance that KubeVirt makes of the minimal VM with such a template. */
function instance(template: object = {}): unknown {
  const { metadata, spec } = (
    vm({ spec: { template } }) as { spec: { template: { metadata: object; spec: object } } }
  ).spec.template;
  const owner = { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", name: "web", uid, controller: true };
  return deepFreeze({
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachineInstance",
    metadata: { ...metadata, name: "web", namespace: "shop", ownerReferences: [owner] },
    spec,
  });
}

function clusterOf(read: GetResult): VirtualMachineClient & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    getVirtualMachine(namespace, name) {
      asked.push(`${namespace}/${name}`);
      return Promise.resolve(read);
    },
    getSecret: () => Promise.reject(new Error("no Secret is named")),
    putDerivedSecret: () => Promise.reject(new Error("nothing is injected")),
  };
}

async function ask(
  object: unknown,
  read: GetResult | undefined,
  { policy = mesh, webhook = "mutating", dryRun = false, now = today }: Options = {},
): Promise<HandlerResult> {
  const body: unknown = JSON.parse(reviewOf(object, { kind, userInfo: controller, dryRun }));
  const cluster = read === undefined ? {} : { openClient: () => clusterOf(read) };
  return createHandler({ policy: () => policy, now: () => now, ...cluster })(webhook, body);
}

interface Options {
  readonly policy?: Policy;
  readonly webhook?: WebhookKind;
  readonly dryRun?: boolean;
  readonly now?: number;
}

const words = ({ summary: { findings } }: HandlerResult): readonly string[] =>
  findings.map(({ action, rule }) => `${action} ${rule}`);

const annotated = (annotations: object): object => ({ metadata: { annotations } });
const efi = (secureBoot?: unknown): object => ({
  spec: {
    domain: {
      firmware: { bootloader: { efi: secureBoot === undefined ? { secureBoot: null } : { secureBoot } } },
    },
  },
});
const hooks = (image: string): object =>
  annotated({ "hooks.kubevirt.io/hookSidecars": JSON.stringify([{ image }]) });
const filesystems = (...names: readonly string[]): object => ({
  spec: { domain: { devices: { filesystems: names.map((name) => ({ name, virtiofs: {} })) } } },
});
const containerPath = {
  spec: {
    volumes: [
      { name: "root", persistentVolumeClaim: { claimName: "r" } },
      { name: "p", containerPath: {} },
    ],
  },
};
const bridge = { spec: { domain: { devices: { interfaces: [{ name: "default", bridge: {} }] } } } };
const detached = {
  spec: { networks: null, domain: { devices: { autoattachPodInterface: false, interfaces: null } } },
};
const twoNetworks = {
  spec: {
    networks: [
      { name: "default", pod: {} },
      { name: "b", multus: { networkName: "b" } },
    ],
  },
};
const offMesh = annotated({ "sidecar.istio.io/inject": "false" });
const excluded = annotated({ "traffic.sidecar.istio.io/excludeInboundPorts": "8080" });

/** Of a rule: what the stored VM has, what the instance has, and whether it may start. */
const table: readonly (readonly [title: string, rule: string, vm: object, vmi: object, starts: boolean])[] = [
  ["true in both", "secure-boot", efi(true), efi(true), true],
  ["unset in both", "secure-boot", efi(), efi(), true],
  ["unset, and KubeVirt's true on the instance", "secure-boot", efi(), efi(true), true],
  ["true on the instance alone", "secure-boot", {}, efi(true), false],
  ["a string on the instance alone", "secure-boot", {}, efi("yes"), false],
  [
    "no bootloader in the VM, true by its preference",
    "secure-boot",
    { spec: { domain: { firmware: null } } },
    efi(true),
    false,
  ],
  ["a hook sidecar in both", "single-container", hooks("a"), hooks("a"), true],
  ["a hook sidecar on the instance alone", "single-container", {}, hooks("a"), false],
  ["another hook sidecar on the instance", "single-container", hooks("a"), hooks("b"), false],
  ["virtiofs in both", "single-container", filesystems("a"), filesystems("a"), true],
  ["a second filesystem on the instance", "single-container", filesystems("a"), filesystems("a", "b"), false],
  ["a containerPath in both", "single-container", containerPath, containerPath, true],
  ["a containerPath on the instance alone", "single-container", {}, containerPath, false],
  ["a bridge in both", "single-network", bridge, bridge, true],
  ["a bridge on the instance alone", "single-network", {}, bridge, false],
  ["no interface in either", "single-network", detached, detached, true],
  ["two networks in both", "single-network", twoNetworks, twoNetworks, true],
  ["a second network on the instance", "single-network", {}, twoNetworks, false],
  [
    "networks by an annotation of the instance's",
    "single-network",
    {},
    annotated({ "k8s.v1.cni.cncf.io/networks": "b" }),
    false,
  ],
  ["out of the mesh in both", "mesh-injection", offMesh, offMesh, true],
  ["out of the mesh on the instance alone", "mesh-injection", {}, offMesh, false],
  ["past the mesh in another way", "mesh-injection", offMesh, excluded, false],
];

describe.for(table)("%s [%s]", ([, rule, template, started, starts]) => {
  test.for(["mutating", "validating"] as const)(
    `${starts ? "starts with a warning" : "is denied"}, %s`,
    async (webhook) => {
      const result = await ask(instance(started), { kind: "found", object: stored(template) }, { webhook });
      expect(result.review.response.allowed).toBe(starts);
      expect([...new Set(words(result))]).toContain(`${starts ? "warn" : "enforce"} ${rule}`);
    },
  );
});

test("what a restore brought back into the VM is no excuse, until it is repaired", async () => {
  const path = ["spec", "template", "metadata", "annotations", "hooks.kubevirt.io/hookSidecars"];
  const words = { type: "forbidden", found: "", allowed: "", fix: "" } as const;
  const entry = violationKey({ ...words, rule: "single-container", action: "warn", path }, stored());
  const recorded = (entries: readonly string[]): object =>
    mergePatch(hooks("a"), annotated({ "vm.cpln.io/restored": JSON.stringify(entries) })) as object;
  const starts = async (entries: readonly string[]): Promise<boolean> => {
    const read = { kind: "found", object: stored(recorded(entries)) } as const;
    return (await ask(instance(recorded(entries)), read)).review.response.allowed;
  };
  expect(await starts([])).toBe(true);
  expect(await starts(["single-container"])).toBe(false);
  expect(await starts([entry])).toBe(false);
});

describe("a VM that is not found, or not under the contract", () => {
  test.for([
    ["is not found", { kind: "notFound" }],
    ["has another uid", { kind: "found", object: mergePatch(stored(), { metadata: { uid: "2" } }) }],
    [
      "has lost its mark",
      { kind: "found", object: mergePatch(stored(), { spec: { template: { metadata: null } } }) },
    ],
    ["is no object", { kind: "found", object: null }],
  ] as const)("%s: warnings", async ([, read]) => {
    for (const webhook of ["mutating", "validating"] as const) {
      const result = await ask(instance(efi(true)), read, { webhook });
      expect(words(result)).toEqual(["warn secure-boot"]);
      expect(result.review.response.allowed).toBe(true);
    }
  });

  test("an instance without the mark is not looked up", async () => {
    const unmarked = mergePatch(instance(efi(true)), { metadata: { annotations: null } });
    const cluster = clusterOf({ kind: "notFound" });
    const body: unknown = JSON.parse(reviewOf(unmarked, { kind, userInfo: controller }));
    const result = await createHandler({ policy: () => mesh, now: () => today, openClient: () => cluster })(
      "mutating",
      body,
    );
    expect(words(result)).toEqual(["warn secure-boot"]);
    expect(cluster.asked).toEqual([]);
  });
});

const timedOut: Failure = { kind: "unavailable", why: "the API server did not respond in time" };
const notPermitted: Failure = { kind: "denied", why: "no permission to get virtualmachines" };

test("a VM that cannot be read for a moment: denied, and KubeVirt tries again", async () => {
  const { review, event, lookupError } = await ask(instance(efi(true)), timedOut);
  expect(review.response.allowed).toBe(false);
  expect(review.response.status?.message).toContain(
    "metadata.ownerReferences: Forbidden: must wait until vmgate can read the VirtualMachine (the API server did not respond in time); no action needed: KubeVirt tries again [secure-boot]",
  );
  expect(lookupError).toBe(timedOut.why);
  expect(event).toEqual({
    namespace: "shop",
    name: "web",
    uid,
    reason: "StartDenied",
    message:
      "secure-boot: vmgate cannot read the VirtualMachine (the API server did not respond in time); KubeVirt tries again",
  });
});

test("a VM that may not be read: a warning and an event", async () => {
  const { review, event } = await ask(instance(efi(true)), notPermitted);
  expect(review.response.allowed).toBe(true);
  expect(event).toMatchObject({
    reason: "RulesNotEnforced",
    message:
      "vmgate cannot read the VirtualMachine (no permission to get virtualmachines), so violations of secure-boot only warn",
  });
});

test("without a cluster nothing can be compared, so that every VM starts", async () => {
  expect(words(await ask(instance(efi(true)), undefined))).toEqual(["warn secure-boot"]);
});

test("what is denied has an event, that names rules alone; a dry run and /validate have none", async () => {
  const object = instance(hooks("registry.example.com/secret:1"));
  const read = { kind: "found", object: stored() } as const;
  const { event } = await ask(object, read);
  expect(event).toMatchObject({
    reason: "StartDenied",
    message:
      "single-container: an instancetype, a preference or a preset brings in what the VM itself does not have",
  });
  expect((await ask(object, read, { dryRun: true })).event).toBeUndefined();
  expect((await ask(object, read, { webhook: "validating" })).event).toBeUndefined();
  expect((await ask(instance(), read)).event).toBeUndefined();
});

describe("what is read", () => {
  const lookup = (object: unknown, policy: Policy = mesh, now = today): unknown =>
    requiredLookup(request(object, { kind, ...controller }), createEngine(policy), now, { injects: true });
  const exempted: Policy = {
    ...mesh,
    exemptions: [
      { rules: ["secure-boot"], namespaces: ["shop"], names: ["web"], reason: "old", expires: "2026-06-30" },
    ],
  };

  test("is nothing where rules find nothing, only warn, are off, or are exempt", () => {
    expect(lookup(instance())).toBeUndefined();
    expect(lookup(instance(efi(true)), { ...mesh, rules: { "secure-boot": "warn" } })).toBeUndefined();
    expect(lookup(instance(efi(true)), { ...mesh, rules: { "*": "off" } })).toBeUndefined();
    expect(lookup(instance(efi(true)), exempted)).toBeUndefined();
    expect(lookup(instance(efi(true)))).toEqual({
      namespace: "shop",
      name: "web",
      uid,
      derivesSecret: false,
    });
  });

  test("an exemption that lapsed leaves the VM that it admitted able to start", async () => {
    const july = Date.UTC(2026, 6, 1);
    expect(lookup(instance(efi(true)), exempted, july)).toBeDefined();
    const found = { kind: "found", object: stored(efi(true)) } as const;
    const options = { policy: exempted, now: july };
    expect(words(await ask(instance(efi(true)), found, options))).toEqual(["warn secure-boot"]);
    const denied = await ask(instance(efi(true)), { kind: "found", object: stored() }, options);
    expect(words(denied)).toEqual(["enforce secure-boot"]);
  });
});
