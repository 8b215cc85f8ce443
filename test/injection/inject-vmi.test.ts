import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { injectVmi, injectInline, needsDerivedSecret } from "../../src/injection/inject-vmi.ts";
import { injectVm } from "../../src/injection/inject-vm.ts";
import type { ClusterState, GetResult } from "../../src/injection/cluster-state.ts";
import { Field } from "../../src/field/field.ts";
import { isObject } from "../../src/field/json.ts";
import { unwrap } from "../../src/user-data/wrapper/wrapper.ts";
import {
  base64,
  contentOf,
  injecting,
  readVm,
  rootDisk,
  rootVolume,
  template,
  utf8,
  withSource,
  words,
} from "../support/injection.ts";
import { platform } from "../support/platform.ts";
import { deepFreeze, vmWithTemplate } from "../support/vm.ts";

const uid = "0b5d2c0e-5f0a-4f86-9f5d-000000000001";
const cc = "#cloud-config\nhostname: web\n";
/** Fits into what KubeVirt takes, but not together with the platform's part: hashes do not compress. */
const noise = Array.from({ length: 22 }, (_, i) => createHash("sha512").update(String(i)).digest("base64"));
const large = `#cloud-config\n# ${noise.join("")}\n`;
const at = (
  where: "vm" | "instance",
  whenImpossible: "warn" | "refuse" = "warn",
  changes: Parameters<typeof injecting>[0] = {},
) => injecting({ injection: { at: where, secrets: true, whenImpossible }, ...changes });

/** A key of its own for each number: none compresses with the others. */
const caKeyOf = (n: number): string => {
  const head = Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0 ", "latin1");
  const key = createHash("sha256").update(`ca ${n}`).digest();
  return `ssh-ed25519 ${Buffer.concat([head, key]).toString("base64")}`;
};

/** The VM as it is stored. */
const stored = (vm: unknown): unknown =>
  deepFreeze(isObject(vm) ? { ...vm, metadata: { ...(vm["metadata"] as object), uid } } : vm);

/** The instance that KubeVirt takes from it. */
const instanceOf = (vm: unknown): unknown => {
  const root = Field.root(vm);
  return deepFreeze({
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachineInstance",
    metadata: {
      name: "web",
      namespace: "shop",
      annotations: root.at("spec", "template", "metadata", "annotations").value,
    },
    spec: template(vm),
  });
};

const secret = (data: object): GetResult => ({ kind: "found", object: { data } });
const inSecret = withSource({ secretRef: { name: "mine" } });
const boot = (vm: unknown, userSecret?: GetResult): ClusterState => ({
  vm: { kind: "found", object: stored(vm) },
  userSecret,
});
const start = (vm: unknown, userSecret?: GetResult, how = at("vm")) =>
  injectVmi(instanceOf(vm), boot(vm, userSecret), how);
const volume = (instance: unknown, index = 1): unknown =>
  Field.root(instance).at("spec", "volumes", index).value;
const named = { secretRef: { name: `vmgate-${uid}` }, networkDataSecretRef: { name: `vmgate-${uid}` } };
const userPart = (bytes: Uint8Array | undefined): unknown => {
  const wrapping = unwrap(bytes ?? utf8(""));
  return wrapping.kind === "wrapped" && typeof wrapping.user === "object"
    ? Buffer.from(wrapping.user.content).toString()
    : wrapping;
};

describe("whether a start needs a Secret", () => {
  test.for([
    ["inline that fits", withSource({ userData: cc }), "vm", false],
    ["nothing at all", vmWithTemplate({}), "vm", false],
    ["inline that does not fit", withSource({ userData: large }), "vm", true],
    ["a Secret", inSecret, "vm", true],
    ["inline that fits, the policy puts it there", withSource({ userData: cc }), "instance", true],
    ["nothing, the policy puts it there", vmWithTemplate({}), "instance", true],
    ["two sources", withSource({ userData: cc, secretRef: { name: "mine" } }), "vm", false],
    ["broken base64", withSource({ userDataBase64: "!" }), "vm", false],
  ] as const)("%s", ([, vm, where, needed]) => {
    expect(needsDerivedSecret(instanceOf(vm), at(where))).toBe(needed);
  });

  test("not where the platform has nothing to say, except for a Secret that KubeVirt can't read", () => {
    const how = injecting({
      platform: { ...platform, dns: undefined, ssh: undefined } as never,
      injection: { at: "instance", secrets: true, whenImpossible: "warn" },
    });
    expect(needsDerivedSecret(instanceOf(withSource({ userData: cc })), how)).toBe(false);
    expect(needsDerivedSecret(instanceOf(inSecret), how)).toBe(true);
  });
});

