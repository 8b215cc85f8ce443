import { isEqual } from "../field/json.ts";
import type { VmView } from "./view.ts";

/**
 * Whether an instance is on the network as KubeVirt puts it there when neither list is given: KubeVirt does so
 * before vmgate is called, so without a cluster the lists are empty, and with one there is a bridge.
 */
export function hasDefaultInterface({ object, networks, interfaces }: VmView): boolean {
  if (object.at("kind").value !== "VirtualMachineInstance") return false;
  if (networks.length + interfaces.length === 0) return true;
  const isAlone = networks.length === 1 && interfaces.length === 1;
  return (
    isAlone && isEqual(networks[0]?.value, defaultNetwork) && isEqual(interfaces[0]?.value, defaultInterface)
  );
}

/** The pod network, as KubeVirt names it. */
export const defaultNetwork = { name: "default", pod: {} };
const defaultInterface = { name: "default", bridge: {} };

/** Whether a VM is to be on no network at all. */
export function isDetached({ devices }: VmView): boolean {
  return devices.at("autoattachPodInterface").value === false;
}
