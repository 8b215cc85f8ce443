import { expect, test } from "vitest";
import { create, update } from "../support/review.ts";
import { mergePatch, vmWithTemplate } from "../support/vm.ts";

const many = <T>(item: (i: number) => T): T[] => Array.from({ length: 10_000 }, (_, i) => item(i));

/** Machines with as many devices as a request may hold: nobody runs them, and anybody may send them. */
const machines = [
  [
    "disks",
    {
      domain: { devices: { disks: many((i) => ({ name: `disk-${i}` })) } },
      volumes: many((i) => ({ name: `disk-${i}`, emptyDisk: {} })),
    },
  ],
  ["boot orders", { domain: { devices: { disks: many((i) => ({ name: `disk-${i}`, bootOrder: i + 1 })) } } }],
  [
    "interfaces",
    {
      domain: { devices: { interfaces: many((i) => ({ name: `net-${i}` })) } },
      networks: many((i) => ({ name: `net-${i}`, pod: {} })),
    },
  ],
] as const;

/** The time of two reviews in milliseconds; in steps that grow with the square of the devices it was minutes. */
const most = 4000;

test.for(machines)("a machine of 10,000 %s is reviewed in time in line with its size", ([, template]) => {
  const sent = vmWithTemplate(template);
  const start = performance.now();
  const stored = create(sent).object;
  update(stored, mergePatch(sent, { spec: { runStrategy: "Halted" } }));
  expect(performance.now() - start).toBeLessThan(most);
});
