import { describe, expect, test } from "vitest";
import { admit as admitCompiled, type Decision, validateStored } from "../../src/admission/admit.ts";
import type { AdmissionRequest } from "../../src/admission/admission-review.ts";
import { ruleIds } from "../../src/admission/rule-registry.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { parsePolicy } from "../../src/policy/file/parse.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { withSource } from "../support/injection.ts";
import { caPublicKey, platform } from "../support/platform.ts";
import { admit, create, request, today, findingsOf, update } from "../support/review.ts";
import { deepFreeze, mergePatch, pool, replicaSet, vmi } from "../support/vm.ts";
import { workload } from "../support/workload.ts";

function policyOf(more: string): Policy {
  const text = `apiVersion: vmgate.cpln.io/v1
kind: Policy
platform:
  dns: {servers: [10.96.0.10]}
  ssh: {caPublicKeys: ["${caPublicKey}"]}
${more}`;
  const parsed = parsePolicy(text, ruleIds);
  if ("errors" in parsed) throw new Error(JSON.stringify(parsed.errors));
  return parsed.policy;
}

const audit = policyOf("profiles: [{name: audit, namespaces: [shop]}]\n");
const enforcing = policyOf("mutate: false\ninjection: {whenImpossible: refuse}\n");
const filledIn = policyOf('rules: {"*": warn}\n');

const mark = "vm.cpln.io/contract";
const adopt = "vm.cpln.io/adopt";
/** What a user writes at least: all else is filled in where vmgate mutates. */
const sparse = deepFreeze({
  apiVersion: "kubevirt.io/v1",
  kind: "VirtualMachine",
  metadata: { name: "web", namespace: "shop" },
  spec: {
    template: {
      spec: {
        domain: { memory: { guest: "2Gi" }, devices: { disks: [{ name: "root", disk: {} }] } },
        volumes: [{ name: "root", persistentVolumeClaim: { claimName: "web-root" } }],
      },
    },
  },
});
const withSpec = (spec: object, object = sparse): unknown =>
  deepFreeze(mergePatch(object, { spec: { template: { spec } } }));
const withAnnotations = (annotations: object, object: unknown = sparse): unknown =>
  deepFreeze(mergePatch(object, { spec: { template: { metadata: { annotations } } } }));
const withUserData = (userData: string): unknown =>
  withSpec({
    volumes: [
      { name: "root", persistentVolumeClaim: { claimName: "web-root" } },
      { name: "ci", cloudInitNoCloud: { userData } },
    ],
  });
const script = (length: number): string => `#!/bin/sh\n#${"x".repeat(length - 11)}`;
const secureBoot = withSpec({ domain: { firmware: { bootloader: { efi: { secureBoot: true } } } } });

const kindOf = (group: string, kind: string) => ({ kind: { group, version: "v1", kind } });
const controller = { username: "system:serviceaccount:kubevirt:kubevirt-controller" };
const workloadKind = { kind: { group: "cpln.io", version: "v1", kind: "workload" } };

const created: readonly (readonly [title: string, object: unknown, changes?: Partial<AdmissionRequest>])[] = [
  ["the least that a user writes", sparse],
  ["user data", withUserData("#cloud-config\npackages: [nginx]\n")],
  ["user data that is compressed elsewhere", withUserData(script(3000))],
  ["user data in a Secret", withSource({ secretRef: { name: "mine" } })],
  ["network data of the user's", withSource({ networkData: "version: 2\n" })],
  ["a preference", mergePatch(sparse, { spec: { preference: { name: "fedora" } } })],
  ["what rules refuse", secureBoot],
  [
    "a mark and a record of another VM",
    withAnnotations({ [mark]: "v1", "vm.cpln.io/restored": '["secure-boot x"]' }, secureBoot),
  ],
  ["a wish to be adopted", withAnnotations({ [adopt]: "true" })],
  ["a restore, a clone or a pool as its maker", sparse, controller],
  ["a workload", workload({ spec: { vm: { runStrategy: null, clock: null } } }), workloadKind],
  [
    "a pool",
    pool(2, { template: { spec: { networks: null } } }),
    kindOf("pool.kubevirt.io", "VirtualMachinePool"),
  ],
  ["a replica set", replicaSet(2), kindOf("kubevirt.io", "VirtualMachineInstanceReplicaSet")],
  ["an instance by somebody", vmi(), kindOf("kubevirt.io", "VirtualMachineInstance")],
  ["no VM at all", { kind: "VirtualMachine", spec: null }],
  ["a list", []],
  ["null", null],
];

