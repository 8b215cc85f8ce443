import { expect } from "vitest";
import { injectVmi, injectInline, needsDerivedSecret } from "../../src/injection/inject-vmi.ts";
import type { GetResult } from "../../src/injection/cluster-state.ts";
import { setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import type { CloudInitKind } from "../../src/vm/cloud-init-volumes.ts";
import { cloudInitDisk, type CloudInitDisk, type SecretData } from "../support/iso.ts";
import { admit, request, today } from "../support/review.ts";
import type { Files, Hardware } from "./guest.ts";

/** The firmware UUID that KubeVirt gave the machine: its guest's instance-id. */
export const machineUuid = "2b3c62bd-1f54-4a3e-8d3b-7c5a3a2f4b10";

/** The Secrets of the machine's namespace, by name. */
export type Secrets = Readonly<Record<string, SecretData>>;

/**
 * A machine as its owner writes it, named web, in the namespace shop, and as KubeVirt hands it on.
 * @param source the members of its cloud-init volume; undefined: it has no such volume
 */
export function machine(kind: CloudInitKind, source: object | undefined): unknown {
  const propagationMethod = kind === "cloudInitNoCloud" ? { noCloud: {} } : { configDrive: {} };
  const seed = source === undefined ? [] : [{ name: "seed", [kind]: source }];
  return {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachine",
    metadata: { name: "web", namespace: "shop", uid: "0b5d2c0e-5f0a-4f86-9f5d-000000000001" },
    spec: {
      dataVolumeTemplates: [
        {
          metadata: { name: "web-root" },
          spec: { source: { registry: { url: "docker://quay.io/containerdisks/debian:12" } }, storage: {} },
        },
      ],
      template: {
        spec: {
          accessCredentials: [
            { sshPublicKey: { source: { secret: { secretName: "keys" } }, propagationMethod } },
          ],
          domain: {
            devices: { disks: [{ name: "root" }, ...seed.map(({ name }) => ({ name }))] },
            firmware: { uuid: machineUuid },
            memory: { guest: "2Gi" },
          },
          volumes: [{ name: "root", dataVolume: { name: "web-root" } }, ...seed],
        },
      },
    },
  };
}

/** The policy of a platform with one name server and one SSH CA. */
export function platformPolicy(dnsServer: string, caPublicKey: string): Policy {
  return {
    ...defaultPolicy,
    platform: {
      ...defaultPolicy.platform,
      dns: { servers: [dnsServer], search: ["{namespace}.svc.cluster.local", "svc.cluster.local"] },
      ssh: { user: "cpln", caPublicKeys: [`${caPublicKey} platform CA`] },
    },
  };
}

/** The machine as vmgate has it stored; it must be admitted. */
export function admitVm(object: unknown, policy: Policy): unknown {
  const { object: stored, findings: violations } = admit(request(object), policy, today);
  expect(violations.filter(({ action }) => action === "enforce")).toEqual([]);
  return stored;
}

/** An instance as it is created, and all Secrets of its namespace by then. */
export interface Started {
  readonly instance: unknown;
  readonly secrets: Secrets;
}

/** What KubeVirt's controller creates when the stored machine is started under the policy of that day. */
export function startInstance(stored: unknown, policy: Policy, secrets: Secrets): Started {
  const vm = Field.root(stored);
  const instance = {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachineInstance",
    metadata: {
      name: "web",
      namespace: "shop",
      annotations: vm.at("spec", "template", "metadata", "annotations").value,
    },
    spec: vm.at("spec", "template", "spec").value,
  };
  const injecting = { ...createEngine(policy).forNamespace("shop"), derivedSecrets: true };
  const { object, findings, secret } = needsDerivedSecret(instance, injecting)
    ? injectVmi(
        instance,
        { vm: { kind: "found", object: stored }, userSecret: userSecret(secrets) },
        injecting,
      )
    : { ...injectInline(instance, injecting), secret: undefined };
  expect(findings).toEqual([]);
  return {
    instance: object,
    secrets: { ...secrets, ...(secret === undefined ? {} : { [secret.name]: secret.data }) },
  };
}

/** The cloud-init disk that KubeVirt makes of what is started. */
export function start(stored: unknown, policy: Policy, secrets: Secrets): CloudInitDisk {
  const { instance, secrets: all } = startInstance(stored, policy, secrets);
  const started = setIn(stored, ["spec", "template", "spec"], Field.root(instance).at("spec").value);
  const disk = cloudInitDisk(started, all);
  if (disk === undefined) throw new Error("the machine has no cloud-init volume");
  return disk;
}

/** The disk's files where cloud-init looks for them when they are in a folder. */
export function seedOf({ label, files }: CloudInitDisk): Files {
  const folder = label === "cidata" ? "nocloud" : "config_drive";
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
}

/** What the guest finds at its nth boot: KubeVirt gives it another MAC each time. */
export function hardware(boot: number, nic = "enp1s0"): Hardware {
  return { firmwareUuid: machineUuid, nic: { name: nic, mac: `02:00:00:00:00:0${boot}` } };
}

/** The name of the Secret that holds its owner's user data, where they are in one. */
export const userSecretName = "user-data";

function userSecret(secrets: Secrets): GetResult {
  const data = Object.entries(secrets[userSecretName] ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value).toString("base64"),
  ]);
  return { kind: "found", object: { data: Object.fromEntries(data) as unknown } };
}
