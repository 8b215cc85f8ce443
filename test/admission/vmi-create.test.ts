import { expect, test } from "vitest";
import type { WebhookKind } from "../../src/webhook/response.ts";
import type { VirtualMachineClient } from "../../src/webhook/vm-client.ts";
import { requiredLookup } from "../../src/admission/vmi-create.ts";
import type { DerivedSecret } from "../../src/injection/derived-secret.ts";
import type { Failure, GetResult } from "../../src/injection/cluster-state.ts";
import { createHandler, type HandlerResult } from "../../src/webhook/handler.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { withoutSecretAccess } from "../../src/policy/without-secret-access.ts";
import { base64, withSource } from "../support/injection.ts";
import { platform } from "../support/platform.ts";
import { request, today } from "../support/review.ts";
import { reviewOf } from "../support/server.ts";
import { deepFreeze, mergePatch } from "../support/vm.ts";

const uid = "0b5d2c0e-5f0a-4f86-9f5d-000000000001";
const controller = "system:serviceaccount:kubevirt:kubevirt-controller";
const policy: Policy = { ...defaultPolicy, platform };
const refusing: Policy = { ...policy, injection: { ...policy.injection, whenImpossible: "refuse" } };
const secret = `Content of "mine", known to nobody`;

const vm = deepFreeze(mergePatch(withSource({ secretRef: { name: "mine" } }), { metadata: { uid } }));
const owned = (changes: object = {}, source: object = { secretRef: { name: "mine" } }): unknown => {
  const { spec } = withSource(source) as { spec: { template: { metadata: object; spec: object } } };
  return deepFreeze({
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachineInstance",
    metadata: {
      ...spec.template.metadata,
      name: "web",
      namespace: "shop",
      ownerReferences: [
        {
          apiVersion: "kubevirt.io/v1",
          kind: "VirtualMachine",
          name: "web",
          uid,
          controller: true,
          ...changes,
        },
      ],
    },
    spec: spec.template.spec,
  });
};
const kind = { group: "kubevirt.io", version: "v1", kind: "VirtualMachineInstance" };

/** A cluster that writes down what it is asked. */
function clusterOf(
  changes: { vm?: GetResult; secret?: GetResult; put?: Failure | undefined } = {},
): VirtualMachineClient & { asked: string[]; put: DerivedSecret[] } {
  const asked: string[] = [];
  const put: DerivedSecret[] = [];
  const data = { userdata: base64(`#!/bin/sh\necho '${secret}'\n`) };
  return {
    asked,
    put,
    getVirtualMachine(namespace, name) {
      asked.push(`vm ${namespace}/${name}`);
      return Promise.resolve(changes.vm ?? { kind: "found", object: vm });
    },
    getSecret(namespace, name) {
      asked.push(`secret ${namespace}/${name}`);
      return Promise.resolve(changes.secret ?? { kind: "found", object: { data } });
    },
    putDerivedSecret(derived) {
      put.push(derived);
      return Promise.resolve(changes.put);
    },
  };
}

async function ask(
  cluster: VirtualMachineClient,
  object: unknown = owned(),
  by: Policy = policy,
  changes: object = {},
  webhook: WebhookKind = "mutating",
): Promise<HandlerResult["review"]["response"]> {
  const body: unknown = JSON.parse(
    reviewOf(object, { kind, userInfo: { username: controller }, ...changes }),
  );
  const answer = await createHandler({ policy: () => by, now: () => today, openClient: () => cluster })(
    webhook,
    body,
  );
  expect(JSON.stringify(answer)).not.toContain(secret);
  return answer.review.response;
}

const patchOf = ({ patch }: { patch?: string }): unknown =>
  patch === undefined ? undefined : JSON.parse(Buffer.from(patch, "base64").toString());

test("a start through a Secret reads the VM and what it names, writes, and then answers", async () => {
  const cluster = clusterOf();
  const response = await ask(cluster);
  expect(response.allowed).toBe(true);
  expect(response.warnings ?? []).toEqual([]);
  expect(cluster.asked).toEqual(["vm shop/web", "secret shop/mine"]);
  expect(cluster.put).toMatchObject([
    { namespace: "shop", name: `vmgate-${uid}`, owner: { name: "web", uid } },
  ]);
  expect(JSON.stringify(patchOf(response))).toContain(`vmgate-${uid}`);
});

