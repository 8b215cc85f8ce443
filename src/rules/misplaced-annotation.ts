import type { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { forbidden, type FieldError } from "../field/error.ts";
import { fixedBy, fixedByRemoval } from "../field/fix.ts";
import { guestOsAnnotation } from "../vm/guest-os.ts";
import { exemptPrefix } from "../vm/asked-exemption.ts";
import { adoption } from "../vm/contract-annotation.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/** What the platform's own annotations begin with. */
const prefix = "vm.cpln.io/";

/** Those that an owner writes; the others are vmgate's to write. */
const ofTheOwner: readonly string[] = [guestOsAnnotation, adoption];

/**
 * The platform's annotations are where they are read.
 *
 * Restricted: metadata.annotations[vm.cpln.io/…], and in a pool spec.virtualMachineTemplate.metadata.annotations
 * Allowed: none; they belong in spec.template.metadata.annotations
 * Source: contract §2: the template's metadata reaches the instance, the VirtualMachine's own does not.
 */
export const misplacedAnnotation: Rule = {
  id: "misplaced-annotation",
  summary: "Annotations `vm.cpln.io/…` are on the template, not on the VirtualMachine itself.",
  why: "They describe the guest and are read from `spec.template.metadata`, which is copied to the instance; on the VirtualMachine's own `metadata` they have no effect.",
  fix: "Move the annotation to `spec.template.metadata.annotations`.",
  action: "warn",
  appliesTo: "vm",
  examples: {
    refused: "metadata: {annotations: {vm.cpln.io/guest-os: windows}}",
    admitted: "spec: {template: {metadata: {annotations: {vm.cpln.io/guest-os: windows}}}}",
  },
  check: ({ vm }) => ownMetadata(vm).flatMap((metadata) => checkMetadata(metadata, vm)),
};

/** The metadata of the object, and in a pool that of the VirtualMachines it makes. */
function ownMetadata({ object, spec, metadata }: VmView): readonly Field[] {
  return spec.path.length > 1 ? [object.at("metadata"), metadata] : [metadata];
}

function checkMetadata(metadata: Field, vm: VmView): FieldError[] {
  const annotations = metadata.at("annotations");
  if (!isObject(annotations.value)) return [];
  const names = Object.keys(annotations.value).filter((name) => name.startsWith(prefix));
  return names
    .map((name) => annotations.at(name))
    .filter(({ isSet }) => isSet)
    .map((field) => misplaced(field, vm));
}

function isOwners(name: string): boolean {
  return ofTheOwner.includes(name) || name.startsWith(exemptPrefix);
}

function misplaced(field: Field, vm: VmView): FieldError {
  const annotations = vm.templateMetadata.at("annotations");
  const place = annotations.toString();
  const { name, path, value } = field;
  // The template may have another value only because vmgate filled it in before this rule.
  const isMoved = isOwners(name) && vm.annotation(name).value !== value;
  const fix = isMoved ? `move it to ${place}` : "remove it";
  const finding = forbidden(field, "no effect here", `may not be set here: it is read from ${place}`, fix);
  if (!isMoved) return fixedByRemoval(finding);
  // Where it has one, nobody but the owner knows which of the two holds.
  const moved = { path: annotations.at(name).path, value };
  return vm.annotation(name).isSet ? finding : fixedBy(finding, { path }, moved);
}
