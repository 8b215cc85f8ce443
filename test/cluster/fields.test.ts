import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { type Definition, fieldTreeSource } from "../../.ci/field-tree.ts";
import { checkFields, type CheckedField } from "../../src/cli/fields/check.ts";
import { kubevirtFields } from "../../src/cli/fields/kubevirt.ts";
import { isEqual } from "../../src/field/json.ts";
import { formatPath } from "../../src/field/path.ts";
import { mergePatch, vm } from "../support/vm.ts";
import { isBuilt, readObjects } from "./cache.ts";
import type { Answer } from "./client.ts";
import { missing, objects } from "./corpus.ts";
import { describeCluster } from "./describe-cluster.ts";
import { fieldRows } from "./field-rows.ts";
import { createNamespace } from "./objects.ts";
import { requiredMembers } from "./required-members.ts";
import type { Manifest } from "./virtual-machines.ts";

const dataVolume = (spec: object): Manifest => ({
  apiVersion: "cdi.kubevirt.io/v1beta1",
  kind: "DataVolume",
  metadata: { name: "a" },
  spec,
});

describeCluster("fields", (cluster) => {
  const all = new Map<string, Manifest>([
    ...objects,
    ...fieldRows.map(([situation, changes]) => [situation, mergePatch(vm(), changes) as Manifest] as const),
    ["a DataVolume with an unknown field", dataVolume({ source: { http: { url: "https://a", quux: 1 } } })],
    ["a DataVolume with a number for a text", dataVolume({ source: { http: { url: 1 } } })],
  ]);
  const answers = new Map<string, Answer>();
  const found = new Map<string, readonly CheckedField[]>();

  let namespace = "";
  const dryRun = ({ apiVersion, kind, metadata, ...rest }: Manifest): Promise<Answer> => {
    const path = `/apis/${String(apiVersion)}/namespaces/${namespace}/${String(kind).toLowerCase()}s`;
    const object = { apiVersion, kind, metadata: { ...(metadata ?? {}), namespace }, ...rest };
    return cluster.request("POST", `${path}?dryRun=All&fieldValidation=Strict`, object);
  };

  beforeAll(async () => {
    namespace = await createNamespace(cluster);
    for (const [name, object] of all) {
      const { apiVersion, kind } = object;
      const group = String(apiVersion).split("/")[0] ?? "";
      if (kubevirtFields.roots[`${group}/${String(kind)}`] === undefined) continue;
      if (
        kubevirtFields.kinds[group]?.[String(kind)]?.includes(String(apiVersion).split("/")[1] ?? "") !== true
      )
        continue;
      answers.set(name, await dryRun(object));
      found.set(name, checkFields(object, `${group}/${String(kind)}`, kubevirtFields));
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

  test("whatever lacks a required field is refused, and nothing else is refused for one", () => {
    const isOurs = (name: string): boolean =>
      (found.get(name) ?? []).some(({ rule }) => rule === "required-field");
    const wrong = [...answers].filter(([name, { status, body }]) =>
      isOurs(name)
        ? status === 201
        : /in body is required|is invalid: .*: Required value/.test(body.message ?? ""),
    );
    expect(wrong.map(([name, { status, body }]) => [name, status, body.message])).toEqual([]);
    expect(fieldRows.flatMap(([name]) => (isOurs(name) ? [name] : []))).toEqual([
      "no name",
      "no template",
      "a disk without a name",
      "a disk whose name is null",
      "an interface without a name",
      "a claim's source without its group, which KubeVirt makes null",
      "an owner without a name",
    ]);
  });

  const definitions = isBuilt() ? (readObjects("crds") as readonly Definition[]) : [];
  const rooted = definitions.filter(
    ({ spec: { group, names } }) => kubevirtFields.roots[`${group}/${names.kind}`],
  );

  test.for(rooted.map((definition) => [definition.spec.names.kind, definition] as const))(
    "each field that the schema of a %s requires is required here where its lack is refused",
    async ([kind, definition]) => {
      const wrong: string[] = [];
      let refused = 0;
      for (const { path, whole, lacking } of requiredMembers(definition)) {
        const [before, after] = [await dryRun(whole as Manifest), await dryRun(lacking as Manifest)];
        // What is refused with the field too tells nothing, unless for something else.
        const isRefused = after.status !== 201 && reasonsOf(before) !== reasonsOf(after);
        if (isRefused) refused++;
        const own = checkFields(lacking, `${definition.spec.group}/${kind}`, kubevirtFields);
        if (own.some((error) => isEqual(error.path, path)) !== isRefused)
          wrong.push(`${formatPath(path)}: ${after.status} ${after.body.message ?? ""}`);
      }
      expect(wrong).toEqual([]);
      expect(refused).toBeGreaterThan(20);
    },
  );
});

/** The reasons of a refusal in the order of the alphabet: a schema's are in none. */
function reasonsOf({ body }: Answer): string {
  return (body.message ?? "").split(", ").sort().join(", ");
}

/** A path as the API server prints it. */
function asSent(path: readonly (string | number)[]): string {
  return path
    .map((segment) => (typeof segment === "number" ? `[${segment}]` : `.${segment}`))
    .join("")
    .slice(1);
}