test.for<[put: Failure | undefined, dryRun: boolean, expected: object]>([
  [undefined, false, { secretWrite: "ok", summary: { injection: { place: "secret", skipped: [] } } }],
  [undefined, true, { summary: { injection: { place: "secret", skipped: [] } } }],
  [
    { kind: "denied", why: "quota" },
    false,
    { secretWrite: "failed", summary: { injection: { skipped: ["source"] } } },
  ],
])("a Secret that is written (%j, dry run %s) is counted", async ([put, dryRun, expected]) => {
  const handler = createHandler({
    policy: () => policy,
    now: () => today,
    openClient: () => clusterOf({ put }),
  });
  const changes = { kind, userInfo: { username: controller }, dryRun };
  const result = await handler("mutating", JSON.parse(reviewOf(owned(), changes)));
  expect(result).toMatchObject(expected);
  expect("secretWrite" in result).toBe("secretWrite" in expected);
});

test("a dry run reads and answers the same, and writes nothing", async () => {
  const cluster = clusterOf();
  const dry = await ask(cluster, owned(), policy, { dryRun: true });
  expect(cluster.put).toEqual([]);
  expect(patchOf(dry)).toEqual(patchOf(await ask(clusterOf())));
});

test("inline data that fits is updated without a call to the cluster", async () => {
  const cluster = clusterOf();
  const response = await ask(cluster, owned({}, { userData: "#cloud-config\n{}\n" }));
  expect(cluster.asked).toEqual([]);
  expect(JSON.stringify(patchOf(response))).toContain("userDataBase64");
});

test("/validate asks nothing and changes nothing", async () => {
  const cluster = clusterOf();
  const response = await ask(cluster, owned(), refusing, {}, "validating");
  expect(response).toEqual({ uid: response.uid, allowed: true });
  expect(cluster.asked).toEqual([]);
});

test("switched off, or without a cluster, no Secret is asked for, and that is reported", async () => {
  const cluster = clusterOf();
  for (const by of [withoutSecretAccess(policy), withoutSecretAccess(refusing)]) {
    const { allowed, warnings = [], status } = await ask(cluster, owned(), by);
    expect(allowed).toBe(by.injection.whenImpossible === "warn");
    expect([...warnings, status?.message].join(" ")).toMatch(/\[cloud-init-source\]/);
  }
  expect(cluster.asked).toEqual([]);
});

test("a profile can't switch on what there is no cluster for", () => {
  const profile = { name: "a", namespaces: ["shop"], platform: {}, injection: { secrets: true }, rules: {} };
  const without = withoutSecretAccess({ ...policy, profiles: [profile] });
  expect(
    requiredLookup(request(owned(), { kind, username: controller }), createEngine(without), today, {
      injects: true,
    }),
  ).toBeUndefined();
});

test.for([
  ["somebody else's identity", owned(), { userInfo: { username: "ada" } }],
  [
    "KubeVirt's other account",
    owned(),
    { userInfo: { username: controller.replace("controller", "handler") } },
  ],
  ["an owner that is no VM", owned({ kind: "VirtualMachineInstanceReplicaSet" }), {}],
  ["an owner that does not control it", owned({ controller: false }), {}],
  ["an owner of another group", owned({ apiVersion: "apps/v1" }), {}],
  ["no mark", mergePatch(owned(), { metadata: { annotations: null } }), {}],
  ["an update", owned(), { operation: "UPDATE", oldObject: { spec: {} } }],
  ["a subresource", owned(), { subResource: "status" }],
] as const)("a review with %s reads nothing and writes nothing", async ([, object, changes]) => {
  const cluster = clusterOf();
  const response = await ask(cluster, object, policy, changes);
  expect(cluster.asked).toEqual([]);
  expect(cluster.put).toEqual([]);
  expect(patchOf(response)).toBeUndefined();
});

