import { defaultPolicy } from "../policy/policy.ts";
import { ruleIds } from "../admission/rule-registry.ts";
import { parseAddress, type Address } from "./address.ts";
import type { KeyPair } from "../certs/key-pair.ts";
import { readClientAuthority, type ClientAuthority, type ClientFlags } from "./client-certificate.ts";
import { openCluster, type ClusterConfig, type ClusterFlags, type Problems } from "./cluster-options.ts";
import { readKeyPair, type KeyPairFiles } from "./key-pair.ts";
import { openPolicyWatcher, type PolicyWatcher } from "./policy-watcher.ts";

/** The flags of `vmgate serve`, as typed. */
export interface ServeFlags extends ClusterFlags, ClientFlags {
  readonly listen: string;
  readonly metricsListen: string;
  readonly tlsKey?: string;
  readonly policy?: string;
}

/** Everything that `vmgate serve` needs to begin, read and checked. */
export interface ServeConfig extends ClusterConfig {
  readonly listen: Address;
  readonly metricsListen: Address;
  /** Absent: vmgate makes its own certificate. */
  readonly tls?: { readonly files: KeyPairFiles; readonly pair: KeyPair };
  /** Absent: anyone who reaches the port may send reviews. */
  readonly clients?: ClientAuthority;
  /** Its file is being watched. */
  readonly policy: PolicyWatcher;
}

/** A configuration, or everything that is wrong with it: `--flag: found: must …; fix`. */
export type ReadConfig = { readonly config: ServeConfig } | { readonly problems: readonly string[] };

/** Reads the flags and the files they name. Never throws; reports all problems at once. */
export async function readServeConfig(flags: ServeFlags): Promise<ReadConfig> {
  const listen = readAddress("--listen", flags.listen, "127.0.0.1:9443");
  const metricsListen = readAddress("--metrics-listen", flags.metricsListen, "127.0.0.1:9090");
  const [tls, policy, cluster, clients] = await Promise.all([
    readTls(flags),
    openPolicy(flags.policy),
    openCluster(flags),
    readClientAuthority(flags),
  ]);
  const read = [listen, metricsListen, tls, cluster, clients];
  const problems = read.flatMap((part) => ("problems" in part ? part.problems : []));
  if ("errors" in policy) return { problems: [...problems, ...policy.errors] };
  if (
    "problems" in listen ||
    "problems" in metricsListen ||
    "problems" in tls ||
    "problems" in cluster ||
    "problems" in clients
  ) {
    policy.close();
    return { problems };
  }
  const addresses = { listen: listen.address, metricsListen: metricsListen.address };
  return { config: { ...addresses, ...tls, ...cluster, ...clients, policy } };
}

/** The policy of a file, or the default one without a file. */
function openPolicy(file: string | undefined): ReturnType<typeof openPolicyWatcher> {
  if (file !== undefined) return openPolicyWatcher({ file, ruleIds });
  return Promise.resolve({
    current: () => defaultPolicy,
    hash: () => 0,
    problem: () => undefined,
    onChange: () => undefined,
    close: () => undefined,
  });
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
