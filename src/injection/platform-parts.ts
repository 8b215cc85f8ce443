import type { CloudInitKind } from "../vm/cloud-init-volumes.ts";
import type { Guest, PlatformValues } from "./platform-values.ts";
import { boothook, reread, resolver, windowsBoot, windowsDns, windowsTrust } from "./parts/scripts.ts";

/**
 * The platform's parts of a guest's user data, each with its headers, in order; none when there is
 * nothing to tell the guest. Sources: cloud-init.md §3.2 (reread), §3.4 (trust), §4.5 (updates), §5 (Windows).
 */
export function platformParts(values: PlatformValues, guest: Guest): readonly string[] {
  return guest.guestOs === "windows" ? windowsParts(values) : linuxParts(values, guest.kind);
}

function linuxParts({ dns, ssh }: PlatformValues, kind: CloudInitKind): readonly string[] {
  const trust =
    ssh === undefined
      ? []
      : [hook("vmgate", fill(boothook, { USER: ssh.user, CA: ssh.caPublicKeys.join("\n") }))];
  if (kind === "cloudInitNoCloud") return dns === undefined ? trust : [...trust, updates];
  // `updates` makes cloud-init render a changed network configuration at each boot. With a ConfigDrive it
  // crashes every later boot (cloud-init.md §4.5); there boothooks set the resolver and have it read again.
  const names =
    dns === undefined
      ? []
      : [
          hook(
            "vmgate-dns",
            fill(resolver, { SERVERS: dns.servers.join(" "), SEARCH: dns.search.join(" ") }),
          ),
        ];
  const hooks = [...trust, ...names];
  return hooks.length === 0 ? [] : [...hooks, hook("vmgate-reread", reread)];
}

/** The merger makes it add to what the user's part says, key by key, and never replace. */
const updates = part(
  "cloud-config",
  "vmgate",
  [
    "merge_how: list(append)+dict(no_replace,recurse_list)+str()",
    "updates: {network: {when: [boot-new-instance, boot]}}",
  ].join("\n"),
);

function windowsParts({ dns, ssh }: PlatformValues): readonly string[] {
  const scripts = [
    ...(dns === undefined
      ? []
      : [fill(windowsDns, { SERVERS: dns.servers.join(" "), SEARCH: dns.search.join(" ") })]),
    ...(ssh === undefined ? [] : [fill(windowsTrust, { USER: ssh.user, CA: ssh.caPublicKeys.join("\n") })]),
  ];
  // Status 0: anything else would reboot or skip the user's part.
  const script = [windowsBoot, ...scripts, "exit 0"].join("\n");
  return scripts.length === 0 ? [] : [part("x-shellscript", "vmgate.ps1", script)];
}

function hook(name: string, script: string): string {
  return part("cloud-boothook", name, script);
}

function part(type: string, name: string, text: string): string {
  return `Content-Type: text/${type}; name="${name}"\n\n${text}`;
}

/** Puts values, checked before, in the places of a script. */
function fill(script: string, values: Readonly<Record<string, string>>): string {
  return script.replaceAll(/@([A-Z]+)@/g, (field, name: string) => values[name] ?? field);
}
