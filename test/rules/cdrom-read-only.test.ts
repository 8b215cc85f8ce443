import { cdromReadOnly } from "../../src/rules/cdrom-read-only.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const withDisks = (...disks: unknown[]) => vmWithTemplate({ domain: { devices: { disks } } });
const cdrom = (readonly: unknown) => withDisks({ name: "iso", cdrom: { bus: "sata", readonly } });
const path = (i: number) => `spec.template.spec.domain.devices.disks[${i}].cdrom.readonly`;

ruleTable(cdromReadOnly, [
  ["the minimal VM", vm()],
  ["read-only", cdrom(true)],
  ["unset, which KubeVirt reads as true", cdrom(undefined)],
  ["null", cdrom(null)],
  ["writable", cdrom(false), `forbidden ${path(0)}`],
  ...["false", "true", 0, {}, []].map((value): RuleCase => [
    `${JSON.stringify(value)} is no boolean`,
    cdrom(value),
    `invalid ${path(0)}`,
  ]),
  ["a writable disk", withDisks({ name: "root", disk: { readonly: false } })],
  ["a writable lun", withDisks({ name: "root", lun: { readonly: false } })],
  [
    "each cdrom is judged",
    withDisks(
      { name: "a", cdrom: { readonly: false } },
      { name: "b", cdrom: {} },
      { name: "c", cdrom: { readonly: false } },
    ),
    `forbidden ${path(0)}`,
    `forbidden ${path(2)}`,
  ],
  ["a cdrom of another type", withDisks({ name: "iso", cdrom: "readonly" })],
  ["a null disk", withDisks(null)],
  ["no template", vm({ spec: { template: null } })],
  [
    "an instance",
    vmi({ domain: { devices: { disks: [{ name: "iso", cdrom: { readonly: false } }] } } }),
    "forbidden spec.domain.devices.disks[0].cdrom.readonly",
  ],
]);