test.for([
  ["a uid that is not the VM's", owned({ uid: "another" }), {}],
  ["no uid", owned({ uid: null }), {}],
  ["a VM that is not there", owned(), { vm: { kind: "notFound" } }],
] as const)(
  "a review with %s gets a warning, and nothing is read or written",
  async ([, object, changes]) => {
    const cluster = clusterOf(changes);
    const { allowed, warnings, patch } = await ask(cluster, object, refusing);
    expect([allowed, patch]).toEqual([true, undefined]);
    expect(warnings).toEqual([
      "metadata.ownerReferences: no VirtualMachine with this name and uid; start the VM again [cloud-init-source]",
    ]);
    expect(cluster.asked.filter((what) => what.startsWith("secret"))).toEqual([]);
    expect(cluster.put).toEqual([]);
  },
);

test("the Secret that a request names is not read; the stored VM's is", async () => {
  const cluster = clusterOf();
  await ask(cluster, owned({}, { secretRef: { name: "somebody-elses" } }));
  expect(cluster.asked).toEqual(["vm shop/web", "secret shop/mine"]);
});

test("a stored VM without the mark gets nothing, whatever the request says of it", async () => {
  const unmarked = mergePatch(vm, { spec: { template: { metadata: null } } });
  const cluster = clusterOf({ vm: { kind: "found", object: unmarked } });
  const { allowed, patch } = await ask(cluster);
  expect([allowed, patch]).toEqual([true, undefined]);
  expect(cluster.put).toEqual([]);
});

test.for([
  [
    "the VM may not be read",
    { vm: { kind: "denied", why: "forbidden" } },
    "vmgate cannot read the VirtualMachine (forbidden)",
  ],
  ["the Secret may not be read", { secret: { kind: "denied", why: "forbidden" } }, "forbidden"],
  [
    "the derived Secret may not be written",
    { put: { kind: "denied", why: "not vmgate's" } },
    "vmgate cannot write the derived Secret (not vmgate's)",
  ],
] as const)("where %s, the policy decides", async ([, changes, words]) => {
  const lenient = await ask(clusterOf(changes));
  expect(lenient.allowed).toBe(true);
  expect((lenient.warnings ?? []).join(" ").replaceAll(/ \[cloud-init-source\]|\(\d\/\d\) /g, "")).toContain(
    words,
  );
  expect(JSON.stringify(patchOf(lenient) ?? [])).not.toContain(`vmgate-${uid}`);
  const strict = await ask(clusterOf(changes), owned(), refusing);
  expect(strict).toMatchObject({ allowed: false, status: { code: 422, reason: "Invalid" } });
  expect(strict.status?.message).toContain(words);
});

const timedOut = { kind: "unavailable", why: "too slow" } as const;

test.for([
  ["there is no Secret yet", { secret: { kind: "notFound" } }, 'Secret "mine" does not exist'],
  ["the VM can't be read", { vm: timedOut }, "must wait until vmgate can read the VirtualMachine (too slow)"],
  [
    "the Secret can't be read",
    { secret: timedOut },
    'must wait until vmgate can read Secret "mine" (too slow)',
  ],
  ["the derived Secret can't be written", { put: timedOut }, "can write the derived Secret (too slow)"],
] as const)("while %s, the start is denied, and KubeVirt tries again", async ([, changes, words]) => {
  for (const by of [policy, refusing]) {
    const { allowed, status, patch } = await ask(clusterOf(changes), owned(), by);
    expect([allowed, patch]).toEqual([false, undefined]);
    expect(status?.message).toContain(words);
    expect(status?.message).toContain("KubeVirt ");
  }
});

test("what is refused is not written first", async () => {
  const cluster = clusterOf();
  const secureBoot = mergePatch(owned(), {
    spec: { domain: { firmware: { bootloader: { efi: { secureBoot: true } } } } },
  });
  const { allowed } = await ask(cluster, secureBoot);
  expect(allowed).toBe(false);
  expect(cluster.put).toEqual([]);
});