describe("inline", () => {
  test("what fits is merged into the instance, whatever the policy's place", () => {
    for (const where of ["vm", "instance"] as const) {
      const { object, findings } = injectInline(instanceOf(withSource({ userData: cc })), at(where));
      const content = contentOf(Field.root(object).at("spec", "volumes", 1, "cloudInitNoCloud"));
      expect(userPart(content)).toBe(cc);
      expect(findings).toEqual([]);
      expect(injectInline(object, at(where)).object).toBe(object);
    }
  });

  test.for([
    [
      "does not fit",
      withSource({ userData: large }),
      "cloud-init-size spec.volumes[1].cloudInitNoCloud.userData",
    ],
    ["is in a Secret", inSecret, "cloud-init-source spec.volumes[1].cloudInitNoCloud.secretRef"],
  ] as const)("what %s is reported", ([, vm, what]) => {
    expect(words(injectInline(instanceOf(vm), at("vm")).findings)).toEqual([`warn ${what}`]);
    expect(words(injectInline(instanceOf(vm), at("vm", "refuse")).findings)).toEqual([`enforce ${what}`]);
  });
});

describe("a VM that was injected yesterday", () => {
  const yesterday = injectVm(withSource({ userData: cc }), readVm, at("vm")).object;

  test("whose data fit no more together with today's part goes through a Secret", () => {
    const keys = Array.from({ length: 40 }, (_, i) => caKeyOf(i));
    const ssh = { user: "cpln", caPublicKeys: keys };
    const how = at("vm", "warn", { platform: { ...platform, ssh } });
    expect(needsDerivedSecret(instanceOf(yesterday), how)).toBe(true);
    const { findings, secret: derived } = start(yesterday, undefined, how);
    expect(findings).toEqual([]);
    expect(userPart(derived?.data["userdata"])).toBe(cc);
    expect(Buffer.from(derived?.data["userdata"] ?? []).toString()).toContain(caKeyOf(39));
  });

  test("and whose platform has nothing to say today starts with its owner's data alone", () => {
    const { dns, ssh, ...nothing } = platform;
    expect([dns, ssh]).not.toContain(undefined);
    const how = at("vm", "warn", { platform: nothing });
    expect(needsDerivedSecret(instanceOf(yesterday), how)).toBe(false);
    expect(volume(injectInline(instanceOf(yesterday), how).object)).toEqual({
      name: "ci",
      cloudInitNoCloud: { userData: cc },
    });
  });
});

