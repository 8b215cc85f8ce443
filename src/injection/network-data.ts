import { configDriveMark, noCloudMark } from "../user-data/volume/network-data.ts";
import type { Guest, PlatformValues } from "./platform-values.ts";

/**
 * Names of the one interface, as systemd calls it behind a PCI bridge, and as it is called where
 * predictable names are off: the network data names both, and the one that is not there does no harm.
 */
const interfaces = [
  { id: "enp1s0", pattern: "en*" },
  { id: "eth0", pattern: "eth*" },
];

/**
 * The platform's network data for a guest: DHCP by the name of the interface, since its MAC changes
 * with each start, and the platform's name servers. Undefined where there is none to give: no name
 * servers, or Windows, whose adapters take no name servers from it (cloud-init.md §4, §5).
 */
export function platformNetworkData({ dns }: PlatformValues, guest: Guest): string | undefined {
  if (dns === undefined || guest.guestOs === "windows") return undefined;
  return guest.kind === "cloudInitNoCloud" ? noCloud(dns) : configDrive(dns);
}

/** Netplan's version 2. Quoted in JSON's way, which YAML shares. */
function noCloud({ servers, search }: NonNullable<PlatformValues["dns"]>): string {
  const searched = search.length === 0 ? "" : `, search: ${JSON.stringify(search)}`;
  const ethernets = interfaces.map(({ id, pattern }) =>
    [
      `  ${id}:`,
      `    match: {name: "${pattern}"}`,
      "    dhcp4: true",
      "    dhcp4-overrides: {use-dns: false, use-domains: false}",
      `    nameservers: {addresses: ${JSON.stringify(servers)}${searched}}`,
    ].join("\n"),
  );
  return [`${noCloudMark}version: 2`, "ethernets:", ...ethernets, ""].join("\n");
}

/** OpenStack's JSON. It has no search domains, and renderers lose its servers: a boothook sets both. */
function configDrive({ servers }: NonNullable<PlatformValues["dns"]>): string {
  return JSON.stringify({
    ...configDriveMark,
    links: interfaces.map(({ id }) => ({ id, type: "phy", name: id })),
    networks: interfaces.map(({ id }) => ({ id, link: id, type: "ipv4_dhcp" })),
    services: servers.map((address) => ({ type: "dns", address })),
  });
}
