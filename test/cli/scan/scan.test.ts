import { describe, expect, test } from "vitest";
import { ruleIds } from "../../../src/admission/rule-registry.ts";
import { formats } from "../../../src/cli/review/formats/index.ts";
import type { Result } from "../../../src/cli/review/report.ts";
import { isOwned } from "../../../src/cli/scan/judge.ts";
import { liveReport } from "../../../src/cli/scan/live-report.ts";
import { countByRule, refusedOnlyIn } from "../../../src/cli/scan/tally.ts";
import { plain } from "../../../src/cli/style.ts";
import { parsePolicy } from "../../../src/policy/file/parse.ts";
import type { Policy } from "../../../src/policy/policy.ts";
import { runCommand } from "../../support/command.ts";
import { judged, rulesOf, scanned } from "../../support/scan.ts";
import { vm } from "../../support/vm.ts";

function policyOf(text: string): Policy {
  const read = parsePolicy(`apiVersion: vmgate.cpln.io/v1\nkind: Policy\n${text}`, ruleIds);
  if (!("policy" in read)) throw new Error(JSON.stringify(read));
  return read.policy;
}

const clean = vm({ spec: {} });
const broken = vm({ spec: { runStrategy: "Once" } });

describe("a stored object", () => {
  test("that keeps the rules is denied nothing", () => {
    expect(judged(clean)).toEqual({
      file: "shop/VirtualMachine/web",
      line: 0,
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachine",
      namespace: "shop",
      name: "web",
      verdict: "allowed",
      problems: [],
      patch: [],
    });
  });

  test.for<[policy: string, denied: readonly string[], warned: readonly string[]]>([
    ["", ["run-strategy"], []],
    ["rules: {run-strategy: warn}", [], ["run-strategy"]],
    ['rules: {run-strategy: "off"}', [], []],
    ["profiles: [{name: audit, namespaces: [shop]}]", [], ["run-strategy"]],
    ["exemptions: [{rules: [run-strategy], namespaces: [shop], reason: x}]", [], ["run-strategy"]],
    [
      "exemptions: [{rules: [run-strategy], namespaces: [shop], reason: x, expires: 2000-12-30}]",
      ["run-strategy"],
      [],
    ],
  ])("that breaks a rule, under the policy %s", ([policy, denied, warned]) => {
    const result = judged(broken, policyOf(policy));
    expect([rulesOf(result, "error"), rulesOf(result, "warning")]).toEqual([denied, warned]);
    expect(result.verdict).toBe(denied.length > 0 ? "refused" : "allowed");
  });

  test.for([null, undefined, 1, "x", [], {}, { metadata: 1 }, { metadata: { ownerReferences: [null, 1] } }])(
    "of any JSON is judged: %j",
    (object) => {
      expect(judged(object).verdict).not.toBe("unreadable");
      expect(isOwned(object)).toBe(false);
    },
  );

  test("with a controller is judged where it is written", () => {
    expect(isOwned({ metadata: { ownerReferences: [{ name: "a" }, { controller: true }] } })).toBe(true);
    expect(isOwned({ metadata: { ownerReferences: [{ controller: false }] } })).toBe(false);
  });
});

const many = Array.from({ length: 7 }, (_, n) => scanned(`vm-${n}`, ["clock", "hostname", "clock"]));
const one = scanned("one", [], ["clock"], { namespace: "bank" });
const bug = scanned("bug", ["clock"], [], { verdict: "unreadable" });
const loaded = new Map(
  await Promise.all(Object.entries(formats).map(async ([name, { load }]) => [name, await load()] as const)),
);
const print = (
  format: string,
  results: readonly Result[],
  against?: string,
  noLonger?: readonly Result[],
): string => loaded.get(format)?.(liveReport(results, against, noLonger), plain) ?? "";

