import type { Field } from "../field/field.ts";
import { duplicate, quote, type FieldError } from "../field/error.ts";
import { fixedByValue } from "../field/fix.ts";
import { checkRange } from "../validation/numbers.ts";
import { mostBootOrders } from "../vm/disks.ts";
import type { Rule } from "./rule.ts";

/**
 * The order in which a VM tries its devices is unambiguous.
 *
 * Restricted: spec.template.spec.domain.devices.disks[].bootOrder,
 *   spec.template.spec.domain.devices.interfaces[].bootOrder
 * Allowed: 1 to 16, each once over disks and interfaces together
 * Source: contract §2. KubeVirt has no upper limit, and refuses 0 and duplicates
 *   (pkg/virt-api, validateBootOrder)
 */
export const bootOrder: Rule = {
  id: "boot-order",
  summary: "Boot orders are 1 to 16, and unique across disks and interfaces.",
  why: "If two devices have the same boot order, it is undefined which one boots.",
  fix: "Give the boot disk `bootOrder: 1`, and each further device that may boot the next number.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: `spec: {template: {spec: {domain: {devices: {
  disks: [{name: root, bootOrder: 1, disk: {bus: virtio}}],
  interfaces: [{name: default, bootOrder: 1, masquerade: {}}]}}}}}`,
    admitted: `spec: {template: {spec: {domain: {devices: {
  disks: [{name: root, bootOrder: 1, disk: {bus: virtio}}],
  interfaces: [{name: default, bootOrder: 2, masquerade: {}}]}}}}}`,
  },
  check: ({ vm }) => {
    const devices = [...vm.disks, ...vm.interfaces];
    const orders = devices.map((device) => device.at("bootOrder"));
    return [
      ...orders.flatMap((order) =>
        checkRange(order, 1, mostBootOrders, "use 1 for the boot disk, 2 for the next"),
      ),
      ...checkUnique(devices),
    ];
  },
};

function checkUnique(devices: readonly Field[]): FieldError[] {
  const holders = new Map<number, Field>();
  const findings: FieldError[] = [];
  let last = 0;
  for (const device of devices) last = Math.max(last, device.at("bootOrder").number ?? 0);
  for (const device of devices) {
    const order = device.at("bootOrder");
    if (order.number === undefined) continue;
    const holder = holders.get(order.number);
    if (holder === undefined) {
      holders.set(order.number, device);
      continue;
    }
    const found = `${quote(order.value)} (also on ${quote(holder.at("name").value)})`;
    const allowed = "must be unique across disks and interfaces";
    const finding = duplicate(order, found, allowed, "use a number that no other device has");
    // Behind all others the order of these stays: two that are first leave open which of them is meant.
    const isFixed = order.number === last && Number.isInteger(last) && last < mostBootOrders;
    findings.push(isFixed ? fixedByValue(finding, last + 1) : finding);
  }
  return findings;
}
