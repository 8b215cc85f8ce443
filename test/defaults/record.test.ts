import { describe, expect, test } from "vitest";
import {
  fittingFields,
  hashOf,
  isSameFields,
  readRecord,
  recordAnnotation,
  setRecord,
  withStoredRecord,
  type DefaultsRecord,
} from "../../src/defaults/record.ts";
import { VmView } from "../../src/vm/view.ts";
import { deepFreeze } from "../support/vm.ts";

const toView = (object: unknown): VmView => VmView.ofVm(object, "spec");
/** A VM whose record is this text, and which may have a run strategy. */
const vmWith = (record: unknown, runStrategy = "Always"): unknown =>
  deepFreeze({
    spec: { runStrategy, template: { metadata: { annotations: { [recordAnnotation]: record } } } },
  });
const read = (record: unknown): DefaultsRecord | undefined => readRecord(toView(vmWith(record)));
const textOf = (object: unknown): unknown => toView(object).annotation(recordAnnotation).value;

/** A record of exactly this many characters. */
function recordOf(length: number): string {
  const empty = JSON.stringify({ vm: "", fields: {} }).length;
  return JSON.stringify({ vm: "x".repeat(length - empty), fields: {} });
}

describe("a record is read", () => {
  const limit = 16 * 1024;
  test.for<readonly [string, unknown, object | undefined]>([
    ["of a creation", '{"vm":"a/b","fields":{"x":"1"}}', { vm: "a/b", fields: new Map([["x", "1"]]) }],
    [
      "of an update",
      '{"vm":"a/b","updateOf":"2","fields":{}}',
      { vm: "a/b", updateOf: "2", fields: new Map() },
    ],
    ["of no update: not text", '{"vm":"a/b","updateOf":2,"fields":{}}', { vm: "a/b", fields: new Map() }],
    [
      "a hash that is not text is left out",
      '{"vm":"a","fields":{"x":1,"y":"2"}}',
      { vm: "a", fields: new Map([["y", "2"]]) },
    ],
    ["absent", undefined, undefined],
    ["null", null, undefined],
    ["an object in place of its text", { vm: "a", fields: {} }, undefined],
    ["no JSON", "{", undefined],
    ["JSON that is no object", "[]", undefined],
    ["JSON's null", "null", undefined],
    ["without fields", '{"vm":"a"}', undefined],
    ["with a list of fields", '{"vm":"a","fields":[]}', undefined],
    ["without a VM", '{"fields":{}}', undefined],
    ["of a VM that is a number", '{"vm":1,"fields":{}}', undefined],
  ])("%s", ([, text, record]) => {
    expect(read(text)).toEqual(record);
    expect(Object.keys(read(text) ?? {}).toSorted()).toEqual(Object.keys(record ?? {}).toSorted());
  });

  test("up to 16 KiB of text", () => {
    expect(read(recordOf(limit))).toBeDefined();
    expect(read(recordOf(limit + 1))).toBeUndefined();
  });
});

describe("a record is written", () => {
  const record = {
    vm: "a/b",
    fields: new Map([
      ["y", "2"],
      ["x", "1"],
    ]),
  };
  const text = '{"vm":"a/b","fields":{"x":"1","y":"2"}}';

  test("with its fields sorted, and read again", () => {
    const object = setRecord({ spec: {} }, record, toView);
    expect(textOf(object)).toBe(text);
    expect(readRecord(toView(object))).toEqual(record);
    expect(textOf(setRecord({ spec: {} }, { ...record, updateOf: "3" }, toView))).toBe(
      '{"vm":"a/b","updateOf":"3","fields":{"x":"1","y":"2"}}',
    );
  });

  test("an object that has it already is the same object", () => {
    const object = vmWith(text);
    expect(setRecord(object, record, toView)).toBe(object);
    const without = deepFreeze({ spec: {} });
    expect(setRecord(without, undefined, toView)).toBe(without);
  });

  test("none is removed", () => {
    expect(toView(setRecord(vmWith(text), undefined, toView)).annotation(recordAnnotation).isSet).toBe(false);
  });
});

