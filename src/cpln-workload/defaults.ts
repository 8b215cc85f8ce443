import { type Edit, setAllIn } from "../field/edit.ts";
import type { Field } from "../field/field.ts";
import { probeNumbers, probesOf } from "./probes.ts";
import { isVirtualMachine, readWorkload, type WorkloadView } from "./view.ts";
import { defaultBootOrder } from "./volumes.ts";

/** A place and what is written there where nothing stands. */
type Default = readonly [place: Field, value: unknown];

/**
 * The workload with the specification's defaults filled in where the user left a field out; the same
 * object where nothing is missing or it is no virtual machine, else sharing what did not change. What has to
 * be stated (`spec.vm`, `bootDisk`, the container entry) is not made up, and no `uuid` is generated:
 * whoever makes the machine does that. Completing twice changes nothing.
 */
export function applyWorkloadDefaults(object: unknown): unknown {
  const workload = readWorkload(object);
  if (!isVirtualMachine(workload)) return object;
  const edits = [...containerDefaults(workload), ...probeDefaults(workload), ...vmDefaults(workload)]
    .filter(([place, value]) => !place.isSet && value !== undefined)
    .map(([place, value]): Edit => [place.path, value]);
  return setAllIn(object, edits);
}

function containerDefaults({ container }: WorkloadView): readonly Default[] {
  const ports = container
    .at("ports")
    .items()
    .filter(({ isSet }) => isSet);
  const volumes = container
    .at("volumes")
    .items()
    .filter(({ isSet }) => isSet);
  return [
    ...ports.map((entry): Default => [entry.at("protocol"), "http"]),
    // KubeVirt has no CD-ROM on virtio: its bus is left to whoever makes the machine.
    ...volumes.map((volume): Default => [
      volume.at("bus"),
      volume.at("cdrom").value === true ? undefined : "virtio",
    ]),
    ...volumes.map((volume): Default => [volume.at("cdrom"), false]),
  ];
}

function probeDefaults(workload: WorkloadView): readonly Default[] {
  const firstPort = workload.container.at("ports", 0, "number").value;
  return probesOf(workload).flatMap((probe, i): readonly Default[] => {
    if (!probe.isSet) return [];
    const httpGet = probe.at("httpGet");
    return [
      ...Object.entries(probeNumbers).map(([name, { unset }]): Default => [probe.at(name), unset[i]]),
      ...(httpGet.isSet
        ? ([
            [httpGet.at("path"), "/"],
            [httpGet.at("scheme"), "HTTP"],
          ] as const)
        : []),
      ...[httpGet, probe.at("tcpSocket")]
        .filter(({ isSet }) => isSet)
        .map((handler): Default => [handler.at("port"), firstPort ?? undefined]),
    ];
  });
}

function vmDefaults({ vm }: WorkloadView): readonly Default[] {
  if (!vm.isSet) return [];
  const [bootDisk, networks] = [vm.at("bootDisk"), vm.at("networks")];
  const credentials = vm
    .at("accessCredentials")
    .items()
    .filter(({ isSet }) => isSet);
  return [
    ...(bootDisk.isSet
      ? ([
          [bootDisk.at("bus"), "virtio"],
          [bootDisk.at("bootOrder"), defaultBootOrder],
        ] as const)
      : []),
    [vm.at("firmware", "bootloader"), "efi"],
    [vm.at("firmware", "secureBoot"), false],
    [vm.at("guestOS"), "linux"],
    [isEmptyList(networks) ? networks.asUnset() : networks, [{ name: "default" }]],
    ...credentials.map((credential): Default => [credential.at("deliveryMethod"), "qemuGuestAgent"]),
    [vm.at("runStrategy"), "Always"],
    [vm.at("clock", "timezone"), "UTC"],
  ];
}

/** An empty list says no more than none. */
function isEmptyList(field: Field): boolean {
  return Array.isArray(field.value) && !field.isFilled;
}
