import type { Field } from "../field/field.ts";
import { invalid, quote, type FieldError } from "../field/error.ts";
import { fixedBy } from "../field/fix.ts";
import { checkPort, sshPort, sshPortEntry } from "../validation/ports.ts";
import type { Rule } from "./rule.ts";

/**
 * Ports are valid, not reserved by the platform, and SSH stays reachable.
 *
 * Restricted: spec.template.spec.domain.devices.interfaces[].ports
 * Allowed: no list, or an empty one (every port is open); else 1–65535 without the platform's ports, and
 *   22/TCP among them
 * Source: contract §2; ports of the platform from WORKLOAD.md §2. KubeVirt itself admits 65536 (KUBEVIRT.md §1.6).
 */
export const interfacePorts: Rule = {
  id: "interface-ports",
  summary:
    "Ports are numbers from 1 to 65535, not reserved by the platform, and a non-empty list includes 22.",
  why: "A list of ports closes every other port: without 22 the platform cannot reach the guest over SSH. The mesh and the platform listen on reserved ports in the same pod: 8012, 8022, 9090, 9091, 15000, 15001, 15006, 15020, 15021, 15090 and 41000.",
  fix: "Add `{name: ssh, port: 22}` to the list, or remove the list: then every port is open. Move the guest's services to ports that the platform does not reserve.",
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
    return [invalid(ports, "must be a list", "use a list, or remove ports to open every port")];
  return [...ports.items().flatMap((entry) => checkPort(entry.at("port"), 1)), ...checkSsh(ports)];
}

function checkSsh(ports: Field): FieldError[] {
  const entries = ports.items();
  // A 22 that is a string is reported at its own field: one mistake, one message.
  const isMeant = entries.some((entry) => entry.at("port").value === String(sshPort));
  if (entries.length === 0 || isMeant || sshPortEntry(ports) !== undefined) return [];
  const isTaken = entries.some((entry) => entry.at("name").value === "ssh");
  const entry = { name: isTaken ? "ssh-22" : "ssh", port: sshPort };
  const finding = invalid(
    ports,
    `must include ${sshPort}/TCP (platform SSH) when any port is listed`,
    `add {name: ${entry.name}, port: ${sshPort}}`,
    `${describe(entries)} without ${sshPort}/TCP`,
  );
  return [fixedBy(finding, { path: [...ports.path, entries.length], value: entry })];
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
