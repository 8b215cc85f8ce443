import { describe, expect, test } from "vitest";
import { isObject } from "../../src/field/json.ts";
import { formatPath } from "../../src/field/path.ts";
import { Field } from "../../src/field/field.ts";
import { validateWorkload } from "../../src/cpln-workload/validate.ts";
import { judgedTables } from "./judged.ts";
import { policyWith } from "./rule-table.ts";
import { deepFreeze, mergePatch } from "./vm.ts";

const digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** A workload that breaks nothing, with everything that has a default filled in. */
const minimal = {
  apiVersion: "cpln.io/v1",
  kind: "workload",
  metadata: { name: "web", namespace: "shop" },
  org: "acme",
  gvc: "shop",
  spec: {
    type: "vm",
    containers: [{ name: "web", cpu: "2", memory: "2Gi", ports: [{ number: 80, protocol: "http" }] }],
    defaultOptions: { autoscaling: { metric: "disabled", minScale: 1, maxScale: 1 } },
    vm: {
      bootDisk: {
        source: { http: { url: "https://example.com/disk.qcow2", checksum: `sha256:${digest}` } },
        persist: { volumeSet: "cpln://volumeset/web-root" },
        bus: "virtio",
        bootOrder: 1,
      },
      firmware: { bootloader: "efi", secureBoot: false },
      guestOS: "linux",
      networks: [{ name: "default" }],
      runStrategy: "Always",
      clock: { timezone: "UTC" },
    },
  },
};

/** The minimal workload with a merge patch (RFC 7386: null removes) applied to it, frozen. */
export function workload(patch: unknown = {}): unknown {
  return deepFreeze(mergePatch(minimal, patch));
}

/** The same, the patch given for the container entry, null members kept. */
export function withContainer(patch: object): unknown {
  return workload({ spec: { containers: [{ ...minimal.spec.containers[0], ...patch }] } });
}

/** The same, the patch given for `spec.vm`. */
export function withVm(vm: unknown): unknown {
  return workload({ spec: { vm } });
}

/** A value in the title of a test; long ones are cut, and differ by their length. */
export function titleOf(value: unknown): string {
  const text = value === undefined ? "absent" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 50)}… of ${text.length}` : text;
}

/** A situation in words, the workload, and all findings wanted: "rule type path", "advice rule type path". */
export type WorkloadCase = readonly [title: string, object: unknown, ...findings: string[]];

/** Judges a table of workloads by every check; each finding must be complete and point into the object. */
export function workloadTable(cases: readonly WorkloadCase[], policy = policyWith()): void {
  judgedTables.push(() =>
    cases.map(([, object]) => ({ object, findings: validateWorkload(object, policy) })),
  );
  describe("every rule", () => {
    test("each case is listed once", () => {
      expect(new Set(cases.map(([title]) => title)).size).toBe(cases.length);
    });
    test.for(cases)("%s", ([, object, ...wanted]) => {
      const findings = validateWorkload(object, policy);
      const got = findings.map(
        ({ severity, rule, type, path }) =>
          `${severity === "warning" ? "advice " : ""}${rule} ${type} ${formatPath(path)}`,
      );
      expect(got.toSorted()).toEqual(wanted.toSorted());
      for (const { type, path, found, allowed, fix } of findings) {
        // A message joins the three with semicolons.
        for (const text of [found, allowed, fix]) expect(text).toMatch(/^[^;]+$/);
        if (type !== "required") expect(Field.root(object).at(...path).isSet, formatPath(path)).toBe(true);
      }
      expect(JSON.stringify(findings)).not.toContain("s3cret");
    });
  });
}

/** Every object that differs from the given one in one field, which has a value of another kind. */
export function* damaged(object: unknown, values: readonly unknown[]): Generator {
  yield* values;
  if (Array.isArray(object)) {
    const items: readonly unknown[] = object;
    for (const [i, item] of items.entries())
      for (const value of damaged(item, values)) yield items.with(i, value);
  } else if (isObject(object)) {
    for (const [name, item] of Object.entries(object)) {
      for (const value of damaged(item, values)) yield { ...object, [name]: value };
    }
  }
}
