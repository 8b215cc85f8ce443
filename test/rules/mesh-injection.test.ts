import { describe } from "vitest";
import { meshInjection } from "../../src/rules/mesh-injection.ts";
import { policyWith, ruleTable, type RuleCase } from "../support/rule-table.ts";
import { replicaSet, vm, vmi, vmWith } from "../support/vm.ts";

const place = "spec.template.metadata";
const withMetadata = (metadata: unknown) => vm({ spec: { template: { metadata } } });
const annotated = (name: string, value: unknown) => withMetadata({ annotations: { [name]: value } });
const labelled = (name: string, value: unknown) => withMetadata({ labels: { [name]: value } });

const inMesh = (rules: Readonly<Record<string, "off">> = {}) =>
  policyWith({ platform: { ...policyWith().platform, mesh: { istio: true } }, rules });

const inject = "sidecar.istio.io/inject";

const cases: readonly RuleCase[] = [
  ["the minimal VM", vm()],
  ["into the mesh", annotated(inject, "true")],
  ["into the mesh, by label", labelled(inject, "true")],
  ["a revision", annotated("istio.io/rev", "canary")],
  ["a revision by label", labelled("istio.io/rev", "canary")],
  ...["false", "True", "", "yes", 5, true, {}].map((value): RuleCase => [
    `inject: ${JSON.stringify(value)}`,
    annotated(inject, value),
    `forbidden ${place}.annotations[${inject}]`,
  ]),
  ["out of the mesh, by label", labelled(inject, "false"), `forbidden ${place}.labels[${inject}]`],
  ["null says nothing", vmWith("metadata", { annotations: { [inject]: null }, labels: null })],
  ...[
    "traffic.sidecar.istio.io/excludeInboundPorts",
    "proxy.istio.io/config",
    "istio.io/dataplane-mode",
    "a.b.istio.io/c",
  ].flatMap((name): RuleCase[] => [
    [`the annotation ${name}`, annotated(name, "x"), `forbidden ${place}.annotations[${name}]`],
    [`the label ${name}`, labelled(name, "x"), `forbidden ${place}.labels[${name}]`],
  ]),
  ...["istio.io", "example.com/istio.io", "notistio.io/inject", "istio.io.example.com/a", "app"].map(
    (name): RuleCase => [`${name} is not the mesh's`, annotated(name, "x")],
  ),
  ["of a foreign container single-container speaks", annotated("inject.istio.io/templates", "evil")],
  ["on an instance", vmi({}, { [inject]: "false" }), `forbidden metadata.annotations[${inject}]`],
  ["on a replica set", replicaSet(1)],
  ["annotations of another type", withMetadata({ annotations: "istio", labels: [] })],
  ["no template", vm({ spec: { template: null } })],
];

ruleTable(meshInjection, cases, inMesh());

describe("with single-container off", () => {
  const name = "inject.istio.io/templates";
  const field = `forbidden ${place}.annotations[${name}]`;
  ruleTable(
    meshInjection,
    [["a foreign container", annotated(name, "x"), field]],
    inMesh({ "single-container": "off" }),
  );
});

describe("without the mesh", () => {
  ruleTable(meshInjection, [["anything goes", annotated(inject, "false")]]);
});
