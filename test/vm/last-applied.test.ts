import { expect, test } from "vitest";
import { lastApplied } from "../../src/vm/last-applied.ts";

const limit = 256 * 1024;

function withLastApplied(text: unknown): object {
  return { metadata: { annotations: { "kubectl.kubernetes.io/last-applied-configuration": text } } };
}

test.for([
  ["a manifest", '{"spec":{}}', { spec: {} }],
  ["text that is no JSON", "{", undefined],
  ["a number", 1, undefined],
  ["null", null, undefined],
  ["as long as the API server stores", '"x"'.padEnd(limit), "x"],
  ["one character longer", '"x"'.padEnd(limit + 1), undefined],
] as const)("%s", ([, text, manifest]) => {
  expect(lastApplied(withLastApplied(text))).toEqual(manifest);
});

test("without annotations there is none", () => {
  expect(lastApplied({})).toBeUndefined();
});
