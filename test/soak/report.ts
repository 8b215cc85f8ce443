import { isFlat, trendOf, type Trend } from "./trend.ts";
import type { Soaked } from "./soak.ts";

/** The first part of a run, in which rules are compiled, caches fill, and the heap finds its size. */
const warmUp = 1 / 2;

/** The trend of resident memory, in MiB, after the warm-up. */
function memoryTrend({ samples }: Soaked): Trend {
  const kept = samples.slice(Math.floor(samples.length * warmUp));
  return trendOf(kept.map(({ seconds, mib }) => [seconds, mib]));
}

/** The metrics that count what failed: requests, reviews, and changes that did not take effect. */
const failures: readonly RegExp[] = [
  /^vmgate_bad_requests_total/,
  /^vmgate_reviews_total.*verdict="failed"/,
  /^vmgate_(policy|certificate)_reloads_total\{result="failed"\}/,
];

/** What went wrong, as it was noticed here, and as the server counted it. */
export function errorsOf({ errors, metrics }: Soaked): readonly string[] {
  const failed = [...metrics].filter(([name, value]) => value > 0 && failures.some((one) => one.test(name)));
  return [...errors, ...failed.map(([name, value]) => `${name} ${value}`)];
}

/** The sum of the server's metrics whose names, with their labels, match. */
function counted({ metrics }: Soaked, name: RegExp): number {
  return [...metrics].reduce((sum, [each, value]) => (name.test(each) ? sum + value : sum), 0);
}

function reloads({ metrics }: Soaked, what: "policy" | "certificate"): number {
  return metrics.get(`vmgate_${what}_reloads_total{result="ok"}`) ?? 0;
}

/** Whether there was no error, every change took effect (but the last, for which there may be no time), and memory is flat. */
export function isPassed(soaked: Soaked): boolean {
  return (
    soaked.samples.length > 1 &&
    errorsOf(soaked).length === 0 &&
    reloads(soaked, "policy") >= soaked.policies - 1 &&
    reloads(soaked, "certificate") >= soaked.certificates - 1 &&
    isFlat(memoryTrend(soaked))
  );
}

/** The table of the report, its header first. */
export function soakRows(soaked: Soaked): readonly (readonly string[])[] {
  const { samples, policies, certificates, scrapes } = soaked;
  const { rise, noise } = memoryTrend(soaked);
  const mib = samples.map((sample) => sample.mib);
  const reviews = samples.reduce((sum, { count }) => sum + count, 0);
  const middle = (read: (sample: Soaked["samples"][number]) => number): string =>
    `${(samples.map(read).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? NaN).toFixed(1)} ms`;
  return [
    ["what", "measured"],
    ["how long", `${((samples.at(-1)?.seconds ?? 0) / 60).toFixed(1)} minutes`],
    ["reviews answered", reviews.toLocaleString("en")],
    ["of these refused, as they must be", counted(soaked, /verdict="refused"/).toLocaleString("en")],
    ["errors", String(errorsOf(soaked).length)],
    ["policies written, taken", `${policies}, ${reloads(soaked, "policy")}`],
    ["certificates written, taken", `${certificates}, ${reloads(soaked, "certificate")}`],
    ["metrics read", `${scrapes} times`],
    ["latency, middle of all samples", `p50 ${middle((s) => s.p50Ms)}, p99 ${middle((s) => s.p99Ms)}`],
    ["resident memory", `${Math.min(...mib).toFixed(0)} to ${Math.max(...mib).toFixed(0)} MiB`],
    ["its rise, and its noise", `${rise.toFixed(1)} MiB, ${noise.toFixed(1)} MiB`],
    ["result", isPassed(soaked) ? "passed" : "**failed**"],
  ];
}
