import { expect } from "vitest";
import { injectVm, type Injection } from "../../src/injection/inject-vm.ts";
import type { Finding } from "../../src/field/error.ts";
import type { InjectionOptions } from "../../src/injection/options.ts";
import { platformValues } from "../../src/injection/platform-values.ts";
import { Field } from "../../src/field/field.ts";
import { formatPath } from "../../src/field/path.ts";
import type { NamespacePolicy } from "../../src/policy/policy.ts";
import { gunzip } from "../../src/user-data/encoding/gzip.ts";
import { UserDataCache } from "../../src/user-data/user-data-cache.ts";
import { unwrap, type WrapperState } from "../../src/user-data/wrapper/wrapper.ts";
import { VmView } from "../../src/vm/view.ts";
import { platform } from "./platform.ts";
import { policyWith } from "./rule-table.ts";
import { deepFreeze, vmWithTemplate } from "./vm.ts";

export const readVm = (object: unknown): VmView => VmView.ofVm(object, "spec");

/** Injection of the test platform's values into VMs of the namespace shop, without the instances' turn. */
export const injecting = (changes: Partial<NamespacePolicy> = {}): InjectionOptions => {
  const policy = policyWith({ platform, ...changes });
  return {
    policy,
    namespace: "shop",
    platformValues: platformValues(policy.platform, "shop"),
    userData: new UserDataCache(),
    derivedSecrets: false,
  };
};

export const rootVolume = { name: "root", persistentVolumeClaim: { claimName: "web-root" } };
export const rootDisk = { name: "root", bootOrder: 1, disk: { bus: "virtio" } };

/** The minimal VM with a cloud-init volume that holds this. */
export const withSource = (source: object, kind = "cloudInitNoCloud", name = "ci"): unknown =>
  vmWithTemplate({
    domain: { devices: { disks: [rootDisk, { name, disk: { bus: "virtio" } }] } },
    volumes: [rootVolume, { name, [kind]: source }],
  });

/** The value at a path below spec.template.spec. */
export const template = (object: unknown, ...path: (string | number)[]): unknown =>
  Field.root(object).at("spec", "template", "spec", ...path).value;

/** The cloud-init source of a volume. */
export const source = (object: unknown, index = 1, kind = "cloudInitNoCloud"): Field =>
  Field.root(object).at("spec", "template", "spec", "volumes", index, kind);

/** The inline user data of a source, decompressed. */
export const contentOf = (field: Field): Uint8Array =>
  gunzip(Buffer.from(field.at("userDataBase64").string ?? "", "base64")) ?? new Uint8Array();

export const userDataOf = (field: Field): WrapperState => unwrap(contentOf(field));

/** A source's members but for one. */
export const without = (field: Field, name: string): object =>
  Object.fromEntries(Object.entries(field.value ?? {}).filter(([member]) => member !== name));

export const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The findings, in short. */
export const words = (findings: readonly Finding[]): string[] =>
  findings.map(({ action, rule, path }) => `${action} ${rule} ${formatPath(path)}`);

/** Injects, and checks what holds of every injection: the input is not written to, and once is enough. */
export function injectChecked(object: unknown, how = injecting()): Injection {
  const injected = injectVm(deepFreeze(object), readVm, how);
  expect(injectVm(deepFreeze(injected.object), readVm, how).object).toBe(injected.object);
  return injected;
}
