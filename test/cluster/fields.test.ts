import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { fieldTreeSource } from "../../.ci/field-tree.ts";
import { checkFields, type CheckedField } from "../../src/cli/fields/check.ts";
import { kubevirtFields } from "../../src/cli/fields/kubevirt.ts";
import { mergePatch, vm } from "../support/vm.ts";
import type { Answer } from "./client.ts";
import { missing, objects } from "./corpus.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createNamespace } from "./objects.ts";
import type { Manifest } from "./virtual-machines.ts";

const graceOf = (terminationGracePeriodSeconds: number): object => ({ terminationGracePeriodSeconds });

/** Machines with what nobody publishes. */
const made: readonly (readonly [situation: string, changes: object])[] = [
  ["nothing wrong", {}],
  [
    "unknown fields at every depth",
    {
      quux: 1,
      metadata: { quux: 1 },
      spec: { quux: { a: 1 }, template: { spec: { domain: { quux: [] } } } },
    },
  ],
  [
    "an unknown field in a list",
    { spec: { template: { spec: { volumes: [{ name: "a", emptyDisk: { capacity: "1Gi", quux: 1 } }] } } } },
  ],
  ["an unknown field in what is kept whole", { spec: { template: { metadata: { quux: 1 } } } }],
  ["an unknown field of the clock", { spec: { template: { spec: { domain: { clock: { quux: 1 } } } } } }],
  ["null for a number", { spec: { template: { spec: { domain: { cpu: { cores: null } } } } } }],
  ["a number in quotes", { spec: { template: { spec: { domain: { cpu: { cores: "2" } } } } } }],
  [
    "a quantity that is a number",
    { spec: { template: { spec: { domain: { resources: { requests: { memory: 2147483648 } } } } } } },
  ],
  [
    "a quantity that is a fraction",
    { spec: { template: { spec: { domain: { resources: { requests: { cpu: 0.5 } } } } } } },
  ],
  [
    "the largest number of 32 bits, and of 53",
    {
      spec: {
        template: {
          spec: { domain: { cpu: { cores: 1, maxSockets: 2 ** 32 - 1 } }, ...graceOf(2 ** 53 - 1) },
        },
      },
    },
  ],
  ["a number of 33 bits", { spec: { template: { spec: { domain: { cpu: { maxSockets: 2 ** 32 } } } } } }],
  [
    "a number below those of 32 bits",
    { spec: { template: { spec: { domain: { cpu: { maxSockets: -(2 ** 31) - 1 } } } } } },
  ],
  ["a number of 54 bits", { spec: { template: { spec: graceOf(2 ** 53) } } }],
  ["a list for an object", { spec: { template: { spec: { domain: [] } } } }],
  ["a label that is a number", { metadata: { labels: { a: 1 } } }],
  [
    "a value outside a closed list",
    { spec: { template: { spec: { domain: { rebootPolicy: "Explode" } } } } },
  ],
];

describeCluster("fields", (cluster) => {
  const all = new Map<string, Manifest>([
    ...objects,
    ...made.map(([situation, changes]) => [situation, mergePatch(vm(), changes) as Manifest] as const),
  ]);
  const answers = new Map<string, Answer>();
  const found = new Map<string, readonly CheckedField[]>();

  beforeAll(async () => {
    const namespace = await createNamespace(cluster);
    for (const [name, object] of all) {
      const { apiVersion, kind, metadata } = object;
      const group = String(apiVersion).split("/")[0] ?? "";
      if (kubevirtFields.roots[`${group}/${String(kind)}`] === undefined) continue;
      if (
        kubevirtFields.kinds[group]?.[String(kind)]?.includes(String(apiVersion).split("/")[1] ?? "") !== true
      )
        continue;
      const resource = `${String(kind).toLowerCase()}s`;
      const path = `/apis/${String(apiVersion)}/namespaces/${namespace}/${resource}?dryRun=All&fieldValidation=Strict`;
      const sent = { ...object, metadata: { ...(metadata ?? {}), namespace } };
      answers.set(name, await cluster.request("POST", path, sent));
      found.set(name, checkFields(sent, `${group}/${String(kind)}`, kubevirtFields));
    }
  });

  test("the generated file is what KubeVirt's own definitions say", async () => {
    const file = `${import.meta.dirname}/../../src/cli/fields/kubevirt.ts`;
    expect(readFileSync(file, "utf8")).toBe(await fieldTreeSource());
  });

  test("the API server finds the same unknown fields, where it gets as far as looking for them", () => {
    expect(answers.size).toBeGreaterThan(missing ? 10 : 200);
    let compared = 0;
    for (const [name, { body }] of answers) {
      const own = (found.get(name) ?? []).filter(({ rule }) => rule === "unknown-field");
      const theirs = [...(body.message ?? "").matchAll(/unknown field "([^"]*)"/g)].map(([, path]) => path);
      // What cannot be decoded at all is not looked at any further.
      if (
        theirs.length === 0 &&
        /cannot unmarshal|unable to decode|cannot be handled/.test(body.message ?? "")
      )
        continue;
      if (theirs.length > 0) compared++;
      expect([...new Set(theirs)].sort(), name).toEqual(own.map(({ path }) => asSent(path)).sort());
    }
    expect(compared).toBeGreaterThan(2);
  });

  test("whatever has a value of another type is refused, and nothing else is refused for one", () => {
    const isOurs = (name: string): boolean =>
      (found.get(name) ?? []).some(({ rule }) => rule === "field-value");
    // Beyond the schemas, KubeVirt's webhook wants a spec.
    const forType =
      /cannot unmarshal|must be of type \w+: "(?!null)|supported values: "(Reboot|NotRequired|kubevirt)/;
    const wrong = [...answers].filter(([name, { status, body }]) =>
      isOurs(name) ? status === 201 : forType.test(body.message ?? ""),
    );
    expect(wrong.map(([name, { status, body }]) => [name, status, body.message])).toEqual([]);
    expect([...found.keys()].filter(isOurs).length).toBeGreaterThan(5);
  });
});

/** A path as the API server prints it. */
function asSent(path: readonly (string | number)[]): string {
  return path
    .map((segment) => (typeof segment === "number" ? `[${segment}]` : `.${segment}`))
    .join("")
    .slice(1);
}
