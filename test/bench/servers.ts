import { spawn, type ChildProcess } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server in a process of its own. */
export interface BenchServer {
  readonly port: number;
  /** From its start to its first line of output, when it is ready. */
  readonly startMs: number;
  /** CPU time that it has used so far; undefined where the system does not tell. */
  readonly cpuMs: () => number | undefined;
  /** Memory that it holds now. */
  readonly memoryMiB: () => number | undefined;
  readonly stop: () => void;
}

/** Starts a program whose first line of output names its port, as `port` or in a URL. The output is a file. */
export async function start(folder: string, file: string, ...args: readonly string[]): Promise<BenchServer> {
  const output = join(folder, `${file.replaceAll("/", "-")}.log`);
  const fd = openSync(output, "w");
  const started = performance.now();
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", fd, "inherit"] });
  for (;;) {
    const port = /(?:"port":|https:\/\/127\.0\.0\.1:)(\d+).*\n/.exec(readFileSync(output, "utf8"))?.[1];
    if (port !== undefined) {
      return {
        port: Number(port),
        startMs: performance.now() - started,
        ...usage(child),
        stop: () => child.kill(),
      };
    }
    if (child.exitCode !== null) throw new Error(`${file} ended: ${readFileSync(output, "utf8")}`);
    await sleep(5);
  }
}

/** What Linux tells of a process. */
function usage(child: ChildProcess): Pick<BenchServer, "cpuMs" | "memoryMiB"> {
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(`/proc/${child.pid ?? 0}/${name}`, "utf8");
    } catch {
      return undefined;
    }
  };
  return {
    cpuMs() {
      // proc(5): the name ends at the last parenthesis; utime and stime are fields 14 and 15, in ticks of 10 ms.
      const fields = read("stat")?.split(") ").at(-1)?.split(" ");
      return fields && (Number(fields[11]) + Number(fields[12])) * 10;
    },
    memoryMiB() {
      const kB = /VmRSS:\s+(\d+) kB/.exec(read("status") ?? "")?.[1];
      return kB === undefined ? undefined : Number(kB) / 1024;
    },
  };
}
