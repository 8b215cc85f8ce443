import type { Field } from "../field/field.ts";
import { forbidden, invalid, quote, required, tooLong, tooMany, type FieldError } from "../field/error.ts";
import { checkWholeCores } from "../validation/cpu.ts";
import { checkMemory } from "../validation/memory.ts";
import { checkPattern, checkList, checkUnset } from "./checks.ts";
import type { WorkloadCheck } from "./view.ts";

const oneContainer = "must have exactly one item: the VM's resources";

/** Most characters of a quantity (WORKLOAD.md §2). */
const longestQuantity = 20;

/** `spec.containers`: the one entry, its name and resources, and the container fields that a VM does not have. */
export const containerChecks: readonly WorkloadCheck[] = [
  { rule: "single-container", check: ({ spec }) => checkOne(spec.at("containers")) },
  {
    rule: "whole-core-cpu",
    check: ({ container }) => checkQuantity(container, "cpu", 'add for example cpu: "2"', checkWholeCores),
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
        "a VM boots from spec.vm.bootDisk",
        "move it to spec.vm.bootDisk.source.oci.image",
      ),
  },
  { rule: "workload-container", check: ({ container }) => checkName(container) },
  { rule: "workload-container", check: ({ container }) => checkEnv(container) },
  {
    rule: "workload-shape",
    check: ({ container }) => unsupported.flatMap(([name, ...why]) => checkUnset(container.at(name), ...why)),
  },
];

const startPrograms = "remove it, and start programs from spec.vm.cloudInit";

/** Fields of a container that mean nothing for a VM: why, and what to do instead. */
const unsupported: readonly (readonly [name: string, why: string, fix: string])[] = [
  ["command", "the guest's init starts its programs", startPrograms],
  ["args", "the guest's init starts its programs", startPrograms],
  ["workingDir", "the guest's init starts its programs", "remove the field"],
  ["lifecycle", "the guest's init starts and stops its programs", "remove the field"],
  ["port", "a VM lists its ports in `ports`", "use for example ports: [{number: 80}]"],
  ["minCpu", "a guest's CPU is fixed while it runs", "remove it, and set cpu alone"],
  ["minMemory", "a guest's memory is fixed while it runs", "remove it, and set memory alone"],
  ["gpu", "VMs have no GPU on this platform", "remove the field"],
];

function checkOne(containers: Field): FieldError[] {
  const count = containers.items().length;
  if (count === 1) return [];
  if (count > 1) {
    const fix = "keep one, and run the others as workloads of their own";
    return [tooMany(containers, `${count} items`, oneContainer, fix)];
  }
  const example = '[{name: web, cpu: "2", memory: 2Gi}]';
  if (!containers.isSet)
    return [required(containers, oneContainer, `add for example containers: ${example}`)];
  return [invalid(containers, oneContainer, `use for example ${example}`)];
}

function checkQuantity(
  container: Field,
  name: string,
  fix: string,
  check: (field: Field) => FieldError[],
): FieldError[] {
  const field = container.at(name);
  if (!container.isSet) return [];
  if (!field.isSet) return [required(field, "must be set: it has no default", fix)];
  const length = String(field.string ?? field.number ?? "").length;
  if (length <= longestQuantity) return check(field);
  const allowed = `must have at most ${longestQuantity} characters`;
  return [tooLong(field, `${length} characters`, allowed, "use a shorter form, with a suffix")];
}

const reservedNames = ["istio-proxy", "queue-proxy", "istio-validation"];
const reservedPrefix = "cpln-";

function checkName(container: Field): FieldError[] {
  const name = container.at("name");
  if (!container.isSet) return [];
  if (!name.isSet) return [required(name, "must be set", "add for example name: web")];
  const text = name.string ?? "";
  if (text.startsWith(reservedPrefix) || reservedNames.includes(text)) {
    const allowed = `may not be ${reservedNames.join(", ")} or begin with ${reservedPrefix}, which are the platform's own`;
    return [forbidden(name, quote(text), allowed, "use another name")];
  }
  return checkPattern(name, {
    pattern: /^[a-z][-a-z0-9]*[a-z0-9]$/,
    longest: 63,
    allowed:
      "must be lower-case letters, digits and '-', beginning with a letter, not ending in '-', at least 2 characters",
    fix: "use a name such as web",
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
  if (!name.isSet || name.value === "") return [required(name, "must be set", "add the variable's name")];
  if (name.string === undefined)
    return [invalid(name, "must be a string", "use a string, in YAML with quotes")];
  if (!reservedVariables.includes(name.string.toLowerCase())) return [];
  const allowed = `may not be ${reservedVariables.join(", ")}, in upper or lower case`;
  return [forbidden(name, quote(name.string), allowed, "use another name")];
}

/** A value can be a secret: messages give its length only. */
function checkValue(value: Field): FieldError[] {
  if (!value.isSet) return [];
  const allowed = `must be a string of at most ${longestValue} bytes`;
  if (value.string === undefined) {
    return [invalid(value, allowed, "use a string, in YAML with quotes", "not a string")];
  }
  const bytes = new TextEncoder().encode(value.string).length;
  if (bytes <= longestValue) return [];
  return [tooLong(value, `${bytes} bytes`, allowed, "move it to a secret, and attach that as a volume")];
}
