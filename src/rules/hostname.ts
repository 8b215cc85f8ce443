import { checkDnsLabel } from "../validation/dns-label.ts";
import type { Rule } from "./rule.ts";

/**
 * Host name and subdomain are one DNS label each.
 *
 * Restricted: spec.template.spec.hostname, spec.template.spec.subdomain
 * Allowed: a-z, 0-9 and -, at most 63 characters, no - at either end
 * Source: contract §2. KubeVirt accepts a subdomain with dots, and the pod is refused (KUBEVIRT.md §1.6).
 */
export const hostname: Rule = {
  id: "hostname",
  summary: "`hostname` and `subdomain` are one DNS label each: `[a-z0-9-]`, at most 63 characters.",
  why: "Both become labels of the pod's DNS name; with a dot in the subdomain, KubeVirt admits the VM but its pod is never created.",
  fix: "Use one label in lower case, for example `hostname: web-1`; set a domain in the guest's own cloud-init (`fqdn`).",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: "spec: {template: {spec: {hostname: web.example.com}}}",
    admitted: "spec: {template: {spec: {hostname: web-1, subdomain: shop}}}",
  },
  check: ({ vm }) => ["hostname", "subdomain"].flatMap((name) => checkDnsLabel(vm.instanceSpec.at(name))),
};
