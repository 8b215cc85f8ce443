import { expect, test } from "vitest";
import { exemptionFor, type ExemptionQuery } from "../../src/policy/exemption.ts";
import { defaultPolicy, type Exemption } from "../../src/policy/policy.ts";

const train: Exemption = {
  rules: ["single-network", "disk-bus"],
  namespaces: ["gpu", "lab-*"],
  names: ["train-*", "old"],
  reason: "SR-IOV for training",
  owner: "ml-platform",
  expires: "2027-03-31",
};
const query: ExemptionQuery = { rule: "single-network", namespace: "gpu", name: "train-1" };
const now = Date.parse("2027-01-01T12:00:00Z");

function found(exemption: Exemption, asked: ExemptionQuery, time = now): boolean {
  return exemptionFor({ ...defaultPolicy, exemptions: [exemption] }, asked, time) === exemption;
}

test.for<[situation: string, change: Partial<ExemptionQuery>, isExempt: boolean]>([
  ["rule, namespace and name match", {}, true],
  ["the second rule", { rule: "disk-bus" }, true],
  ["another rule", { rule: "boot-disk" }, false],
  ["a rule whose id is the beginning of one", { rule: "single" }, false],
  ["a namespace by pattern", { namespace: "lab-7" }, true],
  ["another namespace", { namespace: "gpu-2" }, false],
  ["no namespace", { namespace: "" }, false],
  ["an exact name", { name: "old" }, true],
  ["another name", { name: "training" }, false],
  ["a generateName", { name: "train-" }, true],
  ["no name yet", { name: "" }, false],
  ["an instance with the name of its VM", { ownerName: "train-1" }, true],
  ["an instance of another name", { name: "x7k2p", ownerName: "train-1" }, true],
  ["an instance of another VM", { name: "x7k2p", ownerName: "web" }, false],
  ["an owner in another namespace", { namespace: "web", ownerName: "train-1" }, false],
])("%s: %#", ([, change, isExempt]) => {
  expect(found(train, { ...query, ...change })).toBe(isExempt);
});

test.for<[situation: string, reason: string | undefined, isExempt: boolean]>([
  ["an object that asks", "a signed kernel", true],
  ["one that does not", undefined, false],
])("an exemption that must be asked for: %s", ([, reason, isExempt]) => {
  const asked = { ...train, asked: true };
  const asks = (rule: string) => (rule === "single-network" ? reason : undefined);
  expect(found(asked, { ...query, asks })).toBe(isExempt);
  expect(found(asked, { ...query, rule: "disk-bus", asks })).toBe(false);
  expect(found(asked, query)).toBe(false);
  expect(found({ ...asked, asked: false }, query)).toBe(true);
});

test.for<[time: string, expires: string | undefined, isExempt: boolean]>([
  ["2027-03-30T00:00:00Z", "2027-03-31", true],
  ["2027-03-31T23:59:59.999Z", "2027-03-31", true],
  ["2027-04-01T00:00:00Z", "2027-03-31", false],
  ["2028-01-01T00:00:00Z", "2027-03-31", false],
  ["2099-01-01T00:00:00Z", undefined, true],
  ["2027-01-01T00:00:00Z", "2027-02-30", false],
  ["2027-01-01T00:00:00Z", "soon", false],
])("at %s, expires %s: %j", ([time, expires, isExempt]) => {
  const { rules, namespaces, names, reason } = train;
  const exemption = { rules, namespaces, names, reason, ...(expires === undefined ? {} : { expires }) };
  expect(found(exemption, query, Date.parse(time))).toBe(isExempt);
});

test('"*" is every rule, every namespace, every name, also none', () => {
  const all: Exemption = { rules: ["*"], namespaces: ["*"], names: ["*"], reason: "x" };
  expect(found(all, { rule: "any", namespace: "any", name: "" })).toBe(true);
});

test("the first that applies is reported, an expired one before it is not", () => {
  const expired = { ...train, expires: "2026-01-01" };
  const second = { ...train, reason: "second" };
  const exemptions = [expired, second, train];
  expect(exemptionFor({ ...defaultPolicy, exemptions }, query, now)).toBe(second);
  expect(exemptionFor(defaultPolicy, query, now)).toBeUndefined();
});
