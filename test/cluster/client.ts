import { readFileSync } from "node:fs";
import { Agent, request, type RequestOptions } from "node:https";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { Identity } from "./certificates.ts";

/** A Kubernetes object or Status as far as tests look into it. */
export interface ApiObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly generateName?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    /** Of a list that was cut short: how many items it leaves out. */
    readonly remainingItemCount?: number;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: unknown;
  readonly items?: readonly ApiObject[];
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: {
    readonly kind?: string;
    readonly name?: string;
    readonly causes?: readonly {
      readonly reason?: string;
      readonly field?: string;
      readonly message?: string;
    }[];
  };
}

/** What came back: the API server's warnings are the texts of its Warning headers. */
export interface Answer {
  readonly status: number;
  readonly body: ApiObject;
  readonly text: string;
  readonly warnings: readonly string[];
}

/** A plain HTTPS client of the API server with one identity, over kept connections. */
export interface Client {
  /** A body that is not a string is sent as JSON. @throws only when there is no answer at all */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  close(): void;
}

/** A client of the API server on `port` that shows the certificate of `identity`. */
export function openClient(certificates: string, port: number, identity: Identity): Client {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 16,
    ca: readFileSync(join(certificates, "ca.crt")),
    cert: readFileSync(join(certificates, `${identity}.crt`)),
    key: readFileSync(join(certificates, `${identity}.key`)),
  });
  return clientThrough(agent, new URL(`https://127.0.0.1:${port}`));
}

/**
 * A client of whatever API server a kubeconfig names, with the identity that it has.
 * @param kubeconfig path of the file
 */
export async function openKubeconfigClient(kubeconfig: string): Promise<Client> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new Error(`${kubeconfig} names no cluster`);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, rejectUnauthorized, servername } = options;
  const given = Object.entries({ ca, cert, key, rejectUnauthorized, servername });
  const agent = new Agent({
    keepAlive: true,
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  });
  return clientThrough(agent, new URL(server), options.headers as Readonly<Record<string, string>>);
}

function clientThrough(agent: Agent, server: URL, own: Readonly<Record<string, string>> = {}): Client {
  return {
    request: (method, path, body, headers = {}) =>
      send(agent, server, method, path, body, { ...own, ...headers }),
    close: () => {
      agent.destroy();
    },
  };
}

/** Whether an HTTPS server on 127.0.0.1 whose certificate is from `authority` answers with a text that `accepts`. */
export async function answers(
  port: number,
  path: string,
  authority: string,
  accepts: (answer: Answer) => boolean,
): Promise<boolean> {
  const agent = new Agent({ ca: readFileSync(authority) });
  const server = new URL(`https://127.0.0.1:${port}`);
  return send(agent, server, "GET", path, undefined, {}).then(accepts, () => false);
}

function send(
  agent: Agent,
  server: URL,
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  const url = `${server.origin}${server.pathname.replace(/\/$/, "")}${path}`;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method,
        agent,
        headers: { "content-type": "application/json", ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const received = Buffer.concat(chunks).toString();
          resolve({
            status: response.statusCode ?? 0,
            body: parse(received),
            text: received,
            warnings: (response.headersDistinct["warning"] ?? []).map(warningText),
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

function parse(text: string): ApiObject {
  try {
    return JSON.parse(text) as ApiObject;
  } catch {
    return {};
  }
}

/** `299 - "text"`, with quotes and backslashes in the text escaped (RFC 9111, quoted-string). */
function warningText(header: string): string {
  return header.slice(header.indexOf('"') + 1, header.lastIndexOf('"')).replaceAll(/\\(.)/g, "$1");
}
