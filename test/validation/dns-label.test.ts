import { expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { checkDnsLabel } from "../../src/validation/dns-label.ts";

const general = "use one label of these characters, without dots";

test.for([
  ["Web-1", 'use "web-1"'],
  // Nobody knows which label was meant by these.
  ["10.0.0.1", general],
  ["__NAME__", general],
  ["wéb", general],
  ["-", general],
])("%j: %s", ([written, fix]) => {
  expect(checkDnsLabel(Field.root(written))).toEqual([expect.objectContaining({ fix })]);
});
