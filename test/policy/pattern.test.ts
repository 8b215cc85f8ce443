import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesPattern } from "../../src/policy/pattern.ts";

test.for<[pattern: string, text: string, matches: boolean]>([
  ["a", "a", true],
  ["a", "ab", false],
  ["a", "", false],
  ["*", "", true],
  ["*", "anything", true],
  ["**", "x", true],
  ["legacy-*", "legacy-", true],
  ["legacy-*", "legacy-1", true],
  ["legacy-*", "my-legacy-1", false],
  ["*-gpu", "x-gpu", true],
  ["*-gpu", "x-gpu1", false],
  ["a*b", "ab", true],
  ["a*b", "a", false],
  ["a*a", "a", false],
  ["a*b*c", "aXbYc", true],
  ["a*b*c", "aXcYb", false],
  ["*bc*c", "abc", false],
  ["a*bc*bc", "abcbc", true],
  ["a*bc*bc", "abc", false],
  ["a.c", "abc", false],
  ["a.*", "a.c", true],
  ["", "", true],
  ["", "a", false],
])("%j against %j: %j", ([pattern, text, matches]) => {
  expect(matchesPattern(pattern, text)).toBe(matches);
});

test("says the same as a regular expression", () => {
  const small = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
  fc.assert(
    fc.property(small, text, (pattern, t) => {
      expect(matchesPattern(pattern, t)).toBe(new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(t));
    }),
    { numRuns: 2000 },
  );
});

test("a pattern of many stars takes no longer than the text is", () => {
  expect(matchesPattern(`${"a*".repeat(120)}b`, "a".repeat(100_000))).toBe(false);
});
