import { expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { checkMemory } from "../../src/validation/memory.ts";

const example = 'use a quantity such as "2Gi"';

test.for([
  ["2 GiB", 'did you mean "2Gi"?'],
  ["2GB", 'did you mean "2G"?'],
  ["1 Gi", 'did you mean "1Gi"?'],
  ["512m", 'did you mean "512Mi"?'],
  ["2gi", example],
  ["2 gigabytes", example],
  [`${"9".repeat(13)} GiB`, example],
  ["", example],
  ["-1Gi", example],
  [2048, example],
  [{}, example],
])("%j: %s", ([written, fix]) => {
  expect(checkMemory(Field.root(written))).toEqual([expect.objectContaining({ fix })]);
});

test.for(["2Gi", "2G", "1Gi", "512Mi"])("what is recommended is memory: %s", (text) => {
  expect(checkMemory(Field.root(text))).toEqual([]);
});
