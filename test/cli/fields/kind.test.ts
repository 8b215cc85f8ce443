import { expect, test } from "vitest";
import { groupVersionKindOf } from "../../../src/admission/resources.ts";
import { checkKind } from "../../../src/cli/fields/kind.ts";
import { kubevirtFields } from "../../../src/cli/fields/kubevirt.ts";
import { Field } from "../../../src/field/field.ts";
import { formatFinding } from "../../../src/field/format.ts";
import { runCommand } from "../../support/command.ts";

test.for<[apiVersion: unknown, kind: unknown, wanted: string | undefined]>([
  ["kubevirt.io/v1", "VirtualMachine", undefined],
  ["kubevirt.io/v9", "VirtualMachine", undefined],
  [
    "kubevirt.io/v1",
    "VirtualMachin",
    'kind: Unsupported value: "VirtualMachin": must be a kind of kubevirt.io; use VirtualMachine',
  ],
  [
    "kubevirt.io/v1",
    "virtualMachine",
    'kind: Unsupported value: "virtualMachine": must be a kind of kubevirt.io; use VirtualMachine',
  ],
  ["kubevirt.io/v1", "Quux", undefined],
  [
    "kubevirt.io/v1",
    "VirtualMachinePool",
    'apiVersion: Unsupported value: "kubevirt.io/v1": must be one that has this kind; use pool.kubevirt.io/v1beta1',
  ],
  [
    "kubevirt.io",
    "VirtualMachine",
    'apiVersion: Unsupported value: "kubevirt.io": must be one that has this kind; use kubevirt.io/v1',
  ],
  [
    "kubvirt.io/v1",
    "VirtualMachine",
    'apiVersion: Unsupported value: "kubvirt.io/v1": must be one that has this kind; use kubevirt.io/v1',
  ],
  ["cdi.kubevirt.io/v1beta1", "DataVolume", undefined],
  ["upload.cdi.kubevirt.io/v1beta1", "UploadTokenRequest", undefined],
  [
    "cdi.kubevirt.io/v1beta1",
    "DataVolum",
    'kind: Unsupported value: "DataVolum": must be a kind of cdi.kubevirt.io; use DataVolume',
  ],
  [
    "kubevirt.io/v1",
    "DataImportCron",
    'apiVersion: Unsupported value: "kubevirt.io/v1": must be one that has this kind; use cdi.kubevirt.io/v1beta1',
  ],
  ["vmoperator.vmware.com/v1alpha1", "VirtualMachine", undefined],
  ["apps/v1", "Deployment", undefined],
  ["v1", "VirtualMachine", undefined],
  ["constructor/v1", "toString", undefined],
  [null, null, undefined],
  [1, ["VirtualMachine"], undefined],
])("%j, %j", ([apiVersion, kind, wanted]) => {
  const object = { apiVersion, kind };
  const error = checkKind(Field.root(object), groupVersionKindOf(object), kubevirtFields);
  expect(error && formatFinding({ ...error, rule: "r", action: "enforce" })).toBe(wanted && `${wanted} [r]`);
});

test("a misspelt kind is refused, where --fields does not only warn", async () => {
  const text = "apiVersion: kubevirt.io/v1\nkind: VirtualMachin\nmetadata: {name: web}\n";
  const { code, stdout } = await runCommand(["review", "-"], text);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^-:1: VirtualMachin default\/web refused\n-:2:7: error: kind: .* \[unknown-kind\]\n/,
  );
  const warned = await runCommand(["review", "-", "--fields", "warn", "--format", "json"], text);
  expect(JSON.parse(warned.stdout)).toMatchObject({
    results: [{ verdict: "skipped", violations: [{ rule: "unknown-kind", action: "warn" }] }],
  });
});
