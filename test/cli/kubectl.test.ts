import { expect, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { ignoreNothing } from "../../src/cli/ignore/ignored.ts";
import { parseIndented } from "../../src/cli/quoted-lines.ts";
import { readManifests } from "../../src/cli/review/manifests.ts";
import { reviewFiles } from "../../src/cli/review/review-files.ts";
import { reviewCommand } from "../../src/cli/review/command.ts";
import { text } from "../../src/cli/review/formats/text.ts";
import { plain } from "../../src/cli/style.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { Field } from "../../src/field/field.ts";
import { today } from "../support/review.ts";
import { mergePatch, vm, vmWithTemplate } from "../support/vm.ts";

const reviewText = (text: string) =>
  reviewFiles(["-"], {
    engine: createEngine(defaultPolicy),
    namespace: "default",
    now: today,
    old: new Map<string, unknown>(),
    fields: "strict" as const,
    ignore: ignoreNothing,
    readStdin: () => Promise.resolve(new TextEncoder().encode(text)),
  });

test.for([
  [
    "double quotes",
    'a:\n  b:\n    c: "one\n  two\n three"\n    d: 1\n',
    { a: { b: { c: "one two three", d: 1 } } },
  ],
  ["single quotes", "a:\n  b: 'it''s\nhere'\nc: 1\n", { a: { b: "it's here" }, c: 1 }],
  ["an escaped quote", 'a:\n  b: "say \\"x\\" and\ny\\\\"\nc: 1\n', { a: { b: 'say "x" and y\\' }, c: 1 }],
  ["an escaped line end", 'a:\n  b: "one\\n\\\n two"\n', { a: { b: "one\ntwo" } }],
  ["two of them", 'a:\n  b: "x\ny"\n  c: "z\n\nw"\n', { a: { b: "x y", c: "z\nw" } }],
  ["in a list", '- a: "x\ny"\n- b\n', [{ a: "x y" }, "b"]],
])("a quoted text goes on in a line that is not indented more: %s", ([, text, wanted]) => {
  const [manifest] = readManifests(text as string);
  expect(manifest).toMatchObject({ object: wanted });
  expect(manifest?.problem).toBeUndefined();
});

test.for([
  ["a quoted text of 20,000 lines is not indented", `a: "${"x\n".repeat(20_000)}"\n`, 1],
  [
    "a long file of 40 quoted texts is parsed eight times",
    `${'- "x\ny"\n'.repeat(40)}# ${"x".repeat(2 << 20)}\n`,
    8,
  ],
] as const)("what is parsed again is bounded: %s", ([, text, most]) => {
  let parsed = 0;
  const documents = parseIndented(text, (indented) => {
    parsed += indented.length;
    const read = parseAllDocuments(indented);
    return Array.isArray(read) ? read : [];
  });
  expect(documents?.[0]?.errors).not.toEqual([]);
  expect(parsed / text.length).toBeLessThan(most + 0.1);
});

test("in a second document too, and lines stay what they are", () => {
  const [, second] = readManifests('a: 1\n---\nb:\n  c: "x\ny"\nd: 2\n');
  expect(second?.object).toEqual({ b: { c: "x y" }, d: 2 });
  expect(second?.locate(["d"]).line).toBe(6);
});

test("a quote that is never closed is an error", () => {
  expect(readManifests('a: 1\nb: "x\ny\n')).toMatchObject([
    { object: undefined, problem: 'Missing closing "quote' },
  ]);
});

test("the VMs of a VirtualMachineList are judged, though they do not say what they are", async () => {
  const { spec, metadata } = vm() as { spec: object; metadata: object };
  const list = {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachineList",
    items: [{ metadata, spec }, null],
  };
  const { results } = await reviewText(stringify(list));
  expect(results.map(({ kind, name, verdict }) => [kind, name, verdict])).toEqual([
    ["VirtualMachine", "web", "allowed"],
    ["", "", "skipped"],
  ]);
});

test("blanks round a quantity are nothing to Kubernetes", async () => {
  const blanks = vmWithTemplate({
    domain: { memory: { guest: "2Gi " }, resources: { requests: { cpu: " 2\n" } } },
  });
  expect((await reviewText(stringify(blanks))).summary.allowed).toBe(1);
});

test.for(["kubevirt.io/v2", "kubevirt.io/v1beta1", "kubevirt.io"])(
  "%s is served by no cluster",
  async (apiVersion) => {
    const { results } = await reviewText(stringify(mergePatch(vm(), { apiVersion })));
    const verdicts = results.map(({ verdict }) => verdict);
    expect(verdicts).toEqual(["refused"]);
    if (apiVersion !== "kubevirt.io")
      expect(results[0]?.problems[0]?.message).toBe(
        `apiVersion: Unsupported value: "${apiVersion}": must be "kubevirt.io/v1" or "kubevirt.io/v1alpha3"; use "kubevirt.io/v1" [served-version]`,
      );
  },
);

test("what is skipped is counted by kind", async () => {
  const report = await reviewText("kind: Service\n---\nkind: Service\n---\nkind: Secret\n---\na: 1\n");
  expect(text(report, plain)).toBe(
    "skipped: 2 Service, 1 Secret, 1 without a kind\n" +
      "nothing was reviewed: there is no VirtualMachine, and no other kind that vmgate reviews\n" +
      "0 allowed, 0 refused, 4 skipped, 0 unreadable\n",
  );
});

test.for([
  [[], "", 2],
  [["--allow-empty"], "", 0],
  [[], "kind: Service\n", 2],
  [["--allow-empty"], "kind: Service\n", 0],
  [["--allow-empty"], "a: [\n", 2],
  [[], stringify(vm()), 0],
] as const)("review %s of %j exits with %i", async ([flags, text, wanted]) => {
  let exitCode: number | undefined;
  const nowhere = { write: () => true };
  const io = {
    stdout: nowhere,
    stderr: nowhere,
    readStdin: () => Promise.resolve(new TextEncoder().encode(text)),
  };
  const command = reviewCommand(io as never, (code) => {
    exitCode = code;
  });
  await command.parseAsync([...flags, "-"], { from: "user" });
  expect(exitCode).toBe(wanted);
});

test("an object is found where its list says it is", () => {
  const [manifest] = readManifests("kind: VirtualMachineList\nitems:\n- metadata: {name: a}\n");
  expect(Field.root(manifest?.object).at("kind").value).toBe("VirtualMachine");
  expect(manifest?.locate(["metadata"]).line).toBe(3);
});
