import { expect, test } from "vitest";
import { truncateWarnings } from "../../src/webhook/warnings.ts";

const sentence = (length: number) => "word ".repeat(length / 5).trim();

test("a short warning goes as it is", () => {
  expect(truncateWarnings(["spec.running: old [run-strategy]"])).toEqual([
    "spec.running: old [run-strategy]",
  ]);
});

test("a long one stays on one line", () => {
  expect(truncateWarnings([sentence(250)])).toEqual([sentence(250)]);
});

test("more than the API server carries is counted, not cut", () => {
  const many = truncateWarnings(Array.from({ length: 80 }, (_, i) => `${sentence(100)} ${i}`));
  expect(many.join("").length).toBeLessThanOrEqual(4096);
  expect(many.at(-1)).toBe(`${80 - many.length + 1} more warnings; "vmgate review" shows them all`);
});

test("control characters do not reach the header", () => {
  expect(truncateWarnings(["a\r\nb\u0000c\u0085\u009fd\u007f\u00a0"])).toEqual(["a b c d \u00a0"]);
});
