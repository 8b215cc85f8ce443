import { admit, validateStored } from "../../src/admission/admit.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { platform } from "../support/platform.ts";
import { request } from "../support/review.ts";
import { vmWithTemplate } from "../support/vm.ts";
import { ratioGoal, type Goal } from "./goals.ts";

/** A VM of some size under a policy of some size. */
interface Subject {
  readonly object: unknown;
  readonly policy: Policy;
  /** Whether user data that was seen before is forgotten. */
  readonly isUnseen?: true;
}

const injecting: Policy = { ...defaultPolicy, platform };

const disks = (n: number): Subject => ({
  policy: injecting,
  object: vmWithTemplate({
    domain: {
      devices: {
        disks: Array.from({ length: n }, (_, i) => ({
          name: `d${i}`,
          bootOrder: i + 1,
          disk: { bus: "virtio" },
        })),
      },
    },
    volumes: Array.from({ length: n }, (_, i) => ({
      name: `d${i}`,
      persistentVolumeClaim: { claimName: `c${i}` },
    })),
  }),
});

const userData = (bytes: number): Subject => ({
  isUnseen: true,
  policy: injecting,
  object: vmWithTemplate({
    domain: { devices: { disks: ["root", "ci"].map((name) => ({ name, disk: { bus: "virtio" } })) } },
    volumes: [
      { name: "root", persistentVolumeClaim: { claimName: "root" } },
      {
        name: "ci",
        cloudInitNoCloud: { userData: `#cloud-config\nruncmd:\n${"- echo a\n".repeat(bytes / 9)}` },
      },
    ],
  }),
});

/** A VM that breaks a rule, with exemptions for other VMs. */
const exemptions = (n: number): Subject => ({
  policy: {
    ...injecting,
    exemptions: Array.from({ length: n }, (_, i) => ({
      rules: ["clock"],
      namespaces: [`n${i}-*`],
      names: ["a*b"],
      reason: "bench",
    })),
  },
  object: vmWithTemplate({ hostname: "not a label" }),
});

const profiles = (n: number): Subject => ({
  policy: {
    ...injecting,
    profiles: Array.from({ length: n }, (_, i) => ({
      name: `p${i}`,
      namespaces: [`n${i}-*`],
      platform: {},
      injection: {},
      rules: {},
    })),
  },
  object: vmWithTemplate({}),
});

/** What grows, and the two sizes that are compared. */
const cases: readonly (readonly [what: string, subject: (n: number) => Subject, n: number])[] = [
  ["disks", disks, 128],
  ["bytes of user data", userData, 8000],
  ["exemptions", exemptions, 150],
  ["profiles", profiles, 25],
];

/** CPU time of one mutation and validation, in microseconds: the least of some rounds. */
function costOf({ object, policy, isUnseen }: Subject): number {
  const kept = createEngine(policy);
  const review = (): void => {
    const engine = isUnseen === true ? createEngine(policy) : kept;
    const { object: stored } = admit(request(object), engine, 0);
    validateStored(request(stored), engine, 0);
  };
  for (let i = 0; i < 50; i++) review();
  let least = Infinity;
  for (let round = 0; round < 15; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < 10; i++) review();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 10);
  }
  return least;
}

/** Twice as much must cost at most twice as much, and a tenth for the noise of the machine. */
export function growthGoals(): readonly Goal[] {
  return cases.map(([what, subject, n]) => {
    const [once, twice] = [costOf(subject(n)), costOf(subject(2 * n))];
    const value = {
      measured: `${twice.toFixed(0)} µs`,
      baseline: `${n}: ${once.toFixed(0)} µs`,
      ratio: twice / once,
    };
    return ratioGoal(
      `a review with ${2 * n} ${what}`,
      value,
      { atMost: 2.2 },
      (ratio) => `${ratio.toFixed(1)} ×`,
    );
  });
}
