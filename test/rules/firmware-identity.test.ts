import { firmwareIdentity } from "../../src/rules/firmware-identity.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const uuid = "spec.template.spec.domain.firmware.uuid";
const withUuid = (value: unknown) => vmWithTemplate({ domain: { firmware: { uuid: value } } });

const texts = [
  ["firmware", "serial"],
  ["chassis", "manufacturer"],
  ["chassis", "version"],
  ["chassis", "serial"],
  ["chassis", "asset"],
  ["chassis", "sku"],
] as const;

const textCases = texts.flatMap(([holder, name]): RuleCase[] => {
  const path = `spec.template.spec.domain.${holder}.${name}`;
  const withText = (value: unknown) => vmWithTemplate({ domain: { [holder]: { [name]: value } } });
  return [
    [`${path} with 64 characters`, withText("x".repeat(64))],
    [`${path} with 65 characters`, withText("x".repeat(65)), `tooLong ${path}`],
    [`${path} null`, vmWith(`spec.domain.${holder}.${name}`, null)],
    [`${path} empty`, withText("")],
    [`${path} a number`, withText(5), `invalid ${path}`],
    [`${path} a list`, withText([]), `invalid ${path}`],
  ];
});

ruleTable(firmwareIdentity, [
  ["the minimal VM has none", vm()],
  ["version 4", withUuid("5d307ca9-b3ef-428c-8861-06e72d69f223")],
  ["version 4 in capitals", withUuid("5D307CA9-B3EF-428C-8861-06E72D69F223")],
  ["version 5, as KubeVirt derives it from a name", withUuid("6f1e2b34-9c1d-5a7e-b0c1-2d3e4f5a6b7c")],
  ...["1", "2", "3", "6", "7", "8"].map((version): RuleCase => [
    `version ${version}`,
    withUuid(`5d307ca9-b3ef-${version}28c-8861-06e72d69f223`),
    `invalid ${uuid}`,
  ]),
  ...[
    "5d307ca9b3ef428c886106e72d69f223",
    "{5d307ca9-b3ef-428c-8861-06e72d69f223}",
    "5d307ca9-b3ef-428c-8861-06e72d69f22",
    "5d307ca9-b3ef-428c-8861-06e72d69f2234",
    "5d307ca9-b3ef-428c-c861-06e72d69f223",
    "5d307ca9-b3ef-428c-8861-06e72d69f22g",
    "00000000-0000-0000-0000-000000000000",
    "web-1",
    " ",
  ].map((value): RuleCase => [`${JSON.stringify(value)} is no UUID`, withUuid(value), `invalid ${uuid}`]),
  // Clones send it, meaning: please make one.
  ["an empty UUID", withUuid("")],
  ["a null UUID", vmWith("spec.domain.firmware.uuid", null)],
  ...[4, true, {}, []].map((value): RuleCase => [
    `${JSON.stringify(value)} is no text`,
    withUuid(value),
    `invalid ${uuid}`,
  ]),
  ...textCases,
  [
    "64 characters of two UTF-16 units each",
    vmWithTemplate({ domain: { chassis: { sku: "𝄞".repeat(64) } } }),
  ],
  ["firmware of another type", vmWithTemplate({ domain: { firmware: "bios", chassis: [] } })],
  ["no domain at all", vmWithTemplate({ domain: null })],
  ["a null domain", vmWith("spec.domain", null)],
]);
