import { expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { checkRange } from "../../src/validation/numbers.ts";

test.for([1, 16, null, undefined])("%j is from 1 to 16, or not set", (value) => {
  expect(checkRange(Field.root(value), 1, 16, "use 1")).toEqual([]);
});

test.for([
  ["16", "use 16 without quotes"],
  ["17", "use 1"],
  ["1.5", "use 1"],
  ["", "use 1"],
  [0, "use 1"],
  [17, "use 1"],
  [1.5, "use 1"],
  [{}, "use 1"],
])("%j: %s", ([value, fix]) => {
  expect(checkRange(Field.root(value), 1, 16, "use 1")).toEqual([
    expect.objectContaining({ type: "invalid", fix, allowed: "must be a whole number from 1 to 16" }),
  ]);
});
