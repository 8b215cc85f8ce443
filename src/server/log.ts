import { destination, pino, type DestinationStream, type Logger } from "pino";
import type { WebhookKind } from "../webhook/response.ts";
import type { AdmissionOutcome, AdmissionSummary } from "../webhook/summary.ts";

/** Where the log goes; `fd` where it is a file descriptor of this process. */
export interface LogOutput {
  write(text: string): unknown;
  readonly fd?: number;
}

/** The log of the server: JSON, one line an event. */
export type Log = Logger;

/** Most bytes buffered while the reader of the log is slower than the server; more is dropped. */
const maxUnwrittenBytes = 8 * 1024 * 1024;

/** Opens the log. A file descriptor is written in the background: no request waits for the reader of the log. */
export function createLog(output: LogOutput): Log {
  const options = {
    base: null,
    timestamp: isoTime(),
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (output.fd === undefined) return pino(options, { write: (line) => void output.write(line) });
  const file = destination({ dest: output.fd, sync: false, maxLength: maxUnwrittenBytes });
  surviveFailures(file);
  return pino(options, inBatches(file));
}

/** A log that cannot be written, for example on a full disk, must not stop the admission of VMs or the end of the process. */
function surviveFailures(file: ReturnType<typeof destination>): void {
  let isFailing = false;
  file.on("error", () => (isFailing = true));
  file.on("write", () => (isFailing = false));
  // The rest is retried as long as the file is open.
  process.on("beforeExit", () => {
    if (isFailing) file.destroy();
  });
}

/** How long a line waits for others, in milliseconds, and how many bytes wait at most. */
const batchMs = 50;
const longestBatch = 64 * 1024;
/** Most bytes of a UTF-16 character in UTF-8. */
const bytesPerCharacter = 3;

/**
 * Writes the lines of 50 ms in one piece: under load, a write for each turn of the event loop costs as much as the
 * rules. What waits when the process exits is written first.
 */
function inBatches(target: DestinationStream): DestinationStream {
  // Bytes: pino's lines are trees of pieces, and as long as one waits the collector would copy each of them.
  const batch = Buffer.allocUnsafe(longestBatch);
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  const pass = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (length > 0) target.write(batch.toString("utf8", 0, length));
    length = 0;
  };
  // Before pino's own listener, which writes what its stream holds.
  process.prependListener("exit", pass);
  return {
    write(line) {
      const most = line.length * bytesPerCharacter;
      if (length + most > longestBatch) pass();
      if (most > longestBatch) {
        target.write(line);
      } else {
        length += batch.write(line, length);
        timer ??= setTimeout(pass, batchMs);
      }
    },
  };
}

/** The time as ISO 8601, worked out once a millisecond. */
function isoTime(): () => string {
  let at = NaN;
  let text = "";
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

/** The outcome in the log and the metrics; dashboards and alerts rely on these words. */
export const verdicts: Readonly<Record<AdmissionOutcome, string>> = {
  allowed: "allowed",
  denied: "refused",
  errored: "failed",
};

/** A review as it is logged: its object's identity and the verdict, never the object's content. */
export function reviewLine(webhook: WebhookKind, summary: AdmissionSummary, ms: number): object {
  const { uid, kind, namespace, name, operation, outcome, findings } = summary;
  return {
    webhook,
    uid: clip(uid),
    kind: clip(kind),
    namespace: clip(namespace),
    name: clip(name),
    operation: clip(operation),
    verdict: verdicts[outcome],
    rules: rulesOf(findings, "enforce"),
    warned: rulesOf(findings, "warn"),
    ms: Math.round(ms * 100) / 100,
  };
}

function rulesOf(findings: AdmissionSummary["findings"], action: "enforce" | "warn"): readonly string[] {
  // Most reviews find nothing.
  if (findings.length === 0) return [];
  return [...new Set(findings.flatMap((finding) => (finding.action === action ? [finding.rule] : [])))];
}

/** Longer than any name in Kubernetes (253); a caller may send one of a megabyte. */
const longestText = 256;

/** A client's text as it is logged. */
export function clip(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
