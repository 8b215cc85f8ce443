import type { Field } from "../field/field.ts";
import { warning, forbidden, type FieldError, type Finding } from "../field/error.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { guestOsAnnotation } from "../vm/guest-os.ts";
import type { VmView } from "../vm/view.ts";
import { defaultValues } from "./apply.ts";
import { type Default, type DefaultField, fieldsOf } from "./default.ts";
import { defaults } from "./index.ts";

/** A finding of an update's defaults, under the rule that is nearest to it. */
export interface DefaultsWarning extends Finding {
  readonly rule: "guest-os" | "cpu-topology" | "boot-order";
  readonly action: "warn";
}

/**
 * Warnings about what an updated VM keeps though CREATE would write something else (contract §5).
 * @param before the stored VM
 * @param after the VM as it will be stored
 * @param kept the fields that keep such a value
 */
export function keptWarnings(
  before: VmView,
  after: VmView,
  kept: readonly DefaultField[],
): readonly DefaultsWarning[] {
  const keys = new Set(kept.map(({ key }) => key));
  return [
    ...preferenceWarnings(before, after),
    ...(keys.has("guest-os") ? [guestOsWarning(after.annotation(guestOsAnnotation))] : []),
    ...(kept.some(({ key }) => key.startsWith("cpu.")) ? [vcpuWarning(after.domain.at("cpu"))] : []),
    ...kept.filter(({ key }) => key.endsWith(".bootOrder")).map(({ field }) => orderWarning(field)),
  ];
}

/** A warning that lists the defaults which an adopted VM does not get, since its guest is installed without them. */
export function adoptionWarnings(vm: VmView, policy: NamespacePolicy): readonly DefaultsWarning[] {
  const rows = defaults.filter(
    (row) => row.installed !== undefined && defaultValues(row, vm, policy).length > 0,
  );
  return installedWarnings(
    vm.domain,
    rows,
    (names) => `adopted as installed, without the defaults for ${names}`,
  );
}

function preferenceWarnings(before: VmView, after: VmView): readonly DefaultsWarning[] {
  if (before.hasPreference === after.hasPreference) return [];
  // What a preference would set is kept where it is set; what one did set is kept by leaving it unset.
  const rows = defaults.filter(
    (row) =>
      row.installed?.leftToPreference === true &&
      row.isListItem !== true &&
      fieldsOf(row, after).some(({ field }) => field.isSet === after.hasPreference),
  );
  return installedWarnings(after.spec.at("preference"), rows, (names) =>
    after.hasPreference
      ? `does not change the ${names} of an installed guest`
      : `removing it adds no defaults for ${names} to an installed guest`,
  );
}

function installedWarnings(
  field: Field,
  rows: readonly Default[],
  found: (names: string) => string,
): readonly DefaultsWarning[] {
  const names = [...new Set(rows.map(({ installed }) => installed?.name))].join(", ");
  const allowed = "must boot as it was installed";
  const fix = "set them if the guest is ready for others";
  return rows.length === 0 ? [] : [toWarning("guest-os", forbidden(field, found(names), allowed, fix))];
}

function guestOsWarning(field: Field): DefaultsWarning {
  const found = `stays ${JSON.stringify(field.value)} beside hyperv features`;
  const fix = "set it to windows if the guest is Windows";
  return toWarning("guest-os", forbidden(field, found, "must be what the guest is", fix));
}

function vcpuWarning(cpu: Field): DefaultsWarning {
  const [cores = 1, sockets = 1, threads = 1] = ["cores", "sockets", "threads"].map(
    (name) => cpu.at(name).number,
  );
  const vcpus = cores * sockets * threads;
  const found = `${vcpus} vCPUs: cores ${cores}, sockets ${sockets}, threads ${threads}`;
  const allowed = "must have the vCPUs that the guest needs";
  return toWarning("cpu-topology", forbidden(cpu, found, allowed, "set all three if that is too many"));
}

function orderWarning(field: Field): DefaultsWarning {
  const found = "the VM still boots from this disk first";
  const fix = "set bootOrder on every disk to change that";
  return toWarning("boot-order", forbidden(field, found, "must be unique", fix));
}

function toWarning(rule: DefaultsWarning["rule"], finding: FieldError): DefaultsWarning {
  return { ...warning(finding), rule, action: "warn" };
}
