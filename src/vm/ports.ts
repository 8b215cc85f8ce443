import type { Field } from "../field/field.ts";

/** The port the platform reaches every guest on. */
export const sshPort = 22;

/** The number of a port entry; undefined where it is no number. */
export function portNumber(entry: Field): number | undefined {
  return entry.at("port").number;
}

/** The entry that forwards TCP 22; a protocol that is not set is TCP, as KubeVirt reads it. */
export function sshPortEntry(ports: Field): Field | undefined {
  return ports
    .items()
    .find((entry) => portNumber(entry) === sshPort && (entry.at("protocol").string ?? "TCP") === "TCP");
}
