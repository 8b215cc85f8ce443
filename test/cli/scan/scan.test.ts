import { describe, expect, test } from "vitest";
import { createEngine } from "../../../src/admission/engine.ts";
import { watchedResources, type WatchedResource } from "../../../src/admission/resources.ts";
import { ruleIds } from "../../../src/admission/rule-registry.ts";
import { formatDifference, formatScan } from "../../../src/cli/scan/format-text.ts";
import { differencePage, scanPage } from "../../../src/cli/scan/format-html.ts";
import { isOwned, judge, type Judgement } from "../../../src/cli/scan/judge.ts";
import { DifferenceTally, Tally } from "../../../src/cli/scan/tally.ts";
import { parsePolicy } from "../../../src/policy/file/parse.ts";
import { defaultPolicy, type Policy } from "../../../src/policy/policy.ts";
import { runCommand } from "../../support/command.ts";
import { vm } from "../../support/vm.ts";

const [virtualMachines] = watchedResources as readonly [WatchedResource, ...WatchedResource[]];
const now = Date.UTC(2027, 0, 1);

function policyOf(text: string): Policy {
  const read = parsePolicy(`apiVersion: vmgate.cpln.io/v1\nkind: Policy\n${text}`, ruleIds);
  if (!("policy" in read)) throw new Error(JSON.stringify(read));
  return read.policy;
}

const stored = (spec: object): unknown => vm({ spec });
const judged = (object: unknown, policy = defaultPolicy): Judgement =>
  judge(object, virtualMachines, createEngine(policy), now);

const clean = stored({});
const broken = stored({ runStrategy: "Once" });

describe("a stored object", () => {
  test("that keeps the rules is denied nothing", () => {
    expect(judged(clean)).toEqual({
      kind: "VirtualMachine",
      namespace: "shop",
      name: "web",
      denied: [],
      warned: [],
      failed: [],
    });
  });

  test.for<[policy: string, denied: readonly string[], warned: readonly string[]]>([
    ["", ["run-strategy"], []],
    ["rules: {run-strategy: warn}", [], ["run-strategy"]],
    ['rules: {run-strategy: "off"}', [], []],
    ["profiles: [{name: audit, namespaces: [shop]}]", [], ["run-strategy"]],
    ["exemptions: [{rules: [run-strategy], namespaces: [shop], reason: x}]", [], ["run-strategy"]],
    [
      "exemptions: [{rules: [run-strategy], namespaces: [shop], reason: x, expires: 2026-12-30}]",
      ["run-strategy"],
      [],
    ],
  ])("that breaks a rule, under the policy %s", ([policy, denied, warned]) => {
    expect(judged(broken, policyOf(policy))).toMatchObject({ denied, warned, failed: [] });
  });

  test.for([null, undefined, 1, "x", [], {}, { metadata: 1 }, { metadata: { ownerReferences: [null, 1] } }])(
    "of any JSON is judged: %j",
    (object) => {
      expect(judged(object).failed).toEqual([]);
      expect(isOwned(object)).toBe(false);
    },
  );

  test("with a controller is judged where it is written", () => {
    expect(isOwned({ metadata: { ownerReferences: [{ name: "a" }, { controller: true }] } })).toBe(true);
    expect(isOwned({ metadata: { ownerReferences: [{ controller: false }] } })).toBe(false);
  });
});

const judgement = (name: string, changes: Partial<Judgement> = {}): Judgement => ({
  ...{ kind: "VirtualMachine", namespace: "shop", name, denied: [], warned: [], failed: [] },
  ...changes,
});

describe("the report", () => {
  test("counts by namespace, rule and action, and keeps five names", () => {
    const tally = new Tally();
    for (let n = 0; n < 7; n++) tally.add(judgement(`vm-${n}`, { denied: ["clock", "hostname"] }));
    tally.add(judgement("one", { namespace: "bank", warned: ["clock"] }));
    tally.add(judgement("bug", { failed: ["clock"] }));
    tally.add(judgement("fine"));
    expect(formatScan(tally.report())).toBe(
      [
        "bank: clock: 1 warned: VirtualMachine/one",
        `shop: clock: 7 denied: ${[0, 1, 2, 3, 4].map((n) => `VirtualMachine/vm-${n}`).join(", ")} and 2 more`,
        "shop: clock: 1 failed: VirtualMachine/bug",
        `shop: hostname: 7 denied: ${[0, 1, 2, 3, 4].map((n) => `VirtualMachine/vm-${n}`).join(", ")} and 2 more`,
        "7 of 10 objects would be denied, 1 would only be warned of, 1 could not be judged",
        "",
      ].join("\n"),
    );
  });

  test("of a cluster without objects", () => {
    expect(formatScan(new Tally().report())).toBe(
      "0 of 0 objects would be denied, 0 would only be warned of\n",
    );
  });

  test("names cannot forge lines", () => {
    const tally = new Tally();
    tally.add(judgement("a\n0 of 0 objects", { denied: ["clock"] }));
    expect(formatScan(tally.report()).split("\n")).toHaveLength(3);
  });

  test("as a page: a bar and a row for each rule of each namespace, names escaped", () => {
    const tally = new Tally();
    for (let n = 0; n < 7; n++) tally.add(judgement(`<b>${n}`, { denied: ["clock"] }));
    tally.add(judgement("one", { namespace: "bank", warned: ["clock"] }));
    const page = scanPage(tally.report());
    expect(page).toContain("<h1>7 of 8 objects would be denied</h1>");
    expect([...page.matchAll(/<span class="name">(.*?)<.*?>(\d+)</g)].map((all) => all.slice(1))).toEqual([
      ...[
        ["clock", "8"],
        ["shop", "7"],
        ["bank", "1"],
      ],
    ]);
    expect(page).toContain('data-label="Object">VirtualMachine/one</td>');
    expect(page).toContain("VirtualMachine/&lt;b&gt;4 and 2 more</td>");
    expect(page).not.toContain("<b>");
  });

  test("reports only what changes from one policy to another", () => {
    const difference = new DifferenceTally();
    const before = judged(broken, policyOf("rules: {run-strategy: warn}"));
    difference.add(before, judged(broken));
    difference.add(judged(broken), judged(broken));
    difference.add(judged(clean), judged(clean));
    difference.add(judgement("old", { denied: ["clock"] }), judgement("old"));
    const page = differencePage(difference.report());
    expect([...page.matchAll(/data-level="(.*?)" data-rule="(.*?)"/g)].map((all) => all.slice(1))).toEqual([
      ["newly denied", "run-strategy"],
      ["no longer denied", "clock"],
    ]);
    expect(formatDifference(difference.report())).toBe(
      [
        "+ shop: run-strategy: 1 denied: VirtualMachine/web",
        "- shop: clock: 1 denied: VirtualMachine/old",
        "1 of 4 objects would newly be denied, 1 no longer for a rule that denies them now",
        "",
      ].join("\n"),
    );
  });
});

test.for([
  [["scan", "--policy=/none.yaml"], "none.yaml"],
  [["scan", "--kubeconfig=/none"], "cannot"],
] as const)("%j is wrong use", async ([args]) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).not.toBe("");
});
