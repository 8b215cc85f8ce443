import { defaultPolicy } from "./policy/policy.ts";
import { ruleIds } from "./admission/judge.ts";
import { parseAddress, type Address } from "./server/address.ts";
import { readKeyPair, type KeyPair, type KeyPairFiles } from "./server/key-pair.ts";
import { openPolicySource, type PolicySource } from "./server/policy-source.ts";

/** The flags of `vmgate serve`, as typed. */
export interface ServeFlags {
  readonly listen: string;
  readonly metricsListen: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly policy?: string;
}

/** Everything that `vmgate serve` needs to begin, read and checked. */
export interface ServeConfig {
  readonly listen: Address;
  readonly metricsListen: Address;
  /** Absent: vmgate makes its own certificate. */
  readonly tls?: { readonly files: KeyPairFiles; readonly pair: KeyPair };
  /** Its file is being watched. */
  readonly policy: PolicySource;
}

/** A configuration, or everything that is wrong with it: `--flag: found; allowed; fix`. */
export type ReadConfig = { readonly config: ServeConfig } | { readonly problems: readonly string[] };

/** Reads the flags and the files they name. Never throws; all problems are told at once. */
export async function readServeConfig(flags: ServeFlags): Promise<ReadConfig> {
  const listen = readAddress("--listen", flags.listen, "127.0.0.1:9443");
  const metricsListen = readAddress("--metrics-listen", flags.metricsListen, "127.0.0.1:9090");
  const [tls, policy] = await Promise.all([readTls(flags), openPolicy(flags.policy)]);
  if ("problems" in listen || "problems" in metricsListen || "problems" in tls || "errors" in policy) {
    if ("close" in policy) policy.close();
    const read = [listen, metricsListen, tls].flatMap((part) => ("problems" in part ? part.problems : []));
    return { problems: [...read, ...("errors" in policy ? policy.errors : [])] };
  }
  return { config: { listen: listen.address, metricsListen: metricsListen.address, ...tls, policy } };
}

/** The policy of a file, or the one that holds where no file is given. */
function openPolicy(file: string | undefined): ReturnType<typeof openPolicySource> {
  if (file !== undefined) return openPolicySource({ file, ruleIds });
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
  const allowed = "HOST:PORT, or :PORT for all addresses, with a port up to 65535";
  return { problems: [`${flag}: ${JSON.stringify(text)}; ${allowed}; write for example ${example}`] };
}

async function readTls({ tlsCert, tlsKey }: ServeFlags): Promise<Pick<ServeConfig, "tls"> | Problems> {
  if (tlsCert === undefined && tlsKey === undefined) return {};
  if (tlsCert === undefined || tlsKey === undefined) {
    const [given, missing] = tlsKey === undefined ? ["--tls-cert", "--tls-key"] : ["--tls-key", "--tls-cert"];
    const fix = `add ${missing}, or leave both out and vmgate makes its own`;
    return { problems: [`${missing}: not set; ${given} needs it beside it; ${fix}`] };
  }
  const files = { cert: tlsCert, key: tlsKey };
  const read = await readKeyPair(files);
  return "pair" in read ? { tls: { files, pair: read.pair } } : read;
}
