import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Load, LoadResult, Request } from "./load.ts";
import type { BenchServer } from "./servers.ts";

/** Connections that are kept busy while a row is measured. */
export const connections = 16;

/** One kind of request to one server. */
export interface Row {
  readonly server: Pick<BenchServer, "port" | "cpuUs">;
  readonly requests: readonly Request[];
}

/** What a row comes to. */
export interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** CPU time of the server for one review. */
  readonly cpuUs: number;
}

/** How long rows are measured. */
export interface Turns {
  readonly warmUpMs: number;
  readonly rounds: number;
  readonly roundMs: number;
}

/** Starts the process that loads servers. */
export function startLoader(): ChildProcess {
  return fork(join(import.meta.dirname, "load.ts"));
}

/** Has the loader put a load on servers. @throws when a server does not answer with 200 */
export function send(loader: ChildProcess, load: Load): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    loader.once("message", (message: { result?: LoadResult; error?: string }) => {
      if (message.result === undefined) reject(new Error(message.error));
      else resolve(message.result);
    });
    loader.send(load);
  });
}

/** Measures rows in turns, so that what else the machine does meets all of them; gives the middle of the rounds. */
export async function measureInTurns<K extends string>(
  loader: ChildProcess,
  rows: Readonly<Record<K, Row>>,
  { warmUpMs, rounds, roundMs }: Turns,
): Promise<Readonly<Record<K, Measured>>> {
  const entries = Object.entries(rows) as [K, Row][];
  for (const [, row] of entries) await measure(loader, row, warmUpMs);
  const measured = new Map<K, Measured[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, row] of entries) measured.get(name)?.push(await measure(loader, row, roundMs));
  }
  return Object.fromEntries([...measured].map(([name, each]) => [name, middle(each)])) as Record<K, Measured>;
}

async function measure(loader: ChildProcess, { server, requests }: Row, ms: number): Promise<Measured> {
  const before = await server.cpuUs();
  const load = { ports: [server.port], requests, connections, ms };
  const { perSecond, p99Ms, count } = await send(loader, load);
  return { perSecond, p99Ms, cpuUs: ((await server.cpuUs()) - before) / count };
}

/** The middle of the rounds, each number by itself. */
function middle(measured: readonly Measured[]): Measured {
  const of = (read: (one: Measured) => number): number => median(measured.map(read));
  return {
    perSecond: of((one) => one.perSecond),
    p99Ms: of((one) => one.p99Ms),
    cpuUs: of((one) => one.cpuUs),
  };
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
