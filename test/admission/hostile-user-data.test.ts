import { gzipSync } from "node:zlib";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { handle } from "../support/handle.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { inlineBudget } from "../../src/user-data/budget.ts";
import { userDataLimit } from "../../src/user-data/volume/data-source.ts";
import { hostileUserData } from "../support/hostile-user-data.ts";
import { rootDisk, rootVolume } from "../support/injection.ts";
import { platform } from "../support/platform.ts";
import { today } from "../support/review.ts";
import { vm } from "../support/vm.ts";

type Sent<Source = object> = readonly [what: string, source: Source, isOver: boolean];

const policy: Policy = { ...defaultPolicy, platform };
const packed = (content: string | Uint8Array): string => gzipSync(content, { level: 9 }).toString("base64");
const fits = (base64: string): boolean => Buffer.from(base64, "base64").length <= userDataLimit;

/** Each once as large as is just looked at, and once too large; only what the platform takes inline. */
const compressed: readonly Sent<{ userDataBase64: string }>[] = hostileUserData().flatMap(([what, content]) =>
  [inlineBudget / 2, inlineBudget * 2, 1 << 20].flatMap((size): Sent<{ userDataBase64: string }>[] => {
    const userDataBase64 = packed(content(size));
    return fits(userDataBase64) ? [[`${what}, ${size} bytes`, { userDataBase64 }, size > inlineBudget]] : [];
  }),
);

const gzipThrice = gzipSync(gzipSync(gzipSync(Buffer.alloc(1 << 26)))).toString("base64");
const others: readonly Sent[] = [
  ["gzip in gzip in gzip", { userDataBase64: gzipThrice }, false],
  ["a bomb", { userDataBase64: packed(Buffer.alloc(1 << 20)) }, true],
  [
    "a megabyte of line ends in base64",
    { userDataBase64: `${packed("#!/bin/sh\n")}${"\n".repeat(1 << 20)}` },
    false,
  ],
  ["a megabyte of base64", { userDataBase64: "A".repeat(1 << 20) }, false],
  ["a megabyte of text", { userData: "é".repeat(1 << 19) }, false],
  [
    "a megabyte of network data",
    { userData: "#!/bin/sh\n", networkDataBase64: btoa(`{${"[".repeat(1 << 20)}`) },
    false,
  ],
];

const machineWith = (source: object, guestOs: string, cores = 2): unknown =>
  vm({
    spec: {
      template: {
        metadata: { annotations: { "vm.cpln.io/guest-os": guestOs } },
        spec: {
          domain: { cpu: { cores }, devices: { disks: [rootDisk, { name: "ci", disk: { bus: "virtio" } }] } },
          volumes: [rootVolume, { name: "ci", cloudInitNoCloud: source }],
        },
      },
    },
  });

function ask(
  webhook: "mutating" | "validating",
  object: unknown,
  oldObject: unknown,
): ReturnType<typeof handle> {
  const kind = { group: "kubevirt.io", version: "v1", kind: "VirtualMachine" };
  const operation = oldObject === null ? "CREATE" : "UPDATE";
  const request = { uid: "1", kind, operation, name: "web", namespace: "shop", object, oldObject };
  return handle(
    webhook,
    { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request },
    policy,
    today,
  );
}

/** All four ways in which a machine with these user data comes to vmgate. */
function askAll(source: object, guestOs: string): ReturnType<typeof handle>[] {
  const [object, stored] = [machineWith(source, guestOs, 4), machineWith(source, guestOs)];
  return (["mutating", "validating"] as const).flatMap((webhook) => [
    ask(webhook, object, null),
    ask(webhook, object, stored),
  ]);
}

describe.each(["linux", "windows"])("a %s guest", (guestOs) => {
  test.for([...compressed, ...others])("is answered, and can be updated: %s", ([, source, isOver]) => {
    const answers = askAll(source, guestOs);
    for (const { failure, summary } of answers) expect([summary.outcome, failure]).not.toContain("errored");
    const [, updateMutated, created, updated] = answers;
    // An update makes nothing worse.
    expect([updateMutated?.summary.outcome, updated?.summary.outcome]).toEqual(["allowed", "allowed"]);
    if (!isOver) return;
    // Never denied for that, and never in silence; more than KubeVirt takes inline is denied as it is anywhere.
    const denying = created?.summary.findings.filter(({ action }) => action === "enforce") ?? [];
    expect(denying.filter(({ rule }) => rule !== "cloud-init-size")).toEqual([]);
    expect(created?.review.response.warnings?.join(" ")).toMatch(/to be checked/);
  });
});

test("many cloud-init volumes cost what one costs", () => {
  const userDataBase64 = packed(`#cloud-config\n${"a: 1\n".repeat(12_000)}`);
  const volumes = Array.from({ length: 1000 }, (_, i) => ({
    name: `vmgate-cloudinit-${i}`,
    cloudInitNoCloud: { userDataBase64 },
  }));
  const object = vm({ spec: { template: { spec: { volumes: [rootVolume, ...volumes] } } } });
  for (const webhook of ["mutating", "validating"] as const)
    expect(ask(webhook, object, null).summary.outcome).toBe("denied");
});

describe("memory", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const used = (): number => {
    // Buffers are freed beside the program, at the latest when the next collection begins.
    collect();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };

  let read = 0;
  test.for(compressed.filter(([, , isOver]) => !isOver))(
    "one review adds at most 32 MiB, rubbish and all: %s",
    ([, { userDataBase64 }]) => {
      // Line ends make it a text that nobody has read yet.
      const source = (): object => ({ userDataBase64: userDataBase64 + "\n".repeat(++read) });
      for (const guestOs of ["linux", "windows"]) {
        for (const webhook of ["mutating", "validating"] as const) {
          const [object, stored] = [machineWith(source(), guestOs, 4), machineWith(source(), guestOs)];
          const before = used();
          ask(webhook, object, stored);
          const { heapUsed, arrayBuffers } = process.memoryUsage();
          expect(heapUsed + arrayBuffers - before).toBeLessThan(32 << 20);
        }
      }
    },
  );
});
