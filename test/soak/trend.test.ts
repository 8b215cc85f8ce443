import { expect, test } from "vitest";
import { isFlat, trendOf, type Reading } from "./trend.ts";

/** A reading a second that rises by `perSecond`, and varies by 1 up and down. */
const readings = (perSecond: number): readonly Reading[] =>
  Array.from({ length: 600 }, (_, i) => [i, 100 + perSecond * i + (i % 2 === 0 ? 1 : -1)]);

test("the rise and the noise of readings are those that they were made with", () => {
  const { rise, noise } = trendOf(readings(0.5));
  expect(rise).toBeCloseTo(0.5 * 599, 1);
  expect(noise).toBeCloseTo(1, 2);
});

test.for([
  [0, true],
  [-0.5, true],
  [0.002, true],
  [0.005, false],
  [0.5, false],
] as const)("readings that rise by %d a second, and vary by 1: flat is %s", ([perSecond, flat]) => {
  expect(isFlat(trendOf(readings(perSecond)))).toBe(flat);
});

test.for([
  [0.25, true],
  [0.26, false],
] as const)("a rise of %d MiB without noise, beside pages of 0.25: flat is %s", ([rise, flat]) => {
  expect(isFlat({ rise, noise: 0 })).toBe(flat);
});