describe.for([
  ["the profile audit", audit],
  ["mutate: false with rules that enforce", enforcing],
] as const)("under %s", ([, policy]) => {
  test.for(created)("%s is stored exactly as it was sent", ([, object, changes]) => {
    const decision = admit(request(object, changes), policy);
    expect(decision.object).toBe(object);
    expect(decision.patch).toEqual([]);
    expect(decision.secret).toBeUndefined();
  });

  test.for([
    ["an unmarked VM", sparse, withSpec({ hostname: "web" })],
    [
      "an unmarked VM that is stopped and asks to be adopted",
      mergePatch(sparse, { spec: { runStrategy: "Halted" } }),
      mergePatch(withAnnotations({ [adopt]: "true" }), { spec: { runStrategy: "Halted" } }),
    ],
    ["a VM that marks itself", sparse, withAnnotations({ [mark]: "v1" })],
    ["what is no VM", null, { spec: { template: null } }],
  ] as const)("%s is stored exactly as it was sent when it is updated", ([, old, object]) => {
    const decision = update(old, object, policy);
    expect(decision.object).toBe(object);
    expect(decision.patch).toEqual([]);
  });
});

/** The findings of rules, as /validate gives them for what was sent. */
const validated = (object: unknown, policy: Policy, changes: Partial<AdmissionRequest> = {}): Decision =>
  validateStored(request(object, changes), createEngine(policy), today);

