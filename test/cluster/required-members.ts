import type { Definition, Schema } from "../../.ci/field-tree.ts";
import { removeIn, setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import type { Path } from "../../src/field/path.ts";
import { vm } from "../support/vm.ts";

/** An object that has a field that its schema requires, and the same without it. */
export interface RequiredMember {
  readonly path: Path;
  readonly whole: unknown;
  readonly lacking: unknown;
}

/** A row for every field that the schema of a kind requires, but for its status. */
export function requiredMembers({ spec: { names, versions, group } }: Definition): readonly RequiredMember[] {
  const version = versions.find(({ storage }) => storage);
  if (version === undefined) throw new Error(`${names.kind} has no version that is stored`);
  const { openAPIV3Schema: schema } = version.schema;
  const apiVersion = `${group}/${version.name}`;
  const base = { apiVersion, kind: names.kind, metadata: { name: "a" }, spec: specOf(names.kind) };
  const rows = [...rowsOf(base, schema, [])];
  return rows.filter(({ path: [first] }) => first !== "status");
}

function* rowsOf(object: unknown, schema: Schema, path: Path): Generator<RequiredMember> {
  const whole = Field.root(object).at(...path).isSet ? object : setIn(object, path, sample(schema));
  for (const name of schema.required ?? []) {
    const member = [...path, name];
    yield { path: member, whole, lacking: removeIn(whole, member) };
  }
  for (const [name, below] of Object.entries(schema.properties ?? {}))
    yield* rowsOf(whole, below, [...path, name]);
  // A volume has one source, so each is a new one.
  const index = path.at(-1) === "volumes" ? 1 : 0;
  if (schema.items !== undefined) yield* rowsOf(whole, schema.items, [...path, index]);
}

/** Values that KubeVirt takes, where not any value will do. */
const samples: Readonly<Record<string, unknown>> = {
  fieldPath: "metadata.labels",
  operator: "Exists",
  option: 240,
  path: "/a",
  topologyKey: "zone",
  type: "tablet",
  weight: 1,
  whenUnsatisfiable: "DoNotSchedule",
};

const scalars: Readonly<Record<string, unknown>> = { string: "1", integer: 1, number: 1, boolean: true };

/** The least value of a schema. */
function sample(schema: Schema, name = ""): unknown {
  const { type, required = [], properties = {}, items } = schema;
  if (name in samples) return samples[name];
  if (type === "array") return items === undefined ? [] : [sample(items)];
  if (type !== "object") return schema.enum?.[0] ?? scalars[type ?? "string"];
  const members = required.map((member) => [member, sample(properties[member] ?? {}, member)] as const);
  return Object.fromEntries(members);
}

/** The spec of the least object of a kind. */
function specOf(kind: string): unknown {
  const { spec } = vm() as { readonly spec: { readonly template: { readonly spec: unknown } } };
  const labels = { app: "a" };
  const [metadata, selector] = [{ labels }, { matchLabels: labels }];
  switch (kind) {
    case "VirtualMachine":
      return spec;
    case "VirtualMachineInstance":
      return spec.template.spec;
    case "VirtualMachinePool":
      return { selector, virtualMachineTemplate: { metadata, spec } };
    case "VirtualMachineInstanceReplicaSet":
      return { selector, template: { metadata, spec: spec.template.spec } };
    default:
      return { source: { blank: {} } };
  }
}
