import { interfacePorts } from "../../src/rules/interface-ports.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const list = "spec.template.spec.domain.devices.interfaces[0].ports";
const ssh = { name: "ssh", port: 22 };

const withPorts = (ports: unknown) =>
  vmWithTemplate({ domain: { devices: { interfaces: [{ name: "default", masquerade: {}, ports }] } } });
const withPort = (port: unknown) => withPorts([ssh, { name: "web", port }]);

ruleTable(interfacePorts, [
  ["the minimal VM has no list", vm()],
  ["an empty list opens every port", withPorts([])],
  ["a null list", withPorts(null)],
  ...["22", 80, {}].map((ports): RuleCase => [
    `ports ${JSON.stringify(ports)} is no list`,
    withPorts(ports),
    `invalid ${list}`,
  ]),
  ["22 alone", withPorts([ssh])],
  ["22/TCP spelled out", withPorts([{ ...ssh, protocol: "TCP" }])],
  ["22/UDP is not SSH", withPorts([{ ...ssh, protocol: "UDP" }]), `invalid ${list}`],
  ["22 in quotes is one mistake", withPorts([{ port: "22" }]), `invalid ${list}[0].port`],
  [
    "another port in quotes does not hide that 22 is missing",
    withPorts([{ port: "80" }]),
    `invalid ${list}[0].port`,
    `invalid ${list}`,
  ],
  ["a list without 22", withPorts([{ port: 80 }, { port: 443 }]), `invalid ${list}`],
  ["many ports without 22", withPorts([1, 2, 3, 4, 5].map((port) => ({ port }))), `invalid ${list}`],
  ...[1, 21, 80, 8011, 8013, 15002, 65535].map((port): RuleCase => [`port ${port}`, withPort(port)]),
  // KubeVirt 1.8 admits 65536 itself.
  ...[0, -1, 65536, 1.5, "80", true, [], {}].map((port): RuleCase => [
    `port ${JSON.stringify(port)} is no port`,
    withPort(port),
    `invalid ${list}[1].port`,
  ]),
  ...[8012, 8022, 9090, 9091, 15000, 15001, 15006, 15020, 15021, 15090, 41000].map((port): RuleCase => [
    `port ${port} is the platform's`,
    withPort(port),
    `forbidden ${list}[1].port`,
  ]),
  [
    "a platform port over UDP too",
    withPorts([ssh, { port: 9090, protocol: "UDP" }]),
    `forbidden ${list}[1].port`,
  ],
  ["a port that is null", withPort(null), `required ${list}[1].port`],
  ["an entry without a port", withPorts([ssh, { name: "web" }]), `required ${list}[1].port`],
  ["an entry that is null", withPorts([ssh, null]), `required ${list}[1].port`],
  [
    "every interface is judged",
    vmWithTemplate({
      domain: { devices: { interfaces: [{ ports: [ssh] }, { name: "b", ports: [{ port: 80 }] }] } },
    }),
    "invalid spec.template.spec.domain.devices.interfaces[1].ports",
  ],
  ["interfaces of another type", vmWithTemplate({ domain: { devices: { interfaces: "eth0" } } })],
  ["an interface that is null", vmWithTemplate({ domain: { devices: { interfaces: [null] } } })],
  ["no domain at all", vmWithTemplate({ domain: null })],
  ["null interfaces", vmWith("spec.domain.devices.interfaces", null)],
]);
