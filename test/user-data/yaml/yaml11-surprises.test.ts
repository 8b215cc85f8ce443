import { expect, test } from "vitest";
import { yaml11Surprise } from "../../../src/user-data/yaml/yaml11-surprises.ts";

// As PyYAML 6.0 resolves them: to a number in base 60 or 8, to a truth value, or to what it looks like.
test.for<[surprise: string | undefined, ...values: string[]]>([
  ["unquoted MAC address", "52:54:00:12:34:56", "10:00:00:00:00:00"],
  ["unquoted digits with colons", "22:30", "1:0", "1:2:3:4", "-22:30", "+1:00", "1_0:30", "1:59"],
  ["unquoted digits with colons", "1:30.5", "01:30.5", "0:0.", "-0:0.0_1", "1:2:3."],
  ["unquoted digits with colons", "52:54:00:12:34", "52:54:00:12:34:56:07", "152:54:00:12:34:56"],
  [
    undefined,
    "1:60",
    "01:30",
    "0:0",
    "1:",
    ":1",
    "a:30",
    "1:30a",
    "1:30.a",
    "x1:30",
    "1:2:60",
    "--1:0",
    "12",
  ],
  [undefined, "52:54:00:12:34:5e", "02:00:00:00:00:01", "80:80"],
  ["number with a leading 0", "0644", "-0644", "+07", "0_7", "00", "07_"],
  [undefined, "0", "08", "0o7", "07a", "a07", "0x1f", "--07", "1", "-1", "", " 07"],
  ["unquoted on or off", "on", "On", "ON", "off", "Off", "OFF"],
  [undefined, "oN", "oFF", "one", "non", "no-off", "offer", "=", "true", "False", "null", "~"],
])("%s: the value wherever it is", ([surprise, ...values]) => {
  for (const value of values) {
    for (const field of ["key", "item", "value"] as const) expectSurprise(value, field, surprise);
  }
});

test.for(["yes", "Yes", "YES", "no", "No", "NO"])("%s as a key and in a list", (value) => {
  expectSurprise(value, "key", "unquoted yes or no");
  expectSurprise(value, "item", "unquoted yes or no");
  expectSurprise(value, "value", undefined);
});

test.for(["y", "n", "yEs", "nO", "yesterday", "eyes", "none", "uno", "nono", "oyes"])(
  "%s is a text",
  (value) => {
    expectSurprise(value, "key", undefined);
  },
);

function expectSurprise(value: string, field: "key" | "item" | "value", surprise: string | undefined): void {
  const found = yaml11Surprise(value, field)?.found;
  if (surprise === undefined) expect(found, value).toBe(undefined);
  else expect(found?.startsWith(surprise), value).toBe(true);
}