describe("what is reported", () => {
  test.for([
    ["the least that a user writes", sparse],
    ["user data", withUserData("#cloud-config\npackages: [nginx]\n")],
    ["what rules refuse", secureBoot],
    [
      "efi without secureBoot, which is filled in",
      withSpec({ domain: { firmware: { bootloader: { efi: {} } } } }),
    ],
    [
      "two networks",
      withSpec({
        networks: [
          { name: "a", pod: {} },
          { name: "b", multus: { networkName: "b" } },
        ],
      }),
    ],
    ["network data of the user's", withSource({ networkData: "version: 2\n" })],
    ["no memory", withSpec({ domain: { memory: null } })],
  ] as const)("of %s is what is reported where it is filled in, by /validate as well", ([, object]) => {
    const wanted = findingsOf(create(object, filledIn));
    expect(findingsOf(create(object, audit))).toEqual(wanted);
    expect(findingsOf(validated(object, audit))).toEqual(wanted);
  });

  test("of the least that a user writes is nothing", () => {
    expect(create(sparse, audit)).toMatchObject({ findings: [], warnings: [], injectionWarnings: [] });
  });

  test("of a workload is what is reported where it is filled in", () => {
    const object = workload({ spec: { vm: { runStrategy: null, clock: null } } });
    expect(findingsOf(admit(request(object, workloadKind), audit))).toEqual([]);
    expect(findingsOf(validated(object, audit, workloadKind))).toEqual([]);
  });

  test("user data over KubeVirt's 2,048 bytes is over the limit here, and the message says so", () => {
    const [size, ...others] = create(withUserData(script(3000)), enforcing).findings;
    expect(others).toEqual([]);
    expect(size).toMatchObject({
      rule: "cloud-init-size",
      action: "enforce",
      found: expect.stringMatching(/^3000 bytes, \d+ compressed$/) as string,
      allowed: "must be at most 2048 bytes: vmgate compresses nothing in this namespace",
      fix: "compress it with gzip into userDataBase64, or move it to a Secret and reference that in secretRef",
    });
    expect(findingsOf(create(withUserData(script(2048)), enforcing))).toEqual([]);
    expect(findingsOf(create(withUserData(script(3000)), filledIn))).toEqual([]);
    const [large] = create(withUserData(script(17_000)), audit).findings;
    expect(large).toMatchObject({ action: "warn", allowed: size?.allowed, found: "17000 bytes" });
  });

  test("what the owner can change about injection is a warning, also where it would be refused", () => {
    const { findings, injectionWarnings } = create(withUserData("hello\n"), enforcing);
    expect(injectionWarnings.join()).toContain("not injected: unrecognized user data format");
    expect(findings.filter(({ action }) => action === "enforce")).toEqual([]);
  });

  test("what the administrator or the next start is to change is not reported", () => {
    const search = Array.from({ length: 32 }, (_, i) => `${"a".repeat(60)}${i}.example.com`);
    const long = { ...platform, dns: { servers: ["10.96.0.10"], search } };
    expect(create(sparse, { ...audit, platform: long }).injectionWarnings).toEqual([]);
    expect(create(sparse, { ...filledIn, platform: long }).injectionWarnings).not.toEqual([]);
    // Too long for inline together with the platform's part, which a start would add.
    const noise = withUserData(
      `#cloud-config\n# ${Array.from({ length: 190 }, (_, i) => String(i * 7919 ** 3)).join("")}\n`,
    );
    expect(create(noise, audit).injectionWarnings).toEqual([]);
  });

  test("an update is refused only for what it makes worse of the VM as completed", () => {
    const rules = { ...enforcing, injection: filledIn.injection };
    expect(findingsOf(update(sparse, withSpec({ hostname: "web" }), rules))).toEqual([]);
    expect(findingsOf(update(sparse, secureBoot, rules))).toEqual([
      "enforce secure-boot spec.template.spec.domain.firmware.bootloader.efi.secureBoot",
    ]);
    const changed = mergePatch(secureBoot, { spec: { template: { spec: { hostname: "web" } } } });
    expect(findingsOf(update(secureBoot, changed, rules))).toEqual([
      "warn secure-boot spec.template.spec.domain.firmware.bootloader.efi.secureBoot",
    ]);
  });
});

describe("a VM that is under the contract already", () => {
  const manifest = withUserData("#cloud-config\npackages: [nginx]\n");
  const stored = deepFreeze(create(manifest, filledIn).object);

  test("keeps what it has when its manifest is applied again", () => {
    const applied = deepFreeze(mergePatch(stored, { spec: (manifest as { spec: object }).spec }));
    expect(update(stored, applied, audit).object).toEqual(stored);
  });

  test("gets the platform's part into new user data", () => {
    const { volumes } = (withUserData("#cloud-config\npackages: [vim]\n") as Spec).spec.template.spec;
    const changed = deepFreeze(mergePatch(stored, { spec: { template: { spec: { volumes } } } }));
    expect(JSON.stringify(update(stored, changed, audit).object)).toContain("# vmgate");
  });

  test("has its instances updated", () => {
    const { metadata, spec } = (stored as Spec).spec.template;
    const later = { ...audit, platform: { ...audit.platform, dns: { servers: ["10.0.0.2"], search: [] } } };
    const owner = {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachine",
      name: "web",
      uid: "1",
      controller: true,
    };
    const instance = {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachineInstance",
      metadata: { ...metadata, name: "web", ownerReferences: [owner] },
      spec,
    };
    const asked = request(instance, {
      ...kindOf("kubevirt.io", "VirtualMachineInstance"),
      ...controller,
    });
    const { object } = admitCompiled(asked, createEngine(later), today, { source: "inline" });
    expect(JSON.stringify(object)).toContain("10.0.0.2");
  });
});

interface Spec {
  readonly spec: {
    readonly template: { readonly metadata: object; readonly spec: { readonly volumes: unknown } };
  };
}

test("elsewhere the profile changes nothing", () => {
  expect(admit(request(sparse, { namespace: "other" }), audit).patch).not.toEqual([]);
});
