import { checkRange } from "../validation/numbers.ts";
import type { Rule } from "./rule.ts";

const fix = "use 1, and raise cores if the guest needs more";

/**
 * The guest's CPU topology stays within what guests and their licences support.
 *
 * Restricted: spec.template.spec.domain.cpu.sockets, spec.template.spec.domain.cpu.threads
 * Allowed: sockets 1 to 32, threads 1 to 8
 * Source: contract §2. KubeVirt limits neither; it drops a 0 from a stored VM, which then reads as absent.
 */
export const cpuTopology: Rule = {
  id: "cpu-topology",
  summary: "A VM has 1 to 32 CPU sockets and 1 to 8 threads per core.",
  why: "Guests, and licences of software in them, expect hardware that could exist; with more sockets or threads a guest may not boot.",
  fix: "Lower `sockets` or `threads` and raise `cores`: the guest has sockets × cores × threads vCPUs.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: "spec: {template: {spec: {domain: {cpu: {sockets: 33}}}}}",
    admitted: "spec: {template: {spec: {domain: {cpu: {sockets: 32, threads: 8}}}}}",
  },
  check: ({ vm }) => {
    const cpu = vm.domain.at("cpu");
    return [...checkRange(cpu.at("sockets"), 1, 32, fix), ...checkRange(cpu.at("threads"), 1, 8, fix)];
  },
};
