import { Agent, request, type RequestOptions } from "node:https";
import { existsSync } from "node:fs";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { readKubeconfigList } from "./kubeconfig-list.ts";

/** A response of the API server: its HTTP status, and the object or Status that it sent. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The methods that are used; a PATCH is a strategic merge. */
export type ApiMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The API server, over kept-alive connections. */
export interface ApiClient {
  /**
   * Sends one request.
   * @param segments of the path; they are escaped, so that no name leads elsewhere; and so is the query
   * @throws when there is no answer: no connection, or the signal aborted
   */
  readonly request: (
    method: ApiMethod,
    segments: readonly string[],
    signal: AbortSignal,
    body?: object,
    query?: Readonly<Record<string, string>>,
  ) => Promise<ApiAnswer>;
  readonly close: () => void;
  /** The namespace of the kubeconfig's context, or that of the pod. */
  readonly namespace: string;
}

/** The token of a pod's service account. */
const accountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Most connections at once: KubeVirt's controller starts VMs a few at a time. */
const maxSockets = 32;

/** How long a connection is kept unused, in milliseconds: less than API servers and the proxies before them do. */
const idleMs = 30_000;

/** Most bytes of a response: a Secret has at most 1 MiB, in base64; an object of etcd 1.5 MiB. */
const maxBytes = 4 * 1024 * 1024;

/**
 * Opens the API server of a kubeconfig, or of the cluster that this is a pod of. Undefined where there is
 * neither: vmgate then runs without a cluster.
 * @throws when the kubeconfig cannot be read
 */
export async function openApiClient(kubeconfig: string | undefined): Promise<ApiClient | undefined> {
  if (kubeconfig === undefined && !existsSync(accountToken)) return undefined;
  // A server without a cluster must not wait for the library.
  const { KubeConfig: Config } = await import("@kubernetes/client-node/dist/config.js");
  const config = new Config();
  if (kubeconfig === undefined) config.loadFromCluster();
  else config.loadFromFile(kubeconfig);
  return connectTo(config);
}

/** The context that the library makes up where it finds no cluster. */
const madeUp = "loaded-context";

/**
 * Opens the API server that kubectl would ask: that of a kubeconfig; without one, of the files in $KUBECONFIG, of
 * `~/.kube/config`, or of the cluster that this is a pod of. Undefined where there is none.
 * @throws when a kubeconfig cannot be read
 */
export async function openUsersApiClient(kubeconfig: string | undefined): Promise<ApiClient | undefined> {
  if (kubeconfig !== undefined) return openApiClient(kubeconfig);
  const { KubeConfig: Config } = await import("@kubernetes/client-node/dist/config.js");
  const load = (file: string): KubeConfig => {
    const one = new Config();
    one.loadFromFile(file);
    return one;
  };
  const listed = readKubeconfigList(process.env["KUBECONFIG"] ?? "", load);
  if (listed !== undefined) return connectTo(listed);
  const config = new Config();
  config.loadFromDefault();
  return config.getCurrentContext() === madeUp ? undefined : connectTo(config);
}

function connectTo(config: KubeConfig): ApiClient {
  if (config.getCurrentCluster() === null) throw new Error("it has no current context with a cluster");
  return connect(config);
}

/**
 * The library knows kubeconfigs, accounts and the renewal of their tokens. Its own calls open a connection
 * for each request; these keep them.
 */
function connect(config: KubeConfig): ApiClient {
  const server = new URL(config.getCurrentCluster()?.server ?? "https://kubernetes.default.svc");
  const agent = new Agent({ keepAlive: true, maxSockets, timeout: idleMs });
  return {
    async request(method, segments, signal, body, query = {}) {
      const headers = {
        accept: "application/json",
        "content-type": method === "PATCH" ? "application/strategic-merge-patch+json" : "application/json",
        // The API server records it as the manager of the fields that are written.
        "user-agent": "vmgate",
      };
      const options: RequestOptions = { headers };
      await config.applyToHTTPSOptions(options);
      const path = `${server.pathname.replace(/\/$/, "")}/${segments.map(encodeURIComponent).join("/")}`;
      const search = new URLSearchParams(query).toString();
      const text = body === undefined ? undefined : JSON.stringify(body);
      return send(
        {
          ...options,
          ...target(server),
          agent,
          path: search === "" ? path : `${path}?${search}`,
          method,
          signal,
        },
        text,
      );
    },
    close() {
      agent.destroy();
    },
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? "default",
  };
}

function target({ hostname, port }: URL): RequestOptions {
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 443 : Number(port) };
}

function send(options: RequestOptions, text: string | undefined): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > maxBytes) response.destroy(new Error(`the response is over ${maxBytes} bytes`));
      });
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) });
      });
    });
    outgoing.on("error", (error) => {
      // A kept-alive connection was closed just as it was reused: the request got no response and is safe to repeat.
      const isStale = outgoing.reusedSocket && "code" in error && error.code === "ECONNRESET";
      if (isStale) resolve(send(options, text));
      else reject(error);
    });
    outgoing.end(text);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy may respond with plain text; the status is enough.
    return undefined;
  }
}
