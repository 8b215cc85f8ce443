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

ruleTable(probeType, [
  ["the minimal VM", vm()],
  ...cases,
  ["no template", vm({ spec: { template: null } })],
  ["an instance", vmi({ readinessProbe: { exec: {} } }), "forbidden spec.readinessProbe.exec"],
]);
