import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Policy } from "../../src/policy/policy.ts";
import { ownGoal, ratioGoal, type Goal } from "./goals.ts";
import type { Load, LoadResult, Request } from "./load.ts";
import { medianReviews } from "./reviews.ts";
import { start, type BenchServer } from "./servers.ts";

const rounds = 5;
const roundMs = 1200;
/** Until all rules are compiled: some twenty thousand reviews. */
const warmUpMs = 4000;
const connections = 16;

/** More than the server keeps decoded and packed, so that none is found again. */
const variantCount = 600;

/** Reviews after which the memory is read. */
const memoryReviews = 100_000;

/** A VM as sent, and as completed. */
interface Pair {
  readonly mutate: string;
  readonly validate: string;
}

/** One kind of request to one server. */
interface Row {
  readonly server: BenchServer;
  readonly requests: readonly Request[];
}

interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** CPU time of the server for one review. */
  readonly cpuUs: number;
}

function send(loader: ChildProcess, load: Load): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    loader.once("message", (message: { result?: LoadResult; error?: string }) => {
      if (message.result === undefined) reject(new Error(message.error));
      else resolve(message.result);
    });
    loader.send(load);
  });
}

async function measure(loader: ChildProcess, { server, requests }: Row, ms: number): Promise<Measured> {
  const before = await server.cpuUs();
  const load = { port: server.port, requests, connections, ms };
  const { perSecond, p99Ms, count } = await send(loader, load);
  return { perSecond, p99Ms, cpuUs: ((await server.cpuUs()) - before) / count };
}

/** The middle of the rounds, each number by itself. */
function middle(measured: readonly Measured[]): Measured {
  const of = (read: (one: Measured) => number): number =>
    measured.map(read).sort((a, b) => a - b)[Math.floor(measured.length / 2)] ?? NaN;
  return {
    perSecond: of((one) => one.perSecond),
    p99Ms: of((one) => one.p99Ms),
    cpuUs: of((one) => one.cpuUs),
  };
}

/** CPU time in milliseconds of the first mutate and validate pair after ready, its connection included, and of each of the next nine. */
async function coldPairs(
  loader: ChildProcess,
  server: BenchServer,
  pairs: readonly Pair[],
): Promise<{ readonly first: number; readonly next: number }> {
  // What a question costs is not the reviews'.
  await server.cpuUs();
  const [asked, again] = [await server.cpuUs(), await server.cpuUs()];
  const costOf = async (some: readonly Pair[]): Promise<number> => {
    const requests = some.flatMap(({ mutate, validate }) => [
      { path: "/mutate", body: mutate },
      { path: "/validate", body: validate },
    ]);
    const before = await server.cpuUs();
    const { port } = server;
    await send(loader, { port, requests, connections: 1, ms: 10_000, most: requests.length });
    return ((await server.cpuUs()) - before - (again - asked)) / 1000;
  };
  return { first: await costOf(pairs.slice(0, 1)), next: (await costOf(pairs.slice(1, 10))) / 9 };
}

/**
 * What the server costs, beside a bare HTTPS server in the same run.
 * @param program the bundled program
 */
