import { expect, test } from "vitest";
import { json } from "../../../../src/cli/review/formats/json.ts";
import { reportOn, reportOnEverything } from "../../../support/report.ts";

interface Printed {
  readonly results: readonly Readonly<Record<string, unknown>>[];
  readonly summary: unknown;
}

test("the members that scripts rely on", async () => {
  const { results, summary } = JSON.parse(json(await reportOnEverything())) as Printed;
  expect(summary).toEqual({ allowed: 2, refused: 1, skipped: 2, unreadable: 1 });
  for (const result of results)
    expect(Object.keys(result)).toEqual([
      ...["file", "line", "apiVersion", "kind", "namespace", "name", "verdict"],
      ...["violations", "warnings", "patch"],
    ]);
  const [allowed, refused] = results;
  expect(allowed).toMatchObject({
    ...{ file: "./allowed.yaml", line: 1, apiVersion: "kubevirt.io/v1", kind: "VirtualMachine" },
    ...{ namespace: "shop", name: "web", verdict: "allowed", violations: [], warnings: [] },
    patch: [
      {
        op: "add",
        path: "/spec/template/metadata/annotations/vm.cpln.io~1defaulted",
        value: '{"vm":"shop/web","fields":{"clock.timezone":"5a06dc2b"}}',
      },
      { op: "add", path: "/spec/template/spec/domain/clock", value: { timezone: "UTC" } },
    ],
  });
  expect((refused?.["violations"] as readonly unknown[])[0]).toEqual({
    rule: "whole-core-cpu",
    action: "enforce",
    type: "invalid",
    field: "spec.template.spec.domain.resources.requests.cpu",
    found: '"1500m"',
    allowed: "must be a whole number of cores, at least 1",
    fix: 'use "2"',
    message:
      'spec.template.spec.domain.resources.requests.cpu: Invalid value: "1500m": must be a whole number of cores, at least 1; use "2" [whole-core-cpu]',
    line: expect.any(Number) as number,
    column: 18,
  });
});

test("a warning is a violation with its line, and a text as the cluster shows it", async () => {
  const { results } = JSON.parse(json(await reportOnEverything())) as Printed;
  const warned = results.find(({ file }) => file === "shop/warned.yaml");
  const message = expect.stringMatching(/^spec\.runStrategy: .* \[run-strategy\]$/) as string;
  expect(warned).toMatchObject({
    violations: [{ rule: "run-strategy", action: "warn", message }],
    warnings: [message],
  });
});

test("why something was skipped or cannot be read is its warning", async () => {
  const { results } = JSON.parse(json(await reportOn({ "a.yaml": "kind: X\n---\na: [" }))) as Printed;
  expect(results.map(({ verdict, warnings }) => [verdict, warnings])).toEqual([
    ["skipped", []],
    ["unreadable", [expect.stringMatching(/^Flow sequence/)]],
  ]);
});