describe("the stored record comes back where nothing else has changed", () => {
  const stored = '{"vm":"a/b","fields":{"x":"1"}}';
  const again = '{"vm":"a/b","updateOf":"2","fields":{"x":"1"}}';
  const after = (now: unknown, before: unknown): unknown => withStoredRecord(now, before, toView);

  test("the same fields", () => {
    expect(after(vmWith(again), vmWith(stored))).toEqual(vmWith(stored));
  });

  test.for<readonly [string, unknown, unknown]>([
    ["the spec has changed", vmWith(again, "Halted"), vmWith(stored)],
    ["another hash", vmWith(again.replace('"1"', '"9"')), vmWith(stored)],
    ["another field", vmWith(again.replace('"x"', '"z"')), vmWith(stored)],
    ["one more field", vmWith(again.replace('"x"', '"w":"0","x"')), vmWith(stored)],
    ["none is stored", vmWith(again), vmWith(undefined)],
    ["none is sent", vmWith(undefined), vmWith(stored)],
    ["there is none", vmWith(undefined), vmWith(undefined)],
  ])("not: %s", ([, now, before]) => {
    expect(after(now, before)).toBe(now);
  });
});

test("two records have the same fields", () => {
  const fields = new Map([
    ["x", "1"],
    ["y", "2"],
  ]);
  expect(
    isSameFields(
      fields,
      new Map([
        ["y", "2"],
        ["x", "1"],
      ]),
    ),
  ).toBe(true);
  expect(isSameFields(fields, new Map([["x", "1"]]))).toBe(false);
  expect(isSameFields(new Map([["x", "1"]]), fields)).toBe(false);
  expect(
    isSameFields(
      fields,
      new Map([
        ["x", "1"],
        ["y", "3"],
      ]),
    ),
  ).toBe(false);
  expect(
    isSameFields(
      fields,
      new Map([
        ["x", "1"],
        ["z", "2"],
      ]),
    ),
  ).toBe(false);
});

describe("as many fields as fit", () => {
  /** Fields that each take this many bytes in a record. */
  const fieldsOf = (count: number, bytes: number, letter = "k"): Map<string, string> =>
    new Map(
      Array.from({ length: count }, (_, i) => {
        const number = String(i).padStart(4, "0");
        const rest = (bytes - '{"":"12345678"}'.length - number.length) / Buffer.byteLength(letter);
        return [number + letter.repeat(rest), "12345678"];
      }),
    );

  test.for<readonly [string, Map<string, string>, number]>([
    ["few: all", fieldsOf(10, 64), 10],
    ["up to 15 KiB: all", fieldsOf(240, 64), 240],
    ["one more: the first of them", fieldsOf(241, 64), 240],
    ["letters of three bytes", fieldsOf(160, 100, "€"), 153],
  ])("%s", ([, fields, count]) => {
    const fitting = fittingFields(new Map([...fields].toReversed()));
    expect([...fitting]).toEqual([...fields].slice(0, count));
  });

  test("what is written of them is read again, however their names are escaped", () => {
    const fields = fieldsOf(400, 64, "\u0001");
    const object = setRecord({ spec: {} }, { vm: "a/b", fields }, toView);
    expect(readRecord(toView(object))?.fields.size).toBeGreaterThan(0);
  });
});

test("equal values have the same hash, others another", () => {
  expect(hashOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(hashOf({ b: [{ d: 3, c: 2 }], a: 1 }));
  const others = [{ a: 1 }, { a: 2 }, { b: 1 }, [1, 2], [2, 1], "1", 1, true, null, "", [], [[]]];
  expect(new Set(others.map(hashOf)).size).toBe(others.length);
  expect(hashOf("x")).toMatch(/^[0-9a-f]{8}$/);
});
