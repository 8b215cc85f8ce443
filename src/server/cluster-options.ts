import { readFileSync } from "node:fs";
import { openApiClient, type ApiClient } from "../kube/api-client.ts";
import type { ClusterNames } from "./cluster-names.ts";

/** The flags about the cluster and the certificate, as typed. */
export interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly certs?: string;
  readonly tlsCert?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** The cluster that calls vmgate. */
export interface ClusterConfig {
  /** The API server of the kubeconfig or of the pod's account; absent where vmgate runs without a cluster. */
  readonly api?: ApiClient;
  readonly names: ClusterNames;
}

/** What is wrong with flags, one sentence each: `--flag: found: must …; fix`. */
export interface Problems {
  readonly problems: readonly string[];
}

/** The namespace of the pod that this runs in. */
const podNamespace = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

/** A name that can be part of a Service's DNS name. */
const label = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads the flags and opens the cluster. Never throws. */
export async function openCluster(flags: ClusterFlags): Promise<ClusterConfig | Problems> {
  const names = { name: flags.name ?? "vmgate", namespace: flags.namespace ?? readNamespace() };
  const problems = [...nameProblems("--name", names.name), ...nameProblems("--namespace", names.namespace)];
  const api = await openApi(flags.kubeconfig);
  if ("problems" in api) return { problems: [...problems, ...api.problems] };
  problems.push(...modeProblems(flags, api.api !== undefined));
  if (problems.length > 0) {
    api.api?.close();
    return { problems };
  }
  return { ...api, names };
}

function readNamespace(): string {
  try {
    return readFileSync(podNamespace, "utf8").trim();
  } catch {
    return "vmgate";
  }
}

function nameProblems(flag: string, name: string): readonly string[] {
  if (label.test(name)) return [];
  return [
    `${flag}: ${JSON.stringify(name)}: must be a DNS label of at most 63 characters; use for example vmgate`,
  ];
}

function modeProblems({ certs, tlsCert }: ClusterFlags, hasCluster: boolean): readonly string[] {
  if (certs === undefined) return [];
  if (certs !== "self" && certs !== "files") {
    return [`--certs: ${JSON.stringify(certs)}: must be self or files; omit the flag for the default`];
  }
  if (certs === "files") {
    return tlsCert === undefined
      ? ["--certs: files: must be set together with --tls-cert; add --tls-cert and --tls-key"]
      : [];
  }
  if (tlsCert !== undefined)
    return ["--certs: self: may not be set together with --tls-cert; omit one of them"];
  return hasCluster ? [] : ["--certs: self: must be used in a cluster; add --kubeconfig, or omit the flag"];
}

async function openApi(file: string | undefined): Promise<Pick<ClusterConfig, "api"> | Problems> {
  try {
    const api = await openApiClient(file);
    return api === undefined ? {} : { api };
  } catch (error) {
    // Further lines of a parser's error repeat the file, and perhaps a token in it.
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    const found = `cannot read ${JSON.stringify(file)} (${reason ?? ""})`;
    const fix = "name another file, or omit the flag in a pod";
    return { problems: [`--kubeconfig: ${found}: must be a kubeconfig; ${fix}`] };
  }
}
