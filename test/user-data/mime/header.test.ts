import { expect, test } from "vitest";
import { headerValue, mediaType, parameter } from "../../../src/user-data/mime/header.ts";

// What CPython 3.11's Message.get_param("x") gives for each.
test.for<[value: string, found: string | undefined]>([
  ["a/b", undefined],
  ["a/b; x=y", "y"],
  ["a/b;x=y", "y"],
  ["a/b ;  X \t=  y ; z=1", "y"],
  ["x=y", "y"],
  ["; x=y", "y"],
  ["a/b; w; x=y", "y"],
  ["a/b; xx=1; x=2; x=3", "2"],
  ["a/b; x=y=z", "y=z"],
  ["a/b; x=", ""],
  ['a/b; x=""', ""],
  ['a/b; x="y z"', "y z"],
  ['a/b; x=" y "', " y "],
  ['a/b; x="y;z"; w=1', "y;z"],
  ['a/b; w="; x=1"; x=2', "2"],
  ['a/b; x="y', '"y'],
  [String.raw`a/b; x="a\"b\\c"`, String.raw`a"b\c`],
  [String.raw`a/b; x="a\;b"`, String.raw`a\;b`],
  ["a/b x=y", undefined],
  ["a/b; y=x", undefined],
])("the parameter of %j", ([value, found]) => {
  expect(parameter(value, "x")).toBe(found);
});

test.for<[value: string, type: string]>([
  ["text/x-a", "text/x-a"],
  [" Text/X-A ; a=b; c", "text/x-a"],
  ["text/x-a;", "text/x-a"],
  ["text/x-a; a/b", "text/x-a"],
  ["text", "other"],
  ["text/x/a", "other"],
  ["", "other"],
  ["; a/b", "other"],
  ["/", "/"],
])("the type of %j", ([value, type]) => {
  expect(mediaType(value, "other")).toBe(type);
});

test("a header is the first of its name, without blanks around it", () => {
  const headers = [
    { name: "a", value: " one\t" },
    { name: "b", value: "two" },
    { name: "a", value: "three" },
  ];
  expect(["a", "b", "c"].map((name) => headerValue(headers, name))).toEqual(["one", "two", ""]);
});
