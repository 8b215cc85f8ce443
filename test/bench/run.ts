import { fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rules } from "../../src/rules/index.ts";
import { loadPolicy } from "../../src/files/policy-file.ts";
import type { Load, LoadResult } from "./load.ts";
import { medianReviews } from "./reviews.ts";
import { start, type BenchServer } from "./servers.ts";

// Measures vmgate beside a bare HTTPS server, in turns on one machine, and prints how they compare. Three quarters of a minute.

const rounds = 5;
const roundMs = 1500;
/** Until all rules are compiled: some twenty thousand reviews. */
const warmUpMs = 4000;
const connections = 16;

/** A row of the table: one kind of request to one server. */
interface Row {
  readonly name: string;
  readonly server: BenchServer;
  readonly path: string;
  readonly body: string;
}

interface Measured extends LoadResult {
  /** CPU time of the server for one review. */
  readonly cpuUs: number | undefined;
}

async function measure(loader: ChildProcess, row: Row, ms: number): Promise<Measured> {
  const { port, cpuMs } = row.server;
  const before = cpuMs();
  const result = await new Promise<LoadResult>((resolve, reject) => {
    loader.once("message", (message: { result?: LoadResult; error?: string }) => {
      if (message.result === undefined) reject(new Error(message.error));
      else resolve(message.result);
    });
    loader.send({ port, path: row.path, body: row.body, connections, ms } satisfies Load);
  });
  const after = cpuMs();
  const reviews = (result.perSecond * ms) / 1000;
  const cpuUs = before === undefined || after === undefined ? undefined : ((after - before) * 1000) / reviews;
  return { ...result, cpuUs };
}

/** The middle of the rounds, each number by itself. */
function middle(measured: readonly Measured[]): Measured {
  const of = (read: (one: Measured) => number | undefined): number =>
    measured.map((one) => read(one) ?? NaN).sort((a, b) => a - b)[Math.floor(measured.length / 2)] ?? NaN;
  return {
    perSecond: of((one) => one.perSecond),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
    cpuUs: of((one) => one.cpuUs),
  };
}

function print(rows: readonly Row[], results: readonly Measured[]): void {
  const [bare] = results;
  if (bare === undefined) return;
  const line = (cells: readonly string[]): void => {
    console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(11))).join(""));
  };
  line(["", "reviews/s", "of bare", "p50 ms", "p99 ms", "× bare p99", "CPU µs"]);
  for (const [i, { perSecond, p50Ms, p99Ms, cpuUs }] of results.entries()) {
    line([
      rows[i]?.name ?? "",
      perSecond.toFixed(0),
      `${((100 * perSecond) / bare.perSecond).toFixed(0)} %`,
      p50Ms.toFixed(2),
      p99Ms.toFixed(2),
      (p99Ms / bare.p99Ms).toFixed(1),
      cpuUs?.toFixed(0) ?? "–",
    ]);
  }
}

async function bench(folder: string): Promise<void> {
  const policyFile = join(import.meta.dirname, "policy.yaml");
  const loaded = await loadPolicy(
    policyFile,
    rules.map(({ id }) => id),
  );
  if ("errors" in loaded) throw new Error(loaded.errors.join("\n"));
  const reviews = medianReviews(loaded.policy);
  const bare = await start(folder, join(import.meta.dirname, "bare-server.ts"));
  const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
  const flags = ["--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", `--policy=${policyFile}`];
  const vmgate = await start(folder, main, "serve", ...flags);
  const loader = fork(join(import.meta.dirname, "load.ts"));
  try {
    const kB = (body: string): string => `${(body.length / 1000).toFixed(1)} kB`;
    const rows: readonly Row[] = [
      { name: `bare server, ${kB(reviews.validate)}`, server: bare, path: "/", body: reviews.validate },
      {
        name: `/validate, ${kB(reviews.validate)}`,
        server: vmgate,
        path: "/validate",
        body: reviews.validate,
      },
      { name: `/mutate, ${kB(reviews.mutate)}`, server: vmgate, path: "/mutate", body: reviews.mutate },
      ...(reviews.refused === undefined
        ? []
        : [
            {
              name: `/mutate refused, ${kB(reviews.refused)}`,
              server: vmgate,
              path: "/mutate",
              body: reviews.refused,
            },
          ]),
    ];
    for (const row of rows) await measure(loader, row, warmUpMs);
    const measured: Measured[][] = rows.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, row] of rows.entries()) measured[i]?.push(await measure(loader, row, roundMs));
    }
    console.log(
      `${reviews.origin}; ${connections} connections; the middle of ${rounds} rounds of ${roundMs / 1000} s`,
    );
    print(rows, measured.map(middle));
    console.log(
      `ready after ${vmgate.startMs.toFixed(0)} ms; ${vmgate.memoryMiB()?.toFixed(0) ?? "?"} MiB after the load`,
    );
  } finally {
    loader.kill();
    bare.stop();
    vmgate.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), "vmgate-bench-"));
try {
  await bench(folder);
} finally {
  rmSync(folder, { recursive: true });
}
