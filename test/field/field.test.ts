import { describe, expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import type { Path } from "../../src/field/path.ts";

const object: unknown = JSON.parse(
  '{"a": {"b": 0, "c": null, "d": false, "e": ""}, "list": [{"x": 1}, null], "constructor": 7, "__proto__": {"own": 1}}',
);
const field = Field.root(object);

/** A path, and the value there. */
const members: readonly (readonly [path: Path, value: unknown])[] = [
  [["a", "b"], 0],
  [["a", "c"], null],
  [["a", "d"], false],
  [["a", "e"], ""],
  [["a", "f"], undefined],
  [["a", "b", "x"], undefined],
  [["list", 0, "x"], 1],
  [["list", 1, "x"], undefined],
  [["list", 2], undefined],
  [["list", "length"], undefined],
  [["list", "0"], undefined],
  [["a", 0], undefined],
  [["constructor"], 7],
  [["__proto__", "own"], 1],
  [["a", "constructor"], undefined],
  [["a", "toString"], undefined],
  [["a", "__proto__"], undefined],
  [["a", "hasOwnProperty"], undefined],
];

describe.for(members)("at %j there is %j", ([path, value]) => {
  test("as a field", () => {
    expect(field.at(...path).value).toEqual(value);
  });

  test("for has, unless it is null", () => {
    expect(field.has(...path)).toBe(value !== undefined && value !== null);
    expect(field.has(...path)).toBe(field.at(...path).isSet);
  });
});

test("setMembers gives what is set, in the order of the names", () => {
  const found = field.at("a").setMembers(["e", "c", "f", "b", "toString"]);
  expect(found.map(String)).toEqual(["a.e", "a.b"]);
  expect(Field.root(undefined).setMembers(["a"])).toEqual([]);
  expect(Field.root([1]).setMembers(["0", "length"])).toEqual([]);
});
