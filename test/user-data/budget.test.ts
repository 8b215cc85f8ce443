import { expect, test } from "vitest";
import { Budget, OverBudget, withinBudget } from "../../src/user-data/budget.ts";

const take = (budget: Budget, opened: readonly number[], steps: readonly number[]): void => {
  for (const bytes of opened) budget.open(bytes);
  for (const count of steps) budget.spend(count);
};

// For each byte of a budget there are 64 steps.
test.for<[what: string, opened: number[], steps: number[], isOver: boolean]>([
  ["nothing", [], [], false],
  ["all the bytes", [100], [], false],
  ["all the bytes, one after the other", [60, 40], [], false],
  ["one byte more", [101], [], true],
  ["one byte more, at last", [60, 41], [], true],
  ["all the steps", [], [6400], false],
  ["all the steps, one after the other", [], [6000, 400], false],
  ["one step more", [], [6401], true],
  ["one step more, at last", [], [6000, 401], true],
  ["all of both", [100], [6400], false],
])("a budget of a hundred bytes: %s", ([, opened, steps, isOver]) => {
  const budget = new Budget(100);
  const answer = withinBudget(
    () => (take(budget, opened, steps), "within"),
    () => "over",
  );
  expect([answer, budget.isOver]).toEqual([isOver ? "over" : "within", isOver]);
});

test("what is left and what was done are known, and the limit stays", () => {
  const budget = new Budget(100);
  take(budget, [10, 20], [3, 4]);
  expect([budget.limit, budget.bytesLeft, budget.steps]).toEqual([100, 70, 7]);
});

test("what is over stays over", () => {
  const budget = new Budget(1);
  expect(() => {
    budget.open(2);
  }).toThrow(OverBudget);
  expect(() => {
    budget.spend(0);
  }).toThrow(OverBudget);
});

test("other errors are not taken for an exceeded budget", () => {
  const fail = (): never => {
    throw new TypeError("other");
  };
  expect(() => withinBudget(fail, () => "over")).toThrow(TypeError);
});
