import type { ChildProcess } from "node:child_process";
import type { Request } from "../bench/load.ts";
import type { Reviews } from "../bench/reviews.ts";
import { send, startLoader } from "../bench/rows.ts";
import { startVmgate, type BenchServer, type Program } from "../bench/servers.ts";
import { disturb, scrape, writeFiles, type Disturbed } from "./disturb.ts";

/** Connections that are kept busy, each with one review after the other; new ones for each sample. */
const connections = 4;

/** How long reviews are sent for one sample. */
const sampleMs = 5000;

/** More user data than a server keeps decoded and packed. */
const variantCount = 600;

/** What was measured at one time. */
export interface Sample {
  /** Since the start. */
  readonly seconds: number;
  /** Resident memory of the server. */
  readonly mib: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly count: number;
}

/** What came of a soak. */
export interface Soaked extends Disturbed {
  readonly samples: readonly Sample[];
  /** The server's own metrics at the end. */
  readonly metrics: ReadonlyMap<string, number>;
}

/** Loads a server for some minutes, while what it reads is changed below it. */
export async function soak(
  folder: string,
  program: Program,
  reviews: Reviews,
  minutes: number,
): Promise<Soaked> {
  const files = await writeFiles(folder, program.policyFile);
  const tls = [`--tls-cert=${files.cert}`, `--tls-key=${files.key}`];
  const server = await startVmgate(folder, { ...program, policyFile: files.policy }, ...tls);
  const loader = startLoader();
  const stop = new AbortController();
  try {
    const disturbed = disturb(server, files, stop.signal);
    const errors: string[] = [];
    const samples = await sampled(server, loader, requestsOf(reviews), minutes, errors);
    stop.abort();
    const done = await disturbed;
    return { ...done, errors: [...errors, ...done.errors], samples, metrics: await scrape(server) };
  } finally {
    stop.abort();
    loader.kill();
    server.stop();
  }
}

/** Reviews with ever other user data, and one that is refused between them. */
function requestsOf({ variants, refused }: Reviews): readonly Request[] {
  const refusal = refused === undefined ? [] : [{ path: "/mutate", body: refused }];
  return variants(variantCount).flatMap(({ mutate, validate }) => [
    { path: "/mutate", body: mutate },
    { path: "/validate", body: validate },
    ...refusal,
  ]);
}

async function sampled(
  server: BenchServer,
  loader: ChildProcess,
  requests: readonly Request[],
  minutes: number,
  errors: string[],
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const start = performance.now();
  const end = start + minutes * 60_000;
  while (performance.now() < end && errors.length < 100) {
    try {
      const { p50Ms, p99Ms, count } = await send(loader, {
        ports: [server.port],
        requests,
        connections,
        ms: sampleMs,
      });
      const mib = server.memory()?.resident;
      if (mib === undefined) throw new Error("the server's memory can't be read here: it needs Linux");
      samples.push({ seconds: (performance.now() - start) / 1000, mib, p50Ms, p99Ms, count });
    } catch (error) {
      errors.push(String(error));
    }
  }
  return samples;
}
