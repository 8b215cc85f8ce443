import type { Field } from "../field/field.ts";
import { invalid, quote, type FieldError } from "../field/error.ts";
import { checkPort, sshPort, sshPortEntry } from "../validation/ports.ts";
import type { Rule } from "./rule.ts";

/**
 * Ports are real ones, none of the platform's own, and SSH stays reachable.
 *
 * Restricted: spec.template.spec.domain.devices.interfaces[].ports
 * Allowed: no list, or an empty one (every port is open); else 1–65535 without the platform's ports, and
 *   22/TCP among them
 * Source: contract §2; ports of the platform from WORKLOAD.md §2. KubeVirt itself admits 65536 (KUBEVIRT.md §1.6).
 */
export const interfacePorts: Rule = {
  id: "interface-ports",
  summary:
    "Ports are numbers from 1 to 65535, none is the platform's own, and a list that names any names 22.",
  why: "A list of ports closes every other port: without 22 the platform cannot reach the guest by SSH. The mesh and the platform listen on their own ports in the same pod.",
  fix: "Add `{name: ssh, port: 22, protocol: TCP}` to the list, or leave the list out: then every port is open. Move a guest's service off the platform's ports.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused:
      "spec: {template: {spec: {domain: {devices: {interfaces: [{name: default, masquerade: {}, ports: [{name: admin, port: 15001}, {name: ssh, port: 22}]}]}}}}}",
    admitted:
      "spec: {template: {spec: {domain: {devices: {interfaces: [{name: default, masquerade: {}, ports: [{name: http, port: 80}, {name: ssh, port: 22}]}]}}}}}",
  },
  check: ({ vm }) => vm.interfaces.flatMap((entry) => checkList(entry.at("ports"))),
};

function checkList(ports: Field): FieldError[] {
  if (!ports.isSet) return [];
  if (!Array.isArray(ports.value))
    return [invalid(ports, "a list of ports", "write a list, or leave it out")];
  return [...ports.items().flatMap((entry) => checkPort(entry.at("port"), 1)), ...checkSsh(ports)];
}

function checkSsh(ports: Field): FieldError[] {
  if (!ports.isFilled || sshPortEntry(ports) !== undefined) return [];
  return [
    invalid(
      ports,
      `a list that names any port names ${sshPort}/TCP, for the platform's SSH`,
      `add {port: ${sshPort}, protocol: TCP} under a name of its own, or leave the list out`,
      `${describe(ports.items())} without ${sshPort}/TCP`,
    ),
  ];
}

/** Most ports that a message names. */
const namedPorts = 4;

function describe(entries: readonly Field[]): string {
  const names = entries.slice(0, namedPorts).map(nameOf).join(", ");
  return entries.length > namedPorts ? `${names} and ${entries.length - namedPorts} more` : names;
}

function nameOf(entry: Field): string {
  const port = entry.at("port");
  return port.isSet
    ? `${quote(port.value)}/${entry.at("protocol").string ?? "TCP"}`
    : "an entry without a port";
}
