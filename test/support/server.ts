import { request as httpRequest } from "node:http";
import { request as httpsRequest, type Agent, type RequestOptions } from "node:https";
import { cli } from "../../src/cli.ts";

/** What a request asks for; without a method it is a POST of JSON. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly agent?: Agent;
}

/** An HTTP answer. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends one request; fails when the connection does. TLS is checked against `ca`. */
export function send(url: string, ask: Ask = {}, ca?: string): Promise<Reply> {
  const { method = "POST", headers = { "content-type": "application/json" }, body = "", agent } = ask;
  const options: RequestOptions = { method, headers, ca, agent: agent ?? false };
  return new Promise((resolve, reject) => {
    const start = url.startsWith("https:") ? httpsRequest : httpRequest;
    const request = start(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** `vmgate serve`, run inside the test, on free ports of 127.0.0.1. */
export interface Served {
  /** Where reviews go, without a slash at the end. */
  readonly url: string;
  readonly metricsUrl: string;
  /** The authority of the certificate that it made itself; undefined where it was given one. */
  readonly ca: string | undefined;
  /** The lines of its log so far. */
  readonly log: () => readonly LogLine[];
  /** As a signal does; gives the exit code once it has ended. */
  readonly stop: () => Promise<number>;
}

/** One line of the log. */
type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** Runs `vmgate serve` with these flags besides free ports, and waits until it is ready; in a cluster, until it listens. */
export async function serve(...flags: readonly string[]): Promise<Served> {
  let output = "";
  let stop = (): void => undefined;
  const stopped = new Promise<string>((resolve) => {
    stop = () => {
      resolve("SIGTERM");
    };
  });
  const log = (): readonly LogLine[] =>
    output
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as LogLine);
  let isReady = (line: LogLine): unknown => line;
  const ready = new Promise<LogLine>((resolve) => {
    isReady = resolve;
  });
  const stdout = {
    write(text: string): void {
      output += text;
      const line = log().find(({ msg }) => msg === "ready" || msg === "listening");
      if (line !== undefined) isReady(line);
    },
  };
  let complaints = "";
  const stderr = { write: (text: string) => (complaints += text) };
  const args = ["serve", "--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", ...flags];
  const exit = cli(args, {
    stdout,
    stderr,
    readStdin: () => Promise.resolve(new Uint8Array()),
    untilStopped: () => stopped,
  });
  const ended = exit.then((code) => {
    throw new Error(`vmgate serve ended with ${code}: ${complaints}`);
  });
  const { reviews, metrics, caBundle } = await Promise.race([ready, ended]);
  return {
    url: String(reviews),
    metricsUrl: String(metrics),
    ca: typeof caBundle === "string" ? Buffer.from(caBundle, "base64").toString() : undefined,
    log,
    stop() {
      stop();
      return exit;
    },
  };
}

/** An AdmissionReview as the API server sends it when somebody creates an object. */
export function reviewOf(object: unknown, changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid: "7c1f9f0e-0000-4000-8000-000000000001",
      kind: { group: "kubevirt.io", version: "v1", kind: "VirtualMachine" },
      resource: { group: "kubevirt.io", version: "v1", resource: "virtualmachines" },
      name: "web",
      namespace: "shop",
      operation: "CREATE",
      userInfo: { username: "ada" },
      object,
      oldObject: null,
      dryRun: false,
      options: { kind: "CreateOptions", apiVersion: "meta.k8s.io/v1" },
      ...changes,
    },
  });
}
