import { probeType } from "../../src/rules/probe-type.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const cases = ["readinessProbe", "livenessProbe"].flatMap((name): RuleCase[] => {
  const path = `spec.template.spec.${name}`;
  const probe = (value: unknown) => vmWithTemplate({ [name]: value });
  return [
    [`${name} absent`, probe(null)],
    [`${name} tcpSocket`, probe({ tcpSocket: { port: 22 }, periodSeconds: 5 })],
    [`${name} httpGet`, probe({ httpGet: { port: 80, path: "/" } })],
    [`${name} exec`, probe({ exec: { command: ["true"] } }), `forbidden ${path}.exec`],
    [`${name} guestAgentPing`, probe({ guestAgentPing: {} }), `forbidden ${path}.guestAgentPing`],
    [`${name} exec beside tcpSocket`, probe({ exec: {}, tcpSocket: { port: 22 } }), `forbidden ${path}.exec`],
    [
      `${name} both refused kinds`,
      probe({ exec: {}, guestAgentPing: {} }),
      `forbidden ${path}.exec`,
      `forbidden ${path}.guestAgentPing`,
    ],
    [`${name} empty`, probe({}), `required ${path}.tcpSocket`],
    [`${name} with timings only`, probe({ periodSeconds: 5 }), `required ${path}.tcpSocket`],
    [`${name} with a null handler`, probe({ tcpSocket: null, exec: null }), `required ${path}.tcpSocket`],
    [`${name} of another type`, probe("tcp"), `required ${path}.tcpSocket`],
    [`${name} as a list`, probe([{ exec: {} }]), `required ${path}.tcpSocket`],
  ];
});

const list = [
  { name: "ssh", port: 22 },
  { name: "http", port: 80, protocol: "TCP" },
  { name: "dns", port: 53, protocol: "UDP" },
];
const probed = (port: unknown, ports: unknown = list, type = "tcpSocket") =>
  vmWithTemplate({
    domain: { devices: { interfaces: [{ name: "default", masquerade: {}, ports }] } },
    readinessProbe: { [type]: { port } },
  });
const unlisted = (type = "tcpSocket") => `advice invalid spec.template.spec.readinessProbe.${type}.port`;

const ports: readonly RuleCase[] = [
  ...[22, 80, "http", "80"].map((port): RuleCase => [`port ${JSON.stringify(port)} is listed`, probed(port)]),
  ...[8080, 53, "dns", "HTTP", {}, 0].map((port): RuleCase => [
    `port ${JSON.stringify(port)} is not listed`,
    probed(port),
    unlisted(),
  ]),
  ["httpGet", probed(8080, list, "httpGet"), unlisted("httpGet")],
  ["no list: every port is open", probed(8080, null)],
  ["an empty list", probed(8080, [])],
  ["a list of another type", probed(8080, { port: 80 })],
  ["a list of nothing", probed(8080, [null]), unlisted()],
  ["no port", probed(null)],
];

ruleTable(probeType, [
  ...ports,
  ["the minimal VM", vm()],
  ...cases,
  ["no template", vm({ spec: { template: null } })],
  ["an instance", vmi({ readinessProbe: { exec: {} } }), "forbidden spec.readinessProbe.exec"],
]);
