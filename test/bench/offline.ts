import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { notMeasured, ownGoal, ratioGoal, type Goal } from "./goals.ts";

const examples = join(import.meta.dirname, "..", "examples");
const files = ["completed.yaml", "merged.yaml", "refused.yaml"];

interface Run {
  readonly seconds: number;
  readonly mib: number;
}

/** Runs a program under time(1), and gives the least of some rounds; undefined where there is no such program. */
function measure(rounds: number, ...command: readonly string[]): Run | undefined {
  const runs = Array.from({ length: rounds }, (): Run => {
    const { stderr, error } = spawnSync("/usr/bin/time", ["-f", "%e %M", ...command], {
      encoding: "utf8",
      // Findings in ten thousand manifests are more than is kept of an output.
      stdio: ["ignore", "ignore", "pipe"],
    });
    const [seconds, kB] = error === undefined ? (stderr.trim().split("\n").at(-1)?.split(" ") ?? []) : [];
    return { seconds: Number(seconds), mib: Number(kB) / 1024 };
  });
  const least = {
    seconds: Math.min(...runs.map((run) => run.seconds)),
    mib: Math.min(...runs.map((run) => run.mib)),
  };
  return Number.isFinite(least.seconds) ? least : undefined;
}

/** A folder with the examples so often that it has this many manifests. */
function manifests(folder: string, count: number): string {
  const path = join(folder, `manifests-${count}`);
  mkdirSync(path);
  for (let i = 0; i < count; i++) {
    const file = files[i % files.length] ?? "";
    copyFileSync(join(examples, file), join(path, `${i}-${file}`));
  }
  return path;
}

/**
 * What the command line costs without a cluster.
 * @param program the bundled program
 */
export function offlineGoals(folder: string, program: string): readonly Goal[] {
  const node = process.execPath;
  const review = (path: string, rounds: number): Run | undefined =>
    measure(rounds, node, program, "review", path);
  const bare = measure(5, node, "-e", "0");
  const one = review(join(examples, "completed.yaml"), 5);
  const many = review(manifests(folder, 1100), 2);
  const most = review(manifests(folder, 10_000), 1);
  if (bare === undefined || one === undefined || many === undefined || most === undefined) {
    return [notMeasured("manifests offline", "≤ 0.15 s for one, ≤ 1.0 s for 1,100", "/usr/bin/time")];
  }
  const baseline = `node alone: ${bare.seconds.toFixed(2)} s`;
  return [
    { ...ownGoal("one manifest offline", one.seconds, 0.15, "s", 2), baseline },
    { ...ownGoal("1,100 manifests offline", many.seconds, 1, "s", 2), baseline },
    ownGoal("memory for 1,100 manifests", many.mib, 120, "MiB"),
    ratioGoal(
      "memory for 10,000 manifests",
      {
        measured: `${most.mib.toFixed(0)} MiB`,
        baseline: `1,100: ${many.mib.toFixed(0)} MiB`,
        ratio: most.mib / many.mib,
      },
      { atMost: 1.2 },
      (ratio) => `${ratio.toFixed(1)} ×`,
    ),
  ];
}
