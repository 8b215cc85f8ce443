import { setAllIn, setIn, type Edit } from "../field/edit.ts";
import type { Field } from "../field/field.ts";
import type { ToView, VmView } from "../vm/view.ts";
import { fieldsByKey, fieldsOf } from "./default.ts";
import { defaults } from "./index.ts";

/**
 * The updated object of a VM without a record, with the fields of the table that the update dropped as they are
 * stored. Nobody knows whose they are: nothing is removed, and nothing new is set.
 */
export function restoreDefaults(object: unknown, oldObject: unknown, toView: ToView): unknown {
  const stored = toView(oldObject);
  let vm = toView(object);
  for (const row of defaults) {
    const before = fieldsByKey(row, stored);
    const edits = fieldsOf(row, vm).flatMap((field): Edit[] => {
      const value = before.get(field.key)?.field.value;
      const isKept = field.field.isSet || value === undefined || row.isSuperseded?.(vm, field) === true;
      return isKept || row.isDuplicate?.(vm, value) === true ? [] : [[field.field.path, value]];
    });
    if (edits.length > 0) vm = toView(setAllIn(vm.object.value, edits));
  }
  return vm.object.value;
}

/**
 * The updated object with what KubeVirt generated when the VM was created, where an update that replaces the whole
 * object dropped it: the firmware's uuid, which is the guest's cloud-init instance-id, its serial, and the version of
 * the PCI topology, on which the names of the guest's devices depend (KUBEVIRT.md §2.3).
 */
export function restoreIdentity(object: unknown, oldObject: unknown, toView: ToView): unknown {
  const stored = identityOf(toView(oldObject));
  return stored.reduce((result, before, i) => {
    const now = identityOf(toView(result))[i];
    return now === undefined || now.isSet || !before.isSet ? result : setIn(result, now.path, before.value);
  }, object);
}

function identityOf(vm: VmView): readonly Field[] {
  const firmware = vm.domain.at("firmware");
  return [firmware.at("uuid"), firmware.at("serial"), vm.annotation("kubevirt.io/pci-topology-version")];
}
