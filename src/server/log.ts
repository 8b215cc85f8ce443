import { destination, pino, stdTimeFunctions, type Logger } from "pino";

/** Where the log goes; `fd` where it is a file descriptor of this process. */
export interface LogOutput {
  write(text: string): unknown;
  readonly fd?: number;
}

/** The log of the server: JSON, one line an event. */
export type Log = Logger;

/** What is kept in memory while the reader of the log is slower than the server; more is dropped. */
const maxUnwrittenBytes = 8 * 1024 * 1024;

/** Opens the log. A file descriptor is written in the background: no request waits for the reader of the log. */
export function createLog(output: LogOutput): Log {
  const options = {
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (output.fd === undefined) return pino(options, { write: (line) => void output.write(line) });
  return pino(options, destination({ dest: output.fd, sync: false, maxLength: maxUnwrittenBytes }));
}

/** Waits until everything that was logged is written. */
export function flushLog(log: Log): Promise<void> {
  return new Promise((resolve) => {
    log.flush(() => {
      resolve();
    });
  });
}
