import { describe, expect, test } from "vitest";
import { mostCompared } from "../../src/admission/ratchet.ts";
import { keyedPath } from "../../src/field/keyed-path.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { findingsOf, update } from "../support/review.ts";
import { deepFreeze, mergePatch, vm } from "../support/vm.ts";

/*
 * Five rules keep foreign code out of the pod and the guest. What an older machine breaks of them it may keep, but not
 * exchange for something else: its violations are known by their values too.
 */

const policy: Policy = {
  ...defaultPolicy,
  platform: { ...defaultPolicy.platform, images: { allow: ["quay.io/containerdisks/*"] } },
};

const unmarked = { spec: { template: { metadata: { annotations: { "vm.cpln.io/contract": null } } } } };
const older = (spec: unknown): unknown => deepFreeze(mergePatch(mergePatch(vm(), unmarked), { spec }));

const hooks = (value: string): unknown =>
  older({ template: { metadata: { annotations: { "hooks.kubevirt.io/hookSidecars": value } } } });
const drivers = (image: string): unknown =>
  older({
    template: {
      spec: {
        domain: {
          devices: {
            disks: [
              { name: "root", bootOrder: 1, disk: { bus: "virtio" } },
              { name: "cd", cdrom: { bus: "sata" } },
            ],
          },
        },
        volumes: [
          { name: "root", persistentVolumeClaim: { claimName: "web-root" } },
          { name: "cd", containerDisk: { image } },
        ],
      },
    },
  });
const kernel = (image: string): unknown =>
  older({
    template: {
      spec: { domain: { firmware: { kernelBoot: { container: { image, kernelPath: "/vmlinuz" } } } } },
    },
  });
const imported = (...kinds: string[]): unknown =>
  older({
    dataVolumeTemplates: [
      {
        metadata: { name: "data" },
        spec: { storage: {}, source: Object.fromEntries(kinds.map((kind) => [kind, { url: "x" }])) },
      },
    ],
  });

const rows = [
  ["single-container", hooks('[{"image":"a"}]'), hooks('[{"image":"b"}]')],
  ["image-origin", drivers("example.com/a"), drivers("example.com/b")],
  ["no-image", kernel("quay.io/containerdisks/a"), kernel("quay.io/containerdisks/b")],
  ["import-source", imported("s3", "blank"), imported("gcs", "blank")],
] as const;

test.for(rows)("%s: the same violation passes, another value in its place does not", ([rule, bad, other]) => {
  const halted = deepFreeze(mergePatch(bad, { spec: { runStrategy: "Halted" } }));
  const ofRule = (before: unknown, after: unknown): string[] =>
    findingsOf(update(before, after, policy)).filter((line) => line.split(" ")[1] === rule);
  expect(ofRule(bad, halted).join()).toMatch(/^warn /);
  expect(ofRule(bad, halted).join()).not.toContain("enforce");
  expect(ofRule(bad, other).join()).toContain("enforce");
});

test("a value is the same whatever the order of its members, and however deep it is", () => {
  const nested = (levels: number, leaf: string): unknown =>
    levels === 0 ? leaf : { deeper: nested(levels - 1, leaf) };
  const withSource = (source: unknown): unknown =>
    older({ dataVolumeTemplates: [{ metadata: { name: "data" }, spec: { storage: {}, source } }] });
  const change = { spec: { runStrategy: "Halted" } };
  const before = withSource({ blank: {}, s3: { url: "x", secretRef: "y" } });
  const after = withSource({ s3: { secretRef: "y", url: "x" }, blank: {} });
  expect(findingsOf(update(before, deepFreeze(mergePatch(after, change)))).join()).not.toContain("enforce");
  const deep = withSource({ blank: {}, s3: nested(2_000, "x") });
  expect(findingsOf(update(deep, mergePatch(deep, change))).join()).not.toContain("enforce");
});

test("a member beside the image, left as it is, does not hide another image", () => {
  const boots = (image: string): unknown =>
    mergePatch(kernel(image), {
      spec: { template: { spec: { domain: { firmware: { kernelBoot: { image: "kept" } } } } } },
    });
  const [bad, other] = ["a", "b"].map((name) => boots(`quay.io/containerdisks/${name}`));
  expect(findingsOf(update(bad, other, policy)).join()).toContain("enforce no-image");
});

