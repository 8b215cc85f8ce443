import { fixedBy, fixedByRemoval } from "../field/fix.ts";
import { forbidden, type FieldError } from "../field/error.ts";
import { isPlatformNetworkData } from "../user-data/volume/network-data.ts";
import { type DataSource, dataSources } from "../user-data/volume/data-source.ts";
import type { Rule } from "./rule.ts";

/**
 * The platform configures the guest's network.
 *
 * Restricted: spec.template.spec.volumes[].cloudInitNoCloud.networkData,
 *   spec.template.spec.volumes[].cloudInitNoCloud.networkDataBase64,
 *   spec.template.spec.volumes[].cloudInitNoCloud.networkDataSecretRef, and the same of cloudInitConfigDrive
 * Allowed: none of the user's, which is kept where the rule only warns or is off. What vmgate writes is marked by the first line `# vmgate`, or the member `vmgate`
 * Source: contract §2, §4
 */
export const networkData: Rule = {
  id: "network-data",
  summary: "A VM has no network data of its own: the platform configures the guest's network.",
  why: "The platform's network data gives the guest an address by DHCP whatever its MAC address is at each start, and the platform's name servers; the user's would replace it. Where ifupdown (Debian 11 and older, Alpine) or sysconfig files (RHEL and its kin before cloud-init 24.4) configure the network, vmgate writes the name servers into `/etc/resolv.conf` at each boot; a DHCP client that is restarted in the guest puts its server's there until the next boot. A guest may resolve names by other servers where something else manages that file: with resolvconf it asks only the DHCP server's, unless cloud-init is 22.4 or older; with NetworkManager it does so only under such an old cloud-init; SUSE's netconfig was not tried. Use an image with netplan, or with NetworkManager and cloud-init 24.1 or newer.",
  fix: "Remove `networkData`, `networkDataBase64` and `networkDataSecretRef`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {userData: "#cloud-config\\n", networkData: "version: 2\\nethernets: {eth0: {dhcp4: true}}\\n"}}]}}}`,
    admitted: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {userData: "#cloud-config\\n"}}]}}}`,
  },
  check: ({ vm }) => {
    const sources = vm.cloudInitVolumes.flatMap(({ source }) => dataSources(source, "networkData"));
    return sources.filter((data) => !isPlatformNetworkData(data)).map(ofTheUser);
  },
};

function ofTheUser({ field }: DataSource): FieldError {
  // KubeVirt refuses a cloud-init volume without any data.
  const isAlone = dataSources(field.parent, "userData").length === 0;
  const finding = forbidden(
    field,
    "kept, so the guest does not get the platform's network and DNS",
    "may not be set: the platform configures guest networking",
    isAlone ? `use userData: "#cloud-config" instead of ${field.name}` : `remove ${field.name}`,
  );
  return isAlone
    ? fixedBy(finding, { path: field.path, name: "userData", value: "#cloud-config" })
    : fixedByRemoval(finding);
}
