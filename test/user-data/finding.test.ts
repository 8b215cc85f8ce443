import { expect, test } from "vitest";
import { firstFindings, partError, partWarning, toFieldError } from "../../src/user-data/finding.ts";
import { Field } from "../../src/field/field.ts";

/** Findings in lines from 1: each w is a warning, each e an error. */
const findingsOf = (kinds: string): ReturnType<typeof partError>[] =>
  Array.from(kinds, (kind, i) => (kind === "e" ? partError : partWarning)(i + 1, "found", "allowed", "fix"));
const from = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

test.for<[what: string, kinds: string, lines: number[]]>([
  ["none", "", []],
  ["twenty", "w".repeat(20), from(1, 20)],
  ["more warnings", "w".repeat(21), from(1, 20)],
  ["more errors", "e".repeat(25), from(1, 20)],
  ["an error behind them", `${"w".repeat(25)}e`, [...from(1, 19), 26]],
  ["an error before them", `e${"w".repeat(25)}`, from(1, 20)],
  ["errors among them", `wew${"w".repeat(20)}e`, [...from(1, 19), 24]],
  ["twenty errors behind warnings", `www${"e".repeat(20)}`, from(4, 23)],
  ["more errors behind warnings", `www${"e".repeat(21)}w`, from(4, 23)],
])("the findings that are reported: %s", ([, kinds, lines]) => {
  expect(firstFindings(findingsOf(kinds)).map(({ line }) => line)).toEqual(lines);
});

test("an error of the field, and a warning of it", () => {
  const field = Field.root({ a: "b" }).at("a");
  const texts = { path: ["a"], type: "invalid", found: "line 1: found", allowed: "allowed", fix: "fix" };
  const [error, warning] = findingsOf("ew").map((finding) => toFieldError(field, { ...finding, line: 1 }));
  expect(error).toEqual(texts);
  expect(warning).toEqual({ ...texts, severity: "warning" });
});
