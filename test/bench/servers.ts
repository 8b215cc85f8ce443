import { spawn, type ChildProcess } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server in a process of its own. */
export interface BenchServer {
  readonly port: number;
  /** Where its metrics are; undefined for a server that says nothing of them. */
  readonly metricsUrl: string | undefined;
  /** From its start to its first line of output, when it is ready. */
  readonly startMs: number;
  /** CPU time of all its threads so far, in microseconds. */
  readonly cpuUs: () => Promise<number>;
  /** Memory that it holds now, in MiB: resident, and the part of it that is no file; undefined outside Linux. */
  readonly memory: () => { readonly resident: number; readonly anonymous: number } | undefined;
  readonly stop: () => void;
}

/** The flags and the environment with which the image runs Node (manifests/Dockerfile). */
export const shippedFlags = ["--max-semi-space-size=4", "--max-old-space-size=128"];
export const shippedEnv = { MALLOC_ARENA_MAX: "1" };

/** The server that nothing can be faster than. */
export const bareServer = join(import.meta.dirname, "bare-server.ts");

const reportUsage = join(import.meta.dirname, "report-usage.js");

/** The bundled program, and the policy that it is measured under. */
export interface Program {
  readonly file: string;
  readonly policyFile: string;
}

/** Starts vmgate's server, with more flags if there are any. */
export function startVmgate(
  folder: string,
  { file, policyFile }: Program,
  ...more: readonly string[]
): Promise<BenchServer> {
  const flags = ["--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", `--policy=${policyFile}`, ...more];
  return start(folder, file, "serve", ...flags);
}

/** Starts a program whose first line of output names its port, as `port` or in a URL. The output is a file. */
export async function start(folder: string, file: string, ...args: readonly string[]): Promise<BenchServer> {
  const output = join(folder, `${file.replaceAll("/", "-")}-${performance.now()}.log`);
  const fd = openSync(output, "w");
  const started = performance.now();
  const child = spawn(process.execPath, [...shippedFlags, `--import=${reportUsage}`, file, ...args], {
    stdio: ["ignore", fd, "inherit", "ipc"],
    env: { ...process.env, ...shippedEnv },
  });
  for (;;) {
    const text = readFileSync(output, "utf8");
    const port = /(?:"port":|https:\/\/127\.0\.0\.1:)(\d+).*\n/.exec(text)?.[1];
    if (port !== undefined) {
      return {
        port: Number(port),
        metricsUrl: /"metrics":"([^"]+)"/.exec(text)?.[1],
        startMs: performance.now() - started,
        cpuUs: () => cpuUsOf(child),
        memory: () => memoryOf(child),
        stop: () => child.kill(),
      };
    }
    if (child.exitCode !== null) throw new Error(`${file} ended: ${text}`);
    await sleep(2);
  }
}

function cpuUsOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("message", (message: { cpuUs: number }) => {
      resolve(message.cpuUs);
    });
    child.send("cpu");
  });
}

function memoryOf(child: ChildProcess): ReturnType<BenchServer["memory"]> {
  try {
    const status = readFileSync(`/proc/${child.pid ?? 0}/status`, "utf8");
    const mib = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
    return { resident: mib("VmRSS"), anonymous: mib("RssAnon") };
  } catch {
    return undefined;
  }
}
