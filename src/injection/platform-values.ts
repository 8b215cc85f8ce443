import { formats } from "../policy/file/formats.ts";
import type { Platform } from "../policy/policy.ts";
import type { GuestOs } from "../vm/guest-os.ts";
import type { CloudInitKind } from "../vm/cloud-init-volumes.ts";

/** The guest's side of an injection: what reads the data, and from which kind of disk. */
export interface Guest {
  readonly kind: CloudInitKind;
  readonly guestOs: GuestOs;
}

/** The platform's values as one guest gets them. */
export interface PlatformValues {
  readonly dns?: { readonly servers: readonly string[]; readonly search: readonly string[] };
  readonly ssh?: { readonly user: string; readonly caPublicKeys: readonly string[] };
}

/**
 * The platform's values for a guest in this namespace: `{namespace}` filled in, the comments of keys
 * left out, what has no server or key left out whole. They end up in scripts, so each is checked here
 * too, whoever made the policy: gives the path of the first value in the policy file that is not what
 * it should be instead.
 */
export function platformValues(
  platform: Platform,
  namespace: string,
): PlatformValues | { readonly bad: string } {
  const dns = dnsValues(platform, namespace);
  const ssh = sshValues(platform);
  const bad = [
    { path: "platform.dns.servers", values: dns?.servers, check: formats["ip-address"] },
    { path: "platform.dns.search", values: dns?.search, check: formats["search-domain"] },
    { path: "platform.ssh.user", values: ssh && [ssh.user], check: formats["user-name"] },
    { path: "platform.ssh.caPublicKeys", values: ssh?.caPublicKeys, check: formats["ssh-public-key"] },
  ].find(({ values, check }) => values?.every(check) === false);
  if (bad !== undefined) return { bad: bad.path };
  return { ...(dns === undefined ? {} : { dns }), ...(ssh === undefined ? {} : { ssh }) };
}

function dnsValues({ dns }: Platform, namespace: string): PlatformValues["dns"] {
  if (dns === undefined || dns.servers.length === 0) return undefined;
  return {
    servers: dns.servers,
    search: dns.search.map((domain) => domain.replaceAll("{namespace}", namespace)),
  };
}

function sshValues({ ssh }: Platform): PlatformValues["ssh"] {
  if (ssh === undefined || ssh.caPublicKeys.length === 0) return undefined;
  return { user: ssh.user, caPublicKeys: ssh.caPublicKeys.map(withoutComment) };
}

/** Type and key: the comment tells the guest nothing and takes room from the user's data. */
function withoutComment(key: string): string {
  return key.split(" ").slice(0, 2).join(" ");
}
