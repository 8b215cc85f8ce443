import { bootOrder } from "../../src/rules/boot-order.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const withOrders = (disks: readonly unknown[], interfaces: readonly unknown[] = []) =>
  vmWithTemplate({
    domain: {
      devices: {
        disks: disks.map((order, i) => ({ name: `disk${i}`, bootOrder: order })),
        interfaces: interfaces.map((order, i) => ({ name: `nic${i}`, bootOrder: order })),
      },
    },
  });
const disk = (i: number) => `spec.template.spec.domain.devices.disks[${i}].bootOrder`;
const nic = (i: number) => `spec.template.spec.domain.devices.interfaces[${i}].bootOrder`;

ruleTable(bootOrder, [
  ["the minimal VM", vm()],
  ...[1, 2, 16].map((order): RuleCase => [`${order} on a disk`, withOrders([order])]),
  ...[0, -1, 17, 1.5, "1", true, {}, []].map((order): RuleCase => [
    `${JSON.stringify(order)} on a disk`,
    withOrders([order]),
    `invalid ${disk(0)}`,
  ]),
  ["16 on an interface", withOrders([], [16])],
  ["17 on an interface", withOrders([], [17]), `invalid ${nic(0)}`],
  ["no order", withOrders([null, undefined], [null])],
  ["different orders", withOrders([3, 1], [2])],
  ["two disks of one order", withOrders([1, 2, 1]), `duplicate ${disk(2)}`],
  ["a disk and an interface of one order", withOrders([1], [1]), `duplicate ${nic(0)}`],
  ["each further one is reported", withOrders([1, 1], [1]), `duplicate ${disk(1)}`, `duplicate ${nic(0)}`],
  [
    "past the limit and twice",
    withOrders([17, 17]),
    `invalid ${disk(0)}`,
    `invalid ${disk(1)}`,
    `duplicate ${disk(1)}`,
  ],
  [
    "a cdrom counts",
    vmWithTemplate({
      domain: {
        devices: {
          disks: [
            { name: "iso", cdrom: {}, bootOrder: 1 },
            { name: "root", disk: {}, bootOrder: 1 },
          ],
        },
      },
    }),
    `duplicate ${disk(1)}`,
  ],
  ["null devices", vmWithTemplate({ domain: { devices: { disks: [null, null], interfaces: [null] } } })],
  ["devices of another type", vmWithTemplate({ domain: { devices: [{ bootOrder: 17 }] } })],
  ["no template", vm({ spec: { template: null } })],
  [
    "an instance",
    vmi({ domain: { devices: { disks: [{ name: "root", bootOrder: 17 }] } } }),
    "invalid spec.domain.devices.disks[0].bootOrder",
  ],
]);