test("of the other rules any value passes where there was a bad one", () => {
  const disk = (bus: string): unknown =>
    older({
      template: { spec: { domain: { devices: { disks: [{ name: "root", bootOrder: 1, disk: { bus } }] } } } },
    });
  expect(findingsOf(update(disk("usb"), disk("ide")))).toEqual([
    "warn disk-bus spec.template.spec.domain.devices.disks[0].disk.bus",
  ]);
});

describe("a stopped VM and a run strategy that a rule denies today", () => {
  const applied = (runStrategy: unknown): unknown => ({
    "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ spec: { runStrategy } }),
  });
  const stopped = (annotations: unknown, more: unknown = {}): unknown =>
    deepFreeze(
      mergePatch(older({ runStrategy: "Halted", ...(more as object) }), { metadata: { annotations } }),
    );
  const once = (old: unknown): unknown => mergePatch(old, { spec: { runStrategy: "Once" } });

  test("it goes back to the one that its owner had applied", () => {
    const old = stopped(applied("Once"));
    expect(findingsOf(update(old, once(old)))).toEqual(["warn run-strategy spec.runStrategy"]);
  });

  test.for<[string, unknown]>([
    ["another one was applied", stopped(applied("Always"))],
    ["nothing is known", stopped({})],
    ["the manifest cannot be read", stopped({ "kubectl.kubernetes.io/last-applied-configuration": "{" })],
    ["it was applied as another type", stopped(applied(["Once"]))],
    ["it runs", deepFreeze(mergePatch(older({}), { metadata: { annotations: applied("Once") } }))],
    [
      "it is under the contract",
      deepFreeze(
        mergePatch(vm({ spec: { runStrategy: "Halted" } }), { metadata: { annotations: applied("Once") } }),
      ),
    ],
  ])("it is denied where %s", ([, old]) => {
    expect(findingsOf(update(old, once(old)))).toContain("enforce run-strategy spec.runStrategy");
  });
});

/*
 * What is compared must fit into the memory of a review: a name of three megabytes above a thousand ports that are all
 * wrong made a thousand copies of it.
 */
describe("what an update is compared by is bounded", () => {
  const list = <T>(n: number, item: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => item(i));
  const changed = (object: unknown): unknown => mergePatch(object, { spec: { runStrategy: "Halted" } });
  const enforced = (object: unknown): number =>
    update(object, changed(object), policy).findings.filter(({ action }) => action === "enforce").length;
  const sources = (n: number, url: string): unknown =>
    older({
      dataVolumeTemplates: list(n, (i) => ({
        metadata: { name: `d-${i}` },
        spec: { source: { gcs: { url } } },
      })),
    });

  test("the name of an item is part of a key up to the longest name in Kubernetes", () => {
    const key = (length: number): string =>
      keyedPath({ ports: [{ name: "a".repeat(length) }] }, ["ports", 0, "port"]);
    expect(key(253)).toHaveLength(253 + '["ports","","port"]'.length);
    expect(key(254)).toBe('["ports",0,"port"]');
  });

  test("below a name of a megabyte violations stay excused", () => {
    const interfaces = [
      { name: "a".repeat(1 << 20), masquerade: {}, ports: list(500, () => ({ port: 15001 })) },
    ];
    const machine = older({ template: { spec: { domain: { devices: { interfaces } } } } });
    expect(enforced(machine)).toBe(0);
  });

  test("values within the bound are compared whole, whatever the order of their members", () => {
    expect(enforced(sources(10, "x".repeat(10_000)))).toBe(0);
  });

  test("what exceeds it is compared with nothing, and so is new", () => {
    expect(enforced(sources(1, "x".repeat(mostCompared + 1)))).toBe(1);
    expect(enforced(sources(4, "x".repeat(mostCompared / 6)))).toBeLessThan(4);
    expect(enforced(sources(4, "x".repeat(mostCompared / 6)))).toBeGreaterThan(0);
  });
});
