import { cpus, totalmem } from "node:os";

/** One line of the report: what was measured, beside what it is compared with in the same run. */
export interface Goal {
  readonly what: string;
  /** As measured, with its unit, or why it was not. */
  readonly measured: string;
  /** What it is compared with, measured in this run; "–" for what has a goal of its own. */
  readonly baseline: string;
  readonly goal: string;
  /** Undefined where it was not measured. */
  readonly isMet: boolean | undefined;
  /** Whether the goal is a ratio to the baseline: such a goal holds on any machine, and `--check` insists on it. */
  readonly isRatio: boolean;
}

/** A goal that is a ratio to a baseline of the same run. */
export function ratioGoal(
  what: string,
  value: { readonly measured: string; readonly baseline: string; readonly ratio: number },
  limit: { readonly atLeast: number } | { readonly atMost: number },
  unit: (ratio: number) => string,
): Goal {
  const { measured, baseline, ratio } = value;
  const isMet = "atLeast" in limit ? ratio >= limit.atLeast : ratio <= limit.atMost;
  const goal = "atLeast" in limit ? `≥ ${unit(limit.atLeast)}` : `≤ ${unit(limit.atMost)}`;
  return { what, measured: `${unit(ratio)} (${measured})`, baseline, goal, isMet, isRatio: true };
}

/** A goal in units of its own, which a slow or busy machine misses. */
export function ownGoal(
  what: string,
  value: number | undefined,
  most: number,
  unit: string,
  digits = 0,
): Goal {
  const measured = value === undefined ? "not measured here" : `${value.toFixed(digits)} ${unit}`;
  const isMet = value === undefined ? undefined : value <= most;
  return { what, measured, baseline: "–", goal: `≤ ${most} ${unit}`, isMet, isRatio: false };
}

/** What needs a program that this run does not have. */
export function notMeasured(what: string, goal: string, needs: string): Goal {
  return {
    what,
    measured: `not measured: needs ${needs}`,
    baseline: "–",
    goal,
    isMet: undefined,
    isRatio: false,
  };
}

/** The rows of the report, its header first. */
export function reportRows(goals: readonly Goal[]): readonly (readonly string[])[] {
  return [
    ["what", "measured", "baseline", "goal", ""],
    ...goals.map(({ what, measured, baseline, goal, isMet }) => [
      what,
      measured,
      baseline,
      goal,
      isMet === undefined ? "" : isMet ? "met" : "**missed**",
    ]),
  ];
}

/** The machine and the Node that the numbers are from, in a line. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${memory} GiB, Node ${process.versions.node}, ${process.platform}`;
}