describe("as text, the report", () => {
  test("counts by namespace, rule and action, and keeps five names", () => {
    const names = [0, 1, 2, 3, 4].map((n) => `VirtualMachine/vm-${n}`).join(", ");
    expect(print("text", [...many, one, bug, scanned("fine", [])])).toBe(
      [
        "bank: clock: 1 warned: VirtualMachine/one",
        `shop: clock: 7 denied: ${names} and 2 more`,
        "shop: clock: 1 failed: VirtualMachine/bug",
        `shop: hostname: 7 denied: ${names} and 2 more`,
        "7 of 10 objects would be denied, 1 would only be warned of, 1 could not be judged",
        "",
      ].join("\n"),
    );
  });

  test("has a section for each thing that is not a denial", () => {
    const exempt = (name: string, exemption: { reason: string; expires?: string }): Result => {
      const { problems, ...result } = scanned(name, [], ["clock", "clock"]);
      return { ...result, problems: problems.map((problem) => ({ ...problem, exemption })) };
    };
    const results = [
      exempt("a", { reason: "old guests", expires: "2027-01-31" }),
      exempt("b", { reason: "old guests", expires: "2027-01-31" }),
      exempt("c", { reason: "appliance" }),
    ];
    const group = { namespace: "shop", why: "of a kind", objects: 7, names: ["VirtualMachine/x"] };
    const inventory = { outdated: [group], unchecked: [group], notUnderContract: [group] };
    const report = liveReport(results, undefined, [], inventory);
    const names = "VirtualMachine/a, VirtualMachine/b, VirtualMachine/c";
    expect(loaded.get("text")?.(report, plain)).toBe(
      [
        `shop: clock: 3 warned: ${names}`,
        "exempt from rules that would deny:",
        "  shop: clock: 1 without an end (appliance): VirtualMachine/c",
        "  shop: clock: 2 until the end of 2027-01-31 (old guests): VirtualMachine/a, VirtualMachine/b",
        "running with outdated platform cloud-init:",
        "  shop: 7 of a kind: VirtualMachine/x and 6 more",
        "running with platform cloud-init that could not be checked:",
        "  shop: 7 of a kind: VirtualMachine/x and 6 more",
        "not under the contract:",
        "  shop: 7 of a kind: VirtualMachine/x and 6 more",
        "0 of 3 objects would be denied, 3 would only be warned of",
        "",
      ].join("\n"),
    );
    const json = JSON.parse(loaded.get("json")?.(report, plain) ?? "") as object;
    expect(json).toMatchObject({
      exempt: [
        { namespace: "shop", rule: "clock", reason: "appliance", objects: 1 },
        { namespace: "shop", rule: "clock", reason: "old guests", expires: "2027-01-31", objects: 2 },
      ],
      ...inventory,
    });
    expect(loaded.get("html")?.(report, plain)).toContain(
      "<li>Not under the contract: shop: 7 of a kind: VirtualMachine/x and 6 more</li>",
    );
  });

  test("of a cluster without objects", () => {
    expect(print("text", [])).toBe("0 of 0 objects would be denied, 0 would only be warned of\n");
  });

  test("has no line that a name forged", () => {
    const forged = scanned("a", ["clock"], [], { namespace: "a\n0 of 0 objects" });
    expect(print("text", [forged]).split("\n")).toHaveLength(3);
  });
});

test("a report is the same bytes in whatever order the objects were read", () => {
  const results = [...many, one, bug];
  for (const format of Object.keys(formats)) {
    expect(print(format, results.toReversed())).toBe(print(format, results));
    expect(print(format, results).endsWith("\n")).toBe(true);
  }
});

test("an object of a cluster has no line in any format", () => {
  const result = judged(broken);
  const json = JSON.parse(print("json", [result])) as { results: unknown; counts: unknown };
  expect(json.results).toMatchObject([
    {
      file: "shop/VirtualMachine/web",
      line: 0,
      verdict: "refused",
      violations: [{ rule: "run-strategy", line: 0, column: 0 }],
    },
  ]);
  expect(json.counts).toEqual(countByRule([result]));
  expect(print("github", [result])).toMatch(
    /^::error title=VirtualMachine shop\/web::spec\.runStrategy: .*\n$/,
  );
  expect(print("markdown", [result])).toContain("| shop/VirtualMachine/web |");
  expect(print("junit", [result])).toContain('classname="shop/VirtualMachine/web"');
  expect(print("junit", [result])).toContain(">shop/VirtualMachine/web: spec.runStrategy: ");
  expect(JSON.parse(print("gitlab", [result]))).toMatchObject([
    { location: { path: "shop/VirtualMachine/web", lines: { begin: 1 } } },
  ]);
  const sarif = JSON.parse(print("sarif", [result])) as { runs: readonly { results: unknown }[] };
  expect(sarif.runs[0]?.results).toMatchObject([
    {
      ruleId: "run-strategy",
      locations: [
        {
          logicalLocations: [
            {
              name: "spec.runStrategy",
              fullyQualifiedName: "VirtualMachine shop/web spec.runStrategy",
            },
          ],
        },
      ],
    },
  ]);
  expect(print("sarif", [result])).not.toContain("physicalLocation");
  const page = print("html", [result]);
  expect(page).toContain("<title>vmgate scan: 1 of 1 object refused</title>");
  expect(page).toContain('data-label="Kind">VirtualMachine</td>');
});

test("--against reports only what changes from one policy to another", () => {
  const warned = judged(broken, policyOf("rules: {run-strategy: warn}"));
  const pairs: readonly (readonly [Result, Result])[] = [
    [warned, judged(broken)],
    [judged(broken), judged(broken)],
    [judged(clean), judged(clean)],
    [scanned("old", ["clock"]), scanned("old", [])],
  ];
  const newly = pairs.map(([before, after]) => refusedOnlyIn(after, before));
  const noLonger = pairs
    .map(([before, after]) => refusedOnlyIn(before, after))
    .filter(({ problems }) => problems.length > 0);
  expect(print("text", newly, "new.yaml", noLonger)).toBe(
    [
      "+ shop: run-strategy: 1 denied: VirtualMachine/web",
      "- shop: clock: 1 denied: VirtualMachine/old",
      "1 of 4 objects would newly be denied, 1 no longer for a rule that denies them now",
      "",
    ].join("\n"),
  );
  expect(JSON.parse(print("json", newly, "new.yaml", noLonger))).toMatchObject({
    counts: [{ rule: "run-strategy", objects: 1 }],
    noLonger: [{ rule: "clock", names: ["VirtualMachine/old"] }],
    summary: { allowed: 3, refused: 1 },
  });
  expect(print("html", newly, "new.yaml", noLonger)).toContain(
    "Only what the policy new.yaml would newly refuse is shown",
  );
});

test.for([
  [["scan", "--policy=/none.yaml"], "none.yaml"],
  [["scan", "--kubeconfig=/none"], "cannot"],
  [["scan", "--output=none=x"], "formats"],
] as const)("%j is wrong use", async ([args]) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).not.toBe("");
});