describe("a derived Secret", () => {
  test.for(["userdata", "userData", "user-data"])("holds the user's data from the key %s, merged", (key) => {
    const { object, findings, secret: derived } = start(inSecret, secret({ [key]: base64(cc) }));
    expect(findings).toEqual([]);
    expect(volume(object)).toEqual({ name: "ci", cloudInitNoCloud: named });
    expect(derived).toMatchObject({ namespace: "shop", name: `vmgate-${uid}`, owner: { name: "web", uid } });
    expect(Object.keys(derived?.data ?? {})).toEqual(["userdata", "networkdata"]);
    expect(userPart(derived?.data["userdata"])).toBe(cc);
    expect(Buffer.from(derived?.data["networkdata"] ?? []).toString()).toMatch(/^# vmgate\nversion: 2\n/);
  });

  test("prefers the key that KubeVirt would read", () => {
    const data = { "user-data": base64("#!c"), userData: base64("#!b"), userdata: base64("#!a") };
    expect(userPart(start(inSecret, secret(data)).secret?.data["userdata"])).toBe("#!a");
  });

  test.for([
    ["what does not fit", withSource({ userData: large }), "vm", large],
    ["base64 that does not fit", withSource({ userDataBase64: base64(large) }), "vm", large],
    ["what fits, the policy puts it there", withSource({ userData: cc }), "instance", cc],
  ] as const)("holds %s", ([, vm, where, user]) => {
    const { object, secret: derived } = start(vm, undefined, at(where));
    expect(volume(object)).toEqual({ name: "ci", cloudInitNoCloud: named });
    expect(userPart(derived?.data["userdata"])).toBe(user);
  });

  test("is named by a new volume and disk where there is none", () => {
    const { object, secret: derived } = start(vmWithTemplate({}), undefined, at("instance"));
    expect(volume(object)).toEqual({ name: "vmgate-cloudinit", cloudInitNoCloud: named });
    expect(Field.root(object).at("spec", "domain", "devices", "disks", 1).value).toEqual({
      name: "vmgate-cloudinit",
      disk: { bus: "virtio" },
    });
    expect(unwrap(derived?.data["userdata"] ?? utf8(""))).toMatchObject({ kind: "wrapped" });
  });

  test("on Windows is a ConfigDrive without network data", () => {
    const vm = vmWithTemplate({
      volumes: [rootVolume, { name: "sysprep", sysprep: { secret: { name: "x" } } }],
    });
    const windows = Field.root(vm).value as { spec: { template: { metadata: object } } };
    const marked = {
      ...windows,
      spec: {
        ...windows.spec,
        template: {
          ...windows.spec.template,
          metadata: { annotations: { "vm.cpln.io/contract": "v1", "vm.cpln.io/guest-os": "windows" } },
        },
      },
    };
    const { object, secret: derived } = start(marked, undefined, at("instance"));
    expect(volume(object, 2)).toEqual({
      name: "vmgate-cloudinit",
      cloudInitConfigDrive: { secretRef: named.secretRef },
    });
    expect(Object.keys(derived?.data ?? {})).toEqual(["userdata"]);
  });

  test("comes of the stored VM alone, whatever the request's instance holds", () => {
    const forged = instanceOf(withSource({ secretRef: { name: "yours" }, networkData: "x: y" }));
    const vm = withSource({ userData: cc });
    const { secret: derived } = injectVmi(forged, boot(vm), at("vm"));
    expect(derived).toEqual(start(vm, undefined, at("instance")).secret);
  });

  test("holds data of an unknown format as they are, and says so", () => {
    const ignition = '{"ignition":{"version":"3.4.0"}}';
    const { findings, secret: derived } = start(inSecret, secret({ userdata: base64(ignition) }));
    expect(Buffer.from(derived?.data["userdata"] ?? []).toString()).toBe(ignition);
    expect(words(findings)).toEqual(["warn cloud-init-content spec.volumes[1].cloudInitNoCloud.secretRef"]);
    expect(JSON.stringify(findings)).not.toContain("3.4.0");
  });

  test("is merged again to the same bytes, also from itself", () => {
    const first = start(inSecret, secret({ userdata: base64(cc) })).secret;
    const again = start(inSecret, secret({ userdata: base64(first?.data["userdata"] ?? "") })).secret;
    expect(again).toEqual(first);
  });

  test.for(["enforce", "warn", "off"] as const)("is named once and for all, network-data: %s", (action) => {
    const how = injecting({ rules: { "network-data": action } });
    const inputs = boot(inSecret, secret({ userdata: base64(cc) }));
    const { object } = injectVmi(instanceOf(inSecret), inputs, how);
    expect(needsDerivedSecret(object, how)).toBe(true);
    const again = injectVmi(deepFreeze(object), inputs, how);
    expect(again.object).toEqual(object);
    expect(again.findings).toEqual([]);
  });

  test.for(["enforce", "warn", "off"] as const)("leaves network data of the user's, rule %s", (action) => {
    const vm = withSource({ secretRef: { name: "mine" }, networkData: "version: 1" });
    const how = injecting({ rules: { "network-data": action } });
    const { object } = start(vm, secret({ userdata: base64(cc) }), how);
    expect(volume(object)).toMatchObject({
      cloudInitNoCloud: { networkData: "version: 1", secretRef: named.secretRef },
    });
    expect(volume(object)).not.toHaveProperty(["cloudInitNoCloud", "networkDataSecretRef"]);
  });
});

describe("user data in a Secret over 16 KiB is a warning", () => {
  const of = (length: number): GetResult =>
    secret({ userdata: base64(`#cloud-config\n#${"x".repeat(length - 15)}`) });
  const size = "cloud-init-size spec.volumes[1].cloudInitNoCloud.secretRef";
  test.for([
    ["the limit", 16384, "enforce", []],
    ["one past it", 16385, "enforce", [`warn ${size}`]],
    ["one past it, as a warning", 16385, "warn", [`warn ${size}`]],
    ["far past it", 200_000, "enforce", [`warn ${size}`]],
    ["one past it, switched off", 16385, "off", []],
  ] as const)("%s", ([, length, action, expected]) => {
    const { findings, secret: derived } = start(
      inSecret,
      of(length),
      injecting({ rules: { "cloud-init-size": action } }),
    );
    expect(words(findings)).toEqual(expected);
    expect(derived).toBeDefined();
  });
});

describe("what can go wrong", () => {
  const unwritten: ClusterState = {
    ...boot(inSecret, secret({ userdata: base64(cc) })),
    secretWriteFailure: { kind: "denied", why: "it is not vmgate's" },
  };
  test.for([
    [
      "no right to read it",
      boot(inSecret, { kind: "denied", why: "forbidden" }),
      /vmgate cannot read Secret "mine" \(forbidden\)$/,
    ],
    ["no such key", boot(inSecret, secret({ other: base64("hush") })), /Secret "mine" has no key userdata$/],
    ["a value that is no text", boot(inSecret, secret({ userdata: 7 })), /has no key userdata$/],
    ["not written", unwritten, /vmgate cannot write the derived Secret \(it is not vmgate's\)$/],
    [
      "another volume in the stored VM",
      boot(withSource({ userData: cc }, "cloudInitConfigDrive")),
      /the VM's cloud-init volume was changed during the start$/,
    ],
    [
      "another name in the stored VM",
      boot(withSource({ userData: cc }, "cloudInitNoCloud", "other")),
      /the VM's cloud-init volume was changed during the start$/,
    ],
    [
      "no volume in the stored VM",
      boot(vmWithTemplate({})),
      /the VM's cloud-init volume was changed during the start$/,
    ],
  ] as const)("%s", ([, inputs, reason]) => {
    const instance = instanceOf(inSecret);
    for (const [whenImpossible, action] of [
      ["warn", "warn"],
      ["refuse", "enforce"],
    ] as const) {
      const { object, findings, secret: derived } = injectVmi(instance, inputs, at("vm", whenImpossible));
      expect(derived).toBeUndefined();
      expect(words(findings)).toEqual([
        `${action} cloud-init-source spec.volumes[1].cloudInitNoCloud.secretRef`,
      ]);
      expect(findings[0]?.found).toMatch(reason);
      expect(JSON.stringify(findings)).not.toContain("hush");
      // The user's reference stays, and the network data is today's.
      expect(volume(object)).toMatchObject({
        cloudInitNoCloud: {
          secretRef: { name: "mine" },
          networkData: expect.stringMatching(/^# vmgate/) as string,
        },
      });
    }
  });

  const timedOut = { kind: "unavailable", why: "no response in time" } as const;
  test.for([
    ["a Secret that is not there yet", boot(inSecret, { kind: "notFound" }), 'Secret "mine" does not exist'],
    [
      "a Secret that cannot be read for a moment",
      boot(inSecret, timedOut),
      'vmgate cannot read Secret "mine" (no response in time)',
    ],
    [
      "a VM that cannot be read for a moment",
      { vm: timedOut },
      "vmgate cannot read the VirtualMachine (no response in time)",
    ],
    [
      "a derived Secret that cannot be written for a moment",
      { ...unwritten, secretWriteFailure: timedOut },
      "vmgate cannot write the derived Secret (no response in time)",
    ],
  ] as const)("%s is waited for, whatever the policy says", ([, inputs, found]) => {
    for (const whenImpossible of ["warn", "refuse"] as const) {
      const instance = instanceOf(inSecret);
      const { object, findings, secret: derived } = injectVmi(instance, inputs, at("vm", whenImpossible));
      expect(object).toBe(instance);
      expect(derived).toBeUndefined();
      expect(findings).toMatchObject([
        {
          action: "enforce",
          rule: "cloud-init-source",
          found,
          path: ["spec", "volumes", 1, "cloudInitNoCloud", "secretRef"],
        },
      ]);
    }
  });

  test("a stored VM without the mark is left alone", () => {
    const unmarked = vmWithTemplate({
      volumes: [rootVolume, { name: "ci", cloudInitNoCloud: { secretRef: { name: "mine" } } }],
      domain: { devices: { disks: [rootDisk] } },
    }) as { spec: { template: object } };
    const vm = {
      ...unmarked,
      spec: { ...unmarked.spec, template: { ...unmarked.spec.template, metadata: {} } },
    };
    const instance = instanceOf(inSecret);
    expect(injectVmi(instance, boot(vm, secret({ userdata: base64(cc) })), at("vm"))).toEqual({
      object: instance,
      findings: [],
    });
  });

  test.for([
    null,
    7,
    "x",
    [],
    {},
    { spec: null },
    { spec: { volumes: "x" } },
    { spec: { volumes: [null, { cloudInitNoCloud: 7 }] } },
  ])("no JSON makes it throw: %j", (junk) => {
    for (const how of [at("vm"), at("instance")]) {
      expect(() => needsDerivedSecret(junk, how)).not.toThrow();
      expect(() => injectInline(junk, how)).not.toThrow();
      expect(() => injectVmi(junk, { vm: { kind: "found", object: junk } }, how)).not.toThrow();
      expect(() => injectVmi(junk, boot(inSecret, secret({ userdata: base64(cc) })), how)).not.toThrow();
      expect(() =>
        injectVmi(instanceOf(inSecret), boot(inSecret, { kind: "found", object: junk }), how),
      ).not.toThrow();
    }
  });
});