export async function onlineGoals(
  folder: string,
  program: string,
  policy: Policy,
  policyFile: string,
): Promise<readonly Goal[]> {
  const reviews = medianReviews(policy);
  const others = reviews.variants(variantCount);
  const bare = await start(folder, join(import.meta.dirname, "bare-server.ts"));
  const flags = ["--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", `--policy=${policyFile}`];
  const vmgate = await start(folder, program, "serve", ...flags);
  const loader = fork(join(import.meta.dirname, "load.ts"));
  try {
    const cold = await coldPairs(loader, vmgate, others);
    const server = vmgate;
    const to = (path: string, bodies: readonly string[]): readonly Request[] =>
      bodies.map((body) => ({ path, body }));
    const unseen = {
      mutate: to(
        "/mutate",
        others.map((pair) => pair.mutate),
      ),
      validate: to(
        "/validate",
        others.map((pair) => pair.validate),
      ),
    };
    const refused = to("/mutate", [reviews.refused ?? reviews.mutate]);
    const rows = {
      bare: { server: bare, requests: to("/", [reviews.validate]) },
      seen: { server, requests: to("/validate", [reviews.validate]) },
      unseen: { server, requests: unseen.validate },
      mutate: { server, requests: to("/mutate", [reviews.mutate]) },
      mutateUnseen: { server, requests: unseen.mutate },
      refused: { server, requests: refused },
    };
    const results = await measureInTurns(loader, rows);
    const mixed = [...unseen.mutate, ...unseen.validate, ...refused];
    await send(loader, { port: server.port, requests: mixed, connections, ms: 240_000, most: memoryReviews });
    const memory = vmgate.memory();
    return [
      ...loadGoals(results),
      ownGoal("first mutate and validate pair after ready", cold.first, 6, "ms CPU", 1),
      ownGoal("pairs 2 to 10, each", cold.next, 1.5, "ms CPU", 1),
      ownGoal("ready", vmgate.startMs / 1000, 0.6, "s", 2),
      ownGoal(`resident after ${memoryReviews.toLocaleString("en")} reviews`, memory?.resident, 128, "MiB"),
      ownGoal("of it anonymous", memory?.anonymous, 80, "MiB"),
    ];
  } finally {
    loader.kill();
    bare.stop();
    vmgate.stop();
  }
}

type Results<K extends string> = Readonly<Record<K, Measured>>;

/** Measures the rows in turns, so that what else the machine does meets all of them. */
async function measureInTurns<K extends string>(
  loader: ChildProcess,
  rows: Readonly<Record<K, Row>>,
): Promise<Results<K>> {
  const entries = Object.entries(rows) as [K, Row][];
  for (const [, row] of entries) await measure(loader, row, warmUpMs);
  const measured = new Map<K, Measured[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, row] of entries) measured.get(name)?.push(await measure(loader, row, roundMs));
  }
  return Object.fromEntries([...measured].map(([name, each]) => [name, middle(each)])) as Results<K>;
}

function loadGoals(
  results: Results<"bare" | "seen" | "unseen" | "mutate" | "mutateUnseen" | "refused">,
): readonly Goal[] {
  const { bare, seen, unseen, mutate, mutateUnseen, refused } = results;
  const perSecond = ({ perSecond }: Measured): string => `${perSecond.toFixed(0)}/s`;
  const shareOfBare = (what: string, row: Measured, atLeast: number): Goal =>
    ratioGoal(
      what,
      {
        measured: perSecond(row),
        baseline: `bare: ${perSecond(bare)}`,
        ratio: row.perSecond / bare.perSecond,
      },
      { atLeast },
      (ratio) => `${(100 * ratio).toFixed(0)} %`,
    );
  const cpu = (what: string, row: Measured, most: number): Goal => ({
    ...ownGoal(what, row.cpuUs, most, "µs CPU"),
    baseline: `bare: ${bare.cpuUs.toFixed(0)} µs`,
  });
  return [
    shareOfBare("/validate, user data seen before", seen, 0.45),
    ratioGoal(
      "its p99",
      {
        measured: `${seen.p99Ms.toFixed(1)} ms`,
        baseline: `bare: ${bare.p99Ms.toFixed(1)} ms`,
        ratio: seen.p99Ms / bare.p99Ms,
      },
      { atMost: 2 },
      (ratio) => `${ratio.toFixed(1)} ×`,
    ),
    shareOfBare("/validate, other user data each time", unseen, 0.3),
    cpu("/mutate with injection, seen before", mutate, 250),
    cpu("/mutate with injection, never seen", mutateUnseen, 450),
    cpu("/mutate, refused", refused, 200),
  ];
}
