import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * When a live process started, in units that only this machine knows: with the process id it names one process for
 * good, also after the id was given to another. Undefined: there is no such process, or it has ended.
 */
export function startOf(pid: number): string | undefined {
  if (!existsSync("/proc/self/stat")) {
    const answer = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
    return answer === "" ? undefined : answer;
  }
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // proc(5): "pid (name) state …"; the name may hold spaces, so count from its closing bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? undefined : fields[19];
}

/** The long-running programs of one cluster: their process ids and logs are files, so that any process can stop them. */
export interface Processes {
  /** Starts a program and returns at once; its output goes to `logPath(name)`. @throws when the file can't be run */
  start(name: string, command: string, args: readonly string[], env?: Readonly<Record<string, string>>): void;
  /** Ends a program and waits until it is gone; nothing happens when it isn't running. SIGKILL unless said otherwise. */
  stop(name: string, signal?: NodeJS.Signals): Promise<void>;
  /** Stops all that is running, whoever started it. */
  stopAll(): Promise<void>;
  /** The same without waiting: for the last moment of a process. */
  killAll: () => void;
  /** Sends a signal without waiting. */
  signal(name: string, signal: NodeJS.Signals): void;
  isRunning(name: string): boolean;
  logPath(name: string): string;
  /** Waits until the probe says yes. @throws with the end of its log when the program ends first or time is over */
  waitFor(name: string, probe: () => Promise<boolean>, timeoutMs?: number): Promise<void>;
}

/** The processes of the cluster in `folder`, also those that another process started. */
export function openProcesses(folder: string): Processes {
  const pidFolder = join(folder, "pid");
  const logFolder = join(folder, "log");
  const pidFile = (name: string): string => join(pidFolder, name);
  const logPath = (name: string): string => join(logFolder, `${name}.log`);

  const runningPid = (name: string): number | undefined => {
    const [pid = "", start] = existsSync(pidFile(name))
      ? readFileSync(pidFile(name), "utf8").split(/ (.*)/)
      : [];
    return pid !== "" && startOf(Number(pid)) === start ? Number(pid) : undefined;
  };

  const names = (): string[] => (existsSync(pidFolder) ? readdirSync(pidFolder) : []);

  const processes: Processes = {
    start(name, command, args, env = {}) {
      for (const f of [pidFolder, logFolder, join(folder, "tmp")]) mkdirSync(f, { recursive: true });
      const log = openSync(logPath(name), "a");
      // Its own process group: Ctrl-C in a terminal reaches us alone, and we stop the rest in order.
      const child = spawn(command, args, {
        cwd: folder,
        env: { ...process.env, TMPDIR: join(folder, "tmp"), ...env },
        stdio: ["ignore", log, log],
        detached: true,
      });
      closeSync(log);
      child.on("error", () => undefined).unref();
      if (child.pid === undefined) throw new Error(`${command} can't be run`);
      writeFileSync(pidFile(name), `${child.pid} ${startOf(child.pid) ?? ""}`);
    },
    async stop(name, signal = "SIGKILL") {
      processes.signal(name, signal);
      while (processes.isRunning(name)) await sleep(20);
      rmSync(pidFile(name), { force: true });
    },
    async stopAll() {
      processes.killAll();
      for (const name of names()) await processes.stop(name);
    },
    killAll() {
      for (const name of names()) processes.signal(name, "SIGKILL");
    },
    signal(name, signal) {
      const pid = runningPid(name);
      if (pid !== undefined) process.kill(pid, signal);
    },
    isRunning: (name) => runningPid(name) !== undefined,
    logPath,
    async waitFor(name, probe, timeoutMs = 60_000) {
      const end = Date.now() + timeoutMs;
      while (!(await probe())) {
        if (processes.isRunning(name) && Date.now() < end) await sleep(50);
        else throw new Error(`${name} is not ready; the end of ${logPath(name)}:\n${tail(logPath(name))}`);
      }
    },
  };
  return processes;
}

function tail(path: string): string {
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-20).join("\n");
}
