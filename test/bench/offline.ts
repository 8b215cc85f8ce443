import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { kubeconformCommand } from "./kubeconform.ts";
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

/** A row that has no goal: what another program takes for the same. */
function peerRow(what: string, peer: Run, ours: Run): Goal {
  const words = ({ seconds, mib }: Run): string => `${seconds.toFixed(2)} s, ${mib.toFixed(0)} MiB`;
  const baseline = `vmgate: ${words(ours)}`;
  return { what, measured: words(peer), baseline, goal: "–", isMet: undefined, isRatio: false };
}

/**
 * What the command line costs without a cluster.
 * @param program the bundled program
 */
export async function offlineGoals(folder: string, program: string): Promise<readonly Goal[]> {
  const node = process.execPath;
  const review = (path: string, rounds: number): Run | undefined =>
    measure(rounds, node, program, "review", path);
  const bare = measure(5, node, "-e", "0");
  const one = review(join(examples, "completed.yaml"), 5);
  const few = manifests(folder, 1100);
  const many = review(few, 2);
  const most = review(manifests(folder, 10_000), 2);
  if (bare === undefined || one === undefined || many === undefined || most === undefined) {
    return [notMeasured("manifests offline", "≤ 0.15 s for one, ≤ 1.0 s for 1,100", "/usr/bin/time")];
  }
  const kubeconform = await kubeconformCommand(folder);
  const peer = kubeconform && measure(2, ...kubeconform, few);
  const baseline = `node alone: ${bare.seconds.toFixed(2)} s`;
  return [
    { ...ownGoal("one manifest offline", one.seconds, 0.15, "s", 2), baseline },
    { ...ownGoal("1,100 manifests offline", many.seconds, 1, "s", 2), baseline },
    ownGoal("memory for 1,100 manifests", many.mib, 120, "MiB"),
    peer === undefined
      ? notMeasured("kubeconform, 1,100 manifests", "–", "KubeVirt's schemas (npm run cluster:build)")
      : peerRow("kubeconform, 1,100 manifests", peer, many),
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
