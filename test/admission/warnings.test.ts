import { expect, test } from "vitest";
import { fitWarnings } from "../../src/admission/warnings.ts";

const sentence = (length: number) => "word ".repeat(length / 5).trim();

test("a short warning goes as it is", () => {
  expect(fitWarnings(["spec.running: old [run-strategy]"])).toEqual(["spec.running: old [run-strategy]"]);
});

test.for([119, 120])("%d characters are one line", (length) => {
  expect(fitWarnings(["x".repeat(length)])).toHaveLength(1);
});

test("a longer one is cut at blanks, numbered, each part with the rule's id", () => {
  const parts = fitWarnings([`${sentence(250)} [boot-disk]`]);
  expect(parts.map((part) => part.slice(0, 6))).toEqual(["(1/3) ", "(2/3) ", "(3/3) "]);
  for (const part of parts) {
    expect(part.length).toBeLessThanOrEqual(120);
    expect(part).toMatch(/ \[boot-disk\]$/);
  }
  expect(parts.map((part) => part.slice(6, -" [boot-disk]".length)).join(" ")).toBe(sentence(250));
});

test("more than the API server carries is counted, not cut", () => {
  const many = fitWarnings(Array.from({ length: 80 }, (_, i) => `${sentence(100)} ${i}`));
  expect(many.join("").length).toBeLessThanOrEqual(4096);
  expect(many.at(-1)).toBe(`${80 - many.length + 1} more warnings; "vmgate review" shows them all`);
});

test("control characters do not reach the header", () => {
  expect(fitWarnings(["a\r\nb\u0000c\u0085\u009fd\u007f\u00a0"])).toEqual(["a b c d \u00a0"]);
});
