import { openApiClient, type ApiClient } from "../kube/api-client.ts";
import { defaultPolicy } from "../policy/policy.ts";
import { ruleIds } from "../admission/rule-registry.ts";
import { parseAddress, type Address } from "./address.ts";
import { readKeyPair, type KeyPair, type KeyPairFiles } from "./key-pair.ts";
import { openPolicyWatcher, type PolicyWatcher } from "./policy-watcher.ts";

/** The flags of `vmgate serve`, as typed. */
export interface ServeFlags {
  readonly listen: string;
  readonly metricsListen: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly policy?: string;
  readonly kubeconfig?: string;
}

/** Everything that `vmgate serve` needs to begin, read and checked. */
export interface ServeConfig {
  readonly listen: Address;
  readonly metricsListen: Address;
  /** Absent: vmgate makes its own certificate. */
  readonly tls?: { readonly files: KeyPairFiles; readonly pair: KeyPair };
  /** Its file is being watched. */
  readonly policy: PolicyWatcher;
  /** The API server of the kubeconfig or of the pod's account; undefined where vmgate runs without a cluster. */
  readonly api?: ApiClient;
}

/** A configuration, or everything that is wrong with it: `--flag: found: must …; fix`. */
export type ReadConfig = { readonly config: ServeConfig } | { readonly problems: readonly string[] };

/** Reads the flags and the files they name. Never throws; reports all problems at once. */
export async function readServeConfig(flags: ServeFlags): Promise<ReadConfig> {
  const listen = readAddress("--listen", flags.listen, "127.0.0.1:9443");
  const metricsListen = readAddress("--metrics-listen", flags.metricsListen, "127.0.0.1:9090");
  const [tls, policy, cluster] = await Promise.all([
    readTls(flags),
    openPolicy(flags.policy),
    openCluster(flags.kubeconfig),
  ]);
  const read = [listen, metricsListen, tls, cluster];
  const problems = read.flatMap((part) => ("problems" in part ? part.problems : []));
  if ("errors" in policy) return { problems: [...problems, ...policy.errors] };
  if ("problems" in listen || "problems" in metricsListen || "problems" in tls || "problems" in cluster) {
    policy.close();
    return { problems };
  }
  const addresses = { listen: listen.address, metricsListen: metricsListen.address };
  return { config: { ...addresses, ...tls, ...cluster, policy } };
}

async function openCluster(file: string | undefined): Promise<Pick<ServeConfig, "api"> | Problems> {
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

/** The policy of a file, or the default one without a file. */
function openPolicy(file: string | undefined): ReturnType<typeof openPolicyWatcher> {
  if (file !== undefined) return openPolicyWatcher({ file, ruleIds });
  return Promise.resolve({
    current: () => defaultPolicy,
    problem: () => undefined,
    onChange: () => undefined,
    close: () => undefined,
  });
}

interface Problems {
  readonly problems: readonly string[];
}

function readAddress(flag: string, text: string, example: string): { readonly address: Address } | Problems {
  const address = parseAddress(text);
  if (address !== undefined) return { address };
  const allowed = "must be HOST:PORT, or :PORT for all addresses, with a port of at most 65535";
  return { problems: [`${flag}: ${JSON.stringify(text)}: ${allowed}; use for example ${example}`] };
}

async function readTls({ tlsCert, tlsKey }: ServeFlags): Promise<Pick<ServeConfig, "tls"> | Problems> {
  if (tlsCert === undefined && tlsKey === undefined) return {};
  if (tlsCert === undefined || tlsKey === undefined) {
    const [given, missing] = tlsKey === undefined ? ["--tls-cert", "--tls-key"] : ["--tls-key", "--tls-cert"];
    const fix = `add ${missing}, or omit both for a self-signed certificate`;
    return { problems: [`${missing}: must be set together with ${given}; ${fix}`] };
  }
  const files = { cert: tlsCert, key: tlsKey };
  const read = await readKeyPair(files);
  return "pair" in read ? { tls: { files, pair: read.pair } } : read;
}
