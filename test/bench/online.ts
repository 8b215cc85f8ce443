import type { ChildProcess } from "node:child_process";
import { ownGoal, ratioGoal, type Goal } from "./goals.ts";
import type { Request } from "./load.ts";
import type { Reviews } from "./reviews.ts";
import { connections, type Measured, measureInTurns, send, startLoader } from "./rows.ts";
import { bareServer, type BenchServer, type Program, start, startVmgate } from "./servers.ts";

/** It takes some twenty thousand reviews until all rules are compiled. */
const turns = { warmUpMs: 4000, rounds: 5, roundMs: 1200 };

/** More than the server keeps decoded and packed, so that none is found again. */
const variantCount = 600;

/** Reviews after which the memory is read. */
const memoryReviews = 100_000;
/** A slow machine gets through fewer in the time that the whole may take. */
const memoryMs = 100_000;

/** A VM as sent, and as completed. */
interface Pair {
  readonly mutate: string;
  readonly validate: string;
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
    await send(loader, { ports: [port], requests, connections: 1, ms: 10_000, most: requests.length });
    return ((await server.cpuUs()) - before - (again - asked)) / 1000;
  };
  return { first: await costOf(pairs.slice(0, 1)), next: (await costOf(pairs.slice(1, 10))) / 9 };
}

/** What the server costs, beside a bare HTTPS server in the same run. */
export async function onlineGoals(
  folder: string,
  program: Program,
  reviews: Reviews,
): Promise<readonly Goal[]> {
  const others = reviews.variants(variantCount);
  const bare = await start(folder, bareServer);
  const vmgate = await startVmgate(folder, program);
  const loader = startLoader();
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
    const results = await measureInTurns(loader, rows, turns);
    const mixed = [...unseen.mutate, ...unseen.validate, ...refused];
    const sent = await send(loader, {
      ports: [server.port],
      requests: mixed,
      connections,
      ms: memoryMs,
      most: memoryReviews,
    });
    const memory = vmgate.memory();
    return [
      ...loadGoals(results),
      ownGoal("first mutate and validate pair after ready", cold.first, 6, "ms CPU", 1),
      ownGoal("pairs 2 to 10, each", cold.next, 1.5, "ms CPU", 1),
      ownGoal("ready", vmgate.startMs / 1000, 0.6, "s", 2),
      ownGoal(`resident after ${sent.count.toLocaleString("en")} reviews`, memory?.resident, 128, "MiB"),
      ownGoal("of it anonymous", memory?.anonymous, 80, "MiB"),
    ];
  } finally {
    loader.kill();
    bare.stop();
    vmgate.stop();
  }
}

function loadGoals(
  results: Readonly<Record<"bare" | "seen" | "unseen" | "mutate" | "mutateUnseen" | "refused", Measured>>,
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
  const cpu = (what: string, row: Measured, most: number): Goal => {
    const goal = ownGoal(what, row.cpuUs, most, "µs CPU");
    return {
      ...goal,
      measured: `${goal.measured} (${(row.cpuUs / bare.cpuUs).toFixed(1)} × bare)`,
      baseline: `bare: ${bare.cpuUs.toFixed(0)} µs`,
    };
  };
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
