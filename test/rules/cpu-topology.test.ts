import { cpuTopology } from "../../src/rules/cpu-topology.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const withCpu = (cpu: unknown) => vmWithTemplate({ domain: { cpu } });
const sockets = "invalid spec.template.spec.domain.cpu.sockets";
const threads = "invalid spec.template.spec.domain.cpu.threads";

ruleTable(cpuTopology, [
  ["the minimal VM", vm()],
  ...[1, 2, 32].map((count): RuleCase => [`${count} sockets`, withCpu({ sockets: count })]),
  // KubeVirt drops a 0 before a stored VM is judged; where it is seen, it is out of range.
  ...[0, -1, 33, 1.5, 1e300, "2", true, [], {}].map((count): RuleCase => [
    `${JSON.stringify(count)} sockets`,
    withCpu({ sockets: count }),
    sockets,
  ]),
  ...[1, 2, 8].map((count): RuleCase => [`${count} threads`, withCpu({ threads: count })]),
  ...[0, -1, 9, 1.5, "8", false].map((count): RuleCase => [
    `${JSON.stringify(count)} threads`,
    withCpu({ threads: count }),
    threads,
  ]),
  ["both past the limit", withCpu({ sockets: 33, threads: 9 }), sockets, threads],
  ["neither set", withCpu({ sockets: null, threads: null })],
  ["cpu absent", withCpu(null)],
  ["cpu of another type", withCpu([33, 9])],
  ["hotplug headroom is KubeVirt's own", withCpu({ maxSockets: 128 })],
  ["an instance", vmi({ domain: { cpu: { sockets: 33 } } }), "invalid spec.domain.cpu.sockets"],
]);
