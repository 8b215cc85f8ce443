import type { Field } from "../field/field.ts";
import { sshPort as port, sshPortEntry } from "../validation/ports.ts";
import type { VmView } from "../vm/view.ts";
import type { Default } from "./default.ts";

/**
 * Port 22 stays reachable: a list of ports forwards only what it names. An empty list forwards
 * everything and is left empty, since one entry would close every other port (KUBEVIRT.md §1.6).
 */
export const sshPort: Default = {
  id: "ssh-port",
  field: "spec.template.spec.domain.devices.interfaces[0].ports",
  value: "22/TCP is added, named `ssh`, or `ssh-22` where that name is taken",
  unless: "the list is empty; 22 is there",
  // A list that holds nothing else is the user's: without its one entry every port would be open.
  fields: (vm) => (hasOtherPorts(list(vm)) ? [{ key: "ports[22]", field: sshEntry(list(vm)) }] : []),
  defaultValue: (vm) => ({ name: freeName(list(vm)), port, protocol: "TCP" }),
  isListItem: true,
};

function list(vm: VmView): Field {
  return vm.devices.at("interfaces", 0, "ports");
}

function hasOtherPorts(ports: Field): boolean {
  const entry = sshPortEntry(ports);
  return ports.items().some(({ value }) => value !== entry?.value);
}

/** The entry for port 22, or the place after the last entry. */
function sshEntry(ports: Field): Field {
  return sshPortEntry(ports) ?? ports.at(ports.items().length);
}

function freeName(ports: Field): string {
  const own = sshPortEntry(ports);
  const others = ports.items().filter(({ value }) => value !== own?.value);
  return others.some((entry) => entry.at("name").value === "ssh") ? "ssh-22" : "ssh";
}
