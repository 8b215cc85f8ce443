import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { injectInline, injectVmi, needsDerivedSecret } from "../../src/injection/inject-vmi.ts";
import type { InjectionOptions } from "../../src/injection/options.ts";
import { isSecretOutdated, platformPartState } from "../../src/injection/outdated.ts";
import { Field } from "../../src/field/field.ts";
import type { NamespacePolicy } from "../../src/policy/policy.ts";
import { base64, injecting, withSource } from "../support/injection.ts";
import { platform } from "../support/platform.ts";
import { mergePatch, vm } from "../support/vm.ts";

const uid = "0b5d2c0e-5f0a-4f86-9f5d-000000000001";
const cc = "#cloud-config\nhostname: web\n";
/** Fits into what KubeVirt takes, but not together with the platform's part. */
const noise = Array.from({ length: 22 }, (_, i) => createHash("sha512").update(String(i)).digest("base64"));
const large = `#cloud-config\n# ${noise.join("")}\n`;

const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const under = (changes: Partial<NamespacePolicy> = {}): InjectionOptions => ({
  ...injecting({ injection: { at: "vm", secrets: true, whenImpossible: "warn" }, ...changes }),
  derivedSecrets: true,
});
const today = under();
const otherDns = under({ platform: { ...platform, dns: { servers: ["10.0.0.1"], search: [] } } });
const otherCa = under({ platform: { ...platform, ssh: { user: "cpln", caPublicKeys: [otherKey] } } });
const nothing = under({ platform: { mesh: platform.mesh, kubevirt: platform.kubevirt } });
const unusable = { ...today, platformValues: { bad: "platform.dns" } };
const atInstance = under({ injection: { at: "instance", secrets: true, whenImpossible: "warn" } });
const noSecrets = under({ injection: { at: "vm", secrets: false, whenImpossible: "warn" } });

interface Started {
  readonly vmi: unknown;
  /** As the API server gives it. */
  readonly secret: unknown;
}

/** The instance of a VM as KubeVirt creates it and vmgate admits it. */
function start(machine: unknown, options: InjectionOptions, userSecret = cc): Started {
  const stored = mergePatch(machine, { metadata: { uid } });
  const template = Field.root(stored).at("spec", "template");
  const created = {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachineInstance",
    metadata: {
      name: "web",
      annotations: template.at("metadata", "annotations").value,
      ownerReferences: [
        { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", name: "web", uid, controller: true },
      ],
    },
    spec: template.at("spec").value,
  };
  if (!options.policy.injection.secrets || !needsDerivedSecret(created, options))
    return { vmi: injectInline(created, options).object, secret: undefined };
  const state = {
    vm: { kind: "found", object: stored },
    userSecret: { kind: "found", object: { data: { userdata: base64(userSecret) } } },
  } as const;
  const { object, secret } = injectVmi(created, state, options);
  const data = Object.entries(secret?.data ?? {}).map(([key, bytes]) => [key, base64(bytes)] as const);
  return { vmi: object, secret: { data: Object.fromEntries(data) } };
}

/** What a scan finds out, with the Secret where it needs it. */
function stateOf({ vmi, secret }: Started, options: InjectionOptions): string {
  const state = platformPartState(vmi, options);
  if (typeof state === "string") return state;
  expect(state.inSecret).toBe(`vmgate-${uid}`);
  return `Secret ${isSecretOutdated(vmi, secret, options) ? "outdated" : "current"}`;
}

describe("an instance", () => {
  test.for<[situation: string, vm: unknown, how: InjectionOptions, kind: "" | "Secret "]>([
    ["without user data", vm(), today, ""],
    ["with user data", withSource({ userData: cc }), today, ""],
    ["with a ConfigDrive", withSource({ userData: cc }, "cloudInitConfigDrive"), today, ""],
    ["with more than fits inline", withSource({ userData: large }), today, "Secret "],
    ["with a Secret", withSource({ secretRef: { name: "mine" } }), today, "Secret "],
    ["that gets all of it in a Secret", withSource({ userData: cc }), atInstance, "Secret "],
    ["without user data, that gets all of it in a Secret", vm(), atInstance, "Secret "],
  ])("%s is current until the policy changes", ([, machine, how, kind]) => {
    const started = start(machine, how);
    const by = ({ platformValues }: InjectionOptions): InjectionOptions => ({ ...how, platformValues });
    expect(stateOf(started, how)).toBe(`${kind}current`);
    expect(stateOf(started, by(otherDns))).toBe(`${kind}outdated`);
    expect(stateOf(started, by(otherCa))).toBe(`${kind}outdated`);
    expect(stateOf(started, by(nothing))).toBe(`${kind}outdated`);
    expect(stateOf(start(machine, by(nothing)), by(nothing))).toMatch(/current$/);
    // What the policy has is nothing that a start could give.
    expect(platformPartState(started.vmi, unusable)).toBe("current");
  });

  test("with network data of its own keeps it, whatever the platform's is", () => {
    const kinds = ["cloudInitNoCloud", "cloudInitConfigDrive"];
    for (const [how, kind] of [today, atInstance].flatMap((at) => kinds.map((kind) => [at, kind] as const))) {
      const started = start(withSource({ userData: cc, networkData: "version: 2\n" }, kind), how);
      const by = ({ platformValues }: InjectionOptions): InjectionOptions => ({ ...how, platformValues });
      expect(stateOf(started, how)).toMatch(/current$/);
      expect(stateOf(started, by(otherDns))).toMatch(/current$/);
      expect(stateOf(started, by(otherCa))).toMatch(/outdated$/);
    }
  });

  test("that was started without Secrets is outdated once the policy allows them", () => {
    for (const machine of [withSource({ userData: large }), withSource({ secretRef: { name: "mine" } })]) {
      const started = start(machine, noSecrets);
      expect(stateOf(started, noSecrets)).toBe("current");
      expect(stateOf(started, today)).toBe("outdated");
    }
  });

  test("keeps what it has, wherever the policy puts it today", () => {
    const started = start(withSource({ userData: cc }), today);
    expect(stateOf(started, atInstance)).toBe("current");
  });

  test("with data that nobody can merge is current: a start could do no more", () => {
    const started = start(withSource({ userData: "quux" }), today);
    expect(stateOf(started, otherCa)).toBe(stateOf(started, today));
  });
});

test.for([null, 1, "x", [], {}, { data: null }, { data: { userdata: 1 } }, { data: { userdata: "%" } }])(
  "a Secret that is %j is outdated",
  (secret) => {
    const { vmi } = start(withSource({ userData: large }), today);
    expect(isSecretOutdated(vmi, secret, today)).toBe(true);
    expect(isSecretOutdated(vmi, secret, unusable)).toBe(false);
  },
);

test.for([null, 1, "x", [], {}, { spec: [] }, { metadata: { ownerReferences: 1 }, spec: { volumes: [1] } }])(
  "%j as an instance never throws",
  (object) => {
    expect(["current", "outdated"]).toContain(platformPartState(object, today));
    expect(isSecretOutdated(object, { data: {} }, today)).toBe(true);
  },
);
