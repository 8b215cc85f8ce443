import { platformPart } from "./part.ts";
import { resolvConf, resolver, windowsDns } from "./scripts.ts";
import { boothookPart, fillIn, mimePart } from "./text.ts";

/**
 * Name servers and search domains. Linux gets them in its network data, Windows in a script.
 * Sources: CLOUD-INIT.md §4.5 (updates), §5 (Windows).
 */
export const dns = platformPart({
  id: "dns",
  schema: {
    type: "object",
    description:
      "Name resolution of the guests, written into their network data. If omitted, no network data is injected.",
    allowed: "a mapping of servers and search",
    properties: {
      servers: {
        type: "array",
        description: "DNS servers, in the order the guest queries them.",
        minItems: 1,
        // As many as Kubernetes gives a pod and glibc reads (MAXNS).
        maxItems: 3,
        items: {
          type: "string",
          description: "Address of a DNS server.",
          format: "ip-address",
          allowed: "an IPv4 or IPv6 address",
          examples: ["10.96.0.10"],
        },
        allowed: "a list of 1 to 3 IPv4 or IPv6 addresses",
        examples: [["10.96.0.10"]],
      },
      search: {
        type: "array",
        description: "Search domains, in order; {namespace} becomes the namespace of the VM.",
        // As many as Kubernetes gives a pod (apis/core/validation, MaxDNSSearchPaths).
        maxItems: 32,
        items: {
          type: "string",
          description: "A search domain.",
          format: "search-domain",
          allowed: "a lower-case DNS name without a trailing dot, in which {namespace} may be one label",
          examples: ["{namespace}.svc.cluster.local"],
        },
        default: [],
        allowed: "a list of at most 32 DNS names",
        examples: [["{namespace}.svc.cluster.local", "svc.cluster.local"]],
      },
    },
    required: ["servers"],
    additionalProperties: false,
  },
  whenMissing: "guests get no network data from the platform",
  gives: ["network", "DNS"],
  values: ({ servers, search }, namespace) =>
    servers.length === 0
      ? undefined
      : { servers, search: search.map((domain) => domain.replaceAll("{namespace}", namespace)) },
  userData: ({ servers, search }, { kind, guestOs, hasOwnNetworkData }) => {
    if (hasOwnNetworkData) return undefined;
    const values = { SERVERS: servers.join(" "), SEARCH: search.join(" ") };
    if (guestOs === "windows") return { order: 10, gives: "DNS", texts: [fillIn(windowsDns, values)] };
    const lines = [
      ...(search.length === 0 ? [] : [`search ${values.SEARCH}`]),
      ...servers.map((server) => `nameserver ${server}`),
    ];
    const file = boothookPart("vmgate-resolv", fillIn(resolvConf, { LINES: lines.join("\n") }));
    // `updates` makes cloud-init render a changed network configuration at each boot. With a ConfigDrive it
    // crashes every later boot (CLOUD-INIT.md §4.5); there a boothook sets the resolver.
    return kind === "cloudInitNoCloud"
      ? { order: 20, gives: "DNS updates", texts: [file, updates] }
      : { order: 20, gives: "DNS", texts: [boothookPart("vmgate-dns", fillIn(resolver, values)), file] };
  },
  // The adapters of Windows take no name servers from network data (CLOUD-INIT.md §5).
  nameServers: (values, { guestOs, hasOwnNetworkData }) =>
    guestOs === "windows" || hasOwnNetworkData ? undefined : values,
});

/** The merger makes it add to what the user's part says, key by key, and never replace. */
const updates = mimePart(
  "cloud-config",
  "vmgate",
  ["merge_how: dict(recurse_list)+list(append)", "updates: {network: {when: [boot]}}"].join("\n"),
);
