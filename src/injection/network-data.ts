import { configDriveMember, noCloudHeader } from "../user-data/volume/network-data.ts";
import type { Guest, NameServers, PartValues } from "../platform-parts/part.ts";

/**
 * Names of the one interface, as systemd calls it behind a PCI bridge, and as it is called where
 * predictable names are off: the network data names both, and the one that does not exist does no harm.
 */
const interfaces = [
  { id: "enp1s0", pattern: "en*" },
  { id: "eth0", pattern: "eth*" },
];

/**
 * The platform's network data for a guest: DHCP by the name of the interface, since its MAC changes
 * with each start, and the platform's name servers. Undefined where there is none to give: no name
 * servers for this guest (CLOUD-INIT.md §4, §5).
 */
export function platformNetworkData(values: readonly PartValues[], guest: Guest): string | undefined {
  const given = values.flatMap((part) => part.nameServers(guest) ?? []);
  if (given.length === 0) return undefined;
  const servers = given.flatMap((part) => part.servers);
  const search = given.flatMap((part) => part.search);
  return guest.kind === "cloudInitNoCloud" ? noCloud({ servers, search }) : configDrive({ servers, search });
}

/** Netplan's version 2. Quoted in JSON's way, which YAML shares. */
function noCloud({ servers, search }: NameServers): string {
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
  return [`${noCloudHeader}version: 2`, "ethernets:", ...ethernets, ""].join("\n");
}

/** OpenStack's JSON. It has no search domains, and renderers lose its servers: a boothook sets both. */
function configDrive({ servers }: NameServers): string {
  return JSON.stringify({
    ...configDriveMember,
    links: interfaces.map(({ id }) => ({ id, type: "phy", name: id })),
    networks: interfaces.map(({ id }) => ({ id, link: id, type: "ipv4_dhcp" })),
    services: servers.map((address) => ({ type: "dns", address })),
  });
}
