import { admit, validateStored } from "../../src/admission/admit.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { platform } from "../support/platform.ts";
import { request, today } from "../support/review.ts";
import { vmWithTemplate } from "../support/vm.ts";

/** The bytes that a review allocates, by the size of its VM. */
export type Allocations = Readonly<Record<number, number>>;

const engine = createEngine({ ...defaultPolicy, platform });

function vmWithDisks(n: number): unknown {
  const names = Array.from({ length: n }, (_, i) => `disk-${i}`);
  return vmWithTemplate({
    domain: { devices: { disks: names.map((name) => ({ name, disk: { bus: "virtio" } })) } },
    volumes: names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
  });
}

/** Bytes that one mutation and validation allocate: the least of some, since what is loaded lazily allocates too. */
function allocated(object: unknown): number {
  const review = (): number => {
    const before = process.memoryUsage().heapUsed;
    const { object: stored } = admit(request(object), engine, today);
    validateStored(request(stored), engine, today);
    return process.memoryUsage().heapUsed - before;
  };
  // A collection between the two looks gives less than nothing.
  return Math.min(...Array.from({ length: 40 }, review).filter((bytes) => bytes > 0));
}

// A process of its own, whose young space is so large that nothing is collected while it counts.
if (import.meta.main) {
  const sizes = [0, 100, 200];
  console.log(JSON.stringify(Object.fromEntries(sizes.map((n) => [n, allocated(vmWithDisks(n))]))));
}
