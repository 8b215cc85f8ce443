import type { Field } from "../field/field.ts";
import { forbidden, required, type FieldError } from "../field/error.ts";
import { checkRange } from "./numbers.ts";

/** The port on which the platform reaches every guest. */
export const sshPort = 22;

/** The number of a port entry; undefined where it is not a number. */
function portNumber(entry: Field): number | undefined {
  return entry.at("port").number;
}

/** The entry that forwards TCP 22; a protocol that is not set is TCP, as KubeVirt reads it. */
export function sshPortEntry(ports: Field): Field | undefined {
  return ports
    .items()
    .find((entry) => portNumber(entry) === sshPort && (entry.at("protocol").string ?? "TCP") === "TCP");
}

/**
 * The entry of a list of ports that a probe asks: by its number, also written as a text, or by its name, as the
 * kubelet looks it up. Probes speak TCP.
 */
export function probedPort(port: Field, ports: Field): Field | undefined {
  return ports
    .items()
    .filter((entry) => (entry.at("protocol").string ?? "TCP") === "TCP")
    .find((entry) => [entry.at("name").string, portNumber(entry)].some((known) => isPort(known, port)));
}

function isPort(known: string | number | undefined, { value }: Field): boolean {
  return known !== undefined && (known === value || String(known) === value);
}

/** Ports that the mesh and the platform use in a VM's pod (WORKLOAD.md §2). */
const platformPorts: readonly number[] = [
  8012, 8022, 9090, 9091, 15000, 15001, 15006, 15020, 15021, 15090, 41000,
];

/** The highest port number of TCP and UDP. */
const lastPort = 65535;

/** Findings for a field that must hold a port on which a guest is reached, from `first` to 65535. */
export function checkPort(port: Field, first: number): FieldError[] {
  if (!port.isSet) {
    return [required(port, `must be a whole number from ${first} to ${lastPort}`, "add the port's number")];
  }
  const outOfRange = checkRange(port, first, lastPort, "use the port that the guest listens on");
  if (outOfRange.length > 0 || !platformPorts.some((taken) => taken === port.value)) return outOfRange;
  const number = port.number ?? 0;
  return [
    forbidden(
      port,
      `${number} is reserved by the platform`,
      `may not be ${number}, which is reserved by the platform`,
      "use another port",
    ),
  ];
}
