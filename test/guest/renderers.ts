import type { CloudInitKind } from "../../src/vm/cloud-init-volumes.ts";
import type { Files } from "./guest.ts";
import type { Images } from "./layers.ts";
import type { Release } from "./tree.ts";

/** What a guest asks when it resolves names, in order. */
interface Resolver {
  readonly servers: readonly string[];
  readonly search: string;
}

/** @param server the platform's name server */
type Asks = (server: string) => Resolver;

/** The name server that the DHCP server offers. */
const dhcpServer = "10.0.2.1";

const platformSearch = "shop.svc.cluster.local svc.cluster.local";
const platform: Asks = (server) => ({ servers: [server], search: platformSearch });
const platformFirst: Asks = (server) => ({
  servers: [server, dhcpServer],
  search: `${platformSearch} dhcp.example`,
});
const dhcp: Asks = () => ({ servers: [dhcpServer], search: "dhcp.example" });

/** How an image has its network configured: by what cloud-init writes, and what reads it. */
interface Renderer {
  readonly image: keyof Images;
  /** Files of the image that make cloud-init choose it. */
  readonly changes: Files;
  /** What the image's units do when the network comes up. */
  readonly up: string;
  /** A command over the files that cloud-init wrote, and what it prints. */
  readonly written: readonly [string, string];
  readonly asks: Readonly<Record<Release, Asks>>;
  /** The kinds of volume that it is tried with. */
  readonly kinds: readonly CloudInitKind[];
  /** The release that it is tried on in every run. */
  readonly always: Release;
}

/** The file by which cloud-init takes one of its renderers. */
const chosen = (name: string, rest = ""): Files => ({
  "etc/cloud/cloud.cfg.d/99-renderer.cfg": `system_info: {${rest}network: {renderers: [${name}]}}\n`,
});

const networkManager =
  "mkdir -p /run/dbus && dbus-daemon --system --fork && NetworkManager && nm-online -qs -t 30";

const interfaces = [
  "grep -E '^(auto|iface) e' /etc/network/interfaces.d/50-cloud-init",
  "auto enp1s0\niface enp1s0 inet dhcp\nauto eth0\niface eth0 inet dhcp",
] as const;

/** What Debian can be given beside netplan. */
export const renderers = {
  // cloud-init 22.4 leaves the name servers out. Newer ones write them, and the DHCP server's stay behind them.
  NetworkManager: {
    image: "managers",
    changes: chosen("network-manager"),
    up: networkManager,
    written: [
      "grep -hE '^(interface-name|method)=' /etc/NetworkManager/system-connections/cloud-init-*",
      "interface-name=enp1s0\nmethod=auto\ninterface-name=eth0\nmethod=auto",
    ],
    asks: { bookworm: dhcp, trixie: platformFirst },
    kinds: ["cloudInitNoCloud"],
    always: "trixie",
  },
  // cloud-init gives its interfaces no name servers, and the DHCP client writes the file: vmgate's boothook writes it
  // again. The status of ifup is not asked for: it can't find eth0.
  ifupdown: {
    image: "managers",
    changes: chosen("eni"),
    up: "mkdir -p /run/network && ifup -a",
    written: interfaces,
    asks: { bookworm: platform, trixie: platform },
    kinds: ["cloudInitNoCloud", "cloudInitConfigDrive"],
    always: "bookworm",
  },
  // cloud-init 22.4 gives the name servers to lo, whose come first. Newer ones lose them.
  "ifupdown and resolvconf": {
    image: "resolvconf",
    changes: chosen("eni"),
    up: "mkdir -p /run/network /run/resolvconf/interface && resolvconf --enable-updates && ifup -a",
    written: interfaces,
    asks: { bookworm: platformFirst, trixie: dhcp },
    kinds: ["cloudInitNoCloud"],
    always: "bookworm",
  },
  // cloud-init writes these files on distributions that it knows to have them, and where there is ifup; nothing of
  // Debian's reads them. NetworkManager brings the interface up as it does where it has no profile, and leaves
  // resolv.conf alone, as cloud-init has it do. cloud-init adds to the file that is there, and the boothook writes it anew.
  sysconfig: {
    image: "managers",
    changes: {
      ...chosen("sysconfig", "distro: almalinux, "),
      "etc/os-release": 'ID=almalinux\nVERSION_ID="9.4"\nNAME=AlmaLinux\nPRETTY_NAME="AlmaLinux 9.4"\n',
      "etc/sysconfig/config": "",
    },
    up: networkManager,
    written: [
      "grep -hE '^(BOOTPROTO|DEVICE)=|^dns' /etc/sysconfig/network-scripts/ifcfg-e* /etc/NetworkManager/conf.d/99-cloud-init.conf",
      "BOOTPROTO=dhcp\nDEVICE=enp1s0\nBOOTPROTO=dhcp\nDEVICE=eth0\ndns = none",
    ],
    asks: { bookworm: platform, trixie: platform },
    kinds: ["cloudInitNoCloud", "cloudInitConfigDrive"],
    always: "bookworm",
  },
} satisfies Readonly<Record<string, Renderer>>;

/** A key of `renderers`. */
export type RendererName = keyof typeof renderers;
