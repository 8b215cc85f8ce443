import type { Field } from "../field/field.ts";
import { forbidden, invalid, quote, required, tooLong, tooMany, type FieldError } from "../field/error.ts";
import { checkWholeCores } from "../validation/cpu.ts";
import { checkMemory } from "../validation/memory.ts";
import { checkPattern, checkList, checkUnset } from "./checks.ts";
import type { WorkloadCheck } from "./view.ts";

const oneContainer = "a virtual machine has exactly one container entry";

/** Most characters of a quantity (WORKLOAD.md §2). */
const longestQuantity = 20;

/** `spec.containers`: the one entry, its name and resources, and what a container has that a machine has not. */
export const containerChecks: readonly WorkloadCheck[] = [
  { rule: "single-container", check: ({ spec }) => checkOne(spec.at("containers")) },
  {
    rule: "whole-core-cpu",
    check: ({ container }) => checkQuantity(container, "cpu", "add for example cpu: 2", checkWholeCores),
  },
  {
    rule: "guest-memory",
    check: ({ container }) => checkQuantity(container, "memory", "add for example memory: 2Gi", checkMemory),
  },
  {
    rule: "no-image",
    check: ({ container }) =>
      checkUnset(
        container.at("image"),
        "the guest boots from spec.vm.bootDisk",
        "move it to spec.vm.bootDisk.source.oci",
      ),
  },
  { rule: "workload-container", check: ({ container }) => checkName(container) },
  { rule: "workload-container", check: ({ container }) => checkEnv(container) },
  {
    rule: "workload-shape",
    check: ({ container }) => unsupported.flatMap(([name, ...why]) => checkUnset(container.at(name), ...why)),
  },
];

/** Fields of a container that mean nothing for a machine, and what to do instead. */
const unsupported: readonly (readonly [name: string, allowed: string, fix: string])[] = [
  ["command", "the guest's own init starts what runs in it", "remove it, and start programs from cloudInit"],
  ["args", "the guest's own init starts what runs in it", "remove it, and start programs from cloudInit"],
  ["workingDir", "the guest's own init starts what runs in it", "remove it"],
  ["lifecycle", "the guest's own init starts and stops what runs in it", "remove it"],
  ["port", "ports are a list", "write ports: [{number: 80}]"],
  ["minCpu", "a guest's CPU is fixed while it runs", "remove it, cpu alone says how much"],
  ["minMemory", "a guest's memory is fixed while it runs", "remove it, memory alone says how much"],
  ["gpu", "a virtual machine gets no GPU", "remove it"],
];

function checkOne(containers: Field): FieldError[] {
  const count = containers.items().length;
  if (count === 1) return [];
  if (count > 1)
    return [
      tooMany(containers, `${count} entries`, oneContainer, "keep one, and run the others as workloads"),
    ];
  const fix = "write for example [{name: web, cpu: 2, memory: 2Gi}]";
  if (!containers.isSet) return [required(containers, oneContainer, fix)];
  return [invalid(containers, oneContainer, fix)];
}

function checkQuantity(
  container: Field,
  name: string,
  fix: string,
  check: (field: Field) => FieldError[],
): FieldError[] {
  const field = container.at(name);
  if (!container.isSet) return [];
  if (!field.isSet) return [required(field, `the guest's ${name} is stated, there is no default`, fix)];
  const length = String(field.string ?? field.number ?? "").length;
  if (length <= longestQuantity) return check(field);
  return [
    tooLong(field, `${length} characters`, `a quantity has at most ${longestQuantity}`, "write it shorter"),
  ];
}

const reservedNames = ["istio-proxy", "queue-proxy", "istio-validation"];
const reservedPrefix = "cpln-";

function checkName(container: Field): FieldError[] {
  const name = container.at("name");
  if (!container.isSet) return [];
  if (!name.isSet) return [required(name, "the entry has a name", "add for example name: web")];
  const text = name.string ?? "";
  if (text.startsWith(reservedPrefix) || reservedNames.includes(text)) {
    const allowed = `no name of the platform's own: ${reservedNames.join(", ")}, and none that begins with ${reservedPrefix}`;
    return [forbidden(name, quote(text), allowed, "write another name")];
  }
  return checkPattern(name, {
    pattern: /^[a-z][-a-z0-9]*[a-z0-9]$/,
    longest: 63,
    allowed: "a-z, 0-9 and -, at least two characters, the first a letter, the last no -",
    fix: "write for example web",
  });
}

const reservedVariables = ["k_service", "k_configuration", "k_revision"];

/** Most bytes of a variable's value. */
const longestValue = 4096;

function checkEnv(container: Field): FieldError[] {
  const env = container.at("env");
  const variables = env.items();
  return [
    ...checkList(env, "variables"),
    ...variables.flatMap((variable) => [
      ...checkVariable(variable.at("name")),
      ...checkValue(variable.at("value")),
    ]),
  ];
}

function checkVariable(name: Field): FieldError[] {
  if (!name.isSet || name.value === "") return [required(name, "a variable has a name", "add its name")];
  if (name.string === undefined) return [invalid(name, "a variable's name is a text", "write a text")];
  if (!reservedVariables.includes(name.string.toLowerCase())) return [];
  const allowed = `any name but ${reservedVariables.join(", ")}, in any case`;
  return [forbidden(name, quote(name.string), allowed, "write another name")];
}

/** A value can be a secret: messages say its length only. */
function checkValue(value: Field): FieldError[] {
  if (!value.isSet) return [];
  const allowed = `a text of at most ${longestValue} bytes`;
  if (value.string === undefined) return [invalid(value, allowed, "write a text, in quotes", "no text")];
  const bytes = new TextEncoder().encode(value.string).length;
  if (bytes <= longestValue) return [];
  return [tooLong(value, `${bytes} bytes`, allowed, "put it into a secret and mount that as a volume")];
}
