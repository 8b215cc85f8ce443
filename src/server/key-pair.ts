import { createPrivateKey, X509Certificate } from "node:crypto";
import type { KeyPair } from "../certs/key-pair.ts";
import { readText } from "../files/read-file.ts";

/** The names of a key pair's files. */
export interface KeyPairFiles {
  readonly cert: string;
  readonly key: string;
}

/** A matching key pair, or everything that is wrong with its files, one sentence each. */
export type ReadKeyPair = { readonly pair: KeyPair } | { readonly problems: readonly string[] };

/** Reads both files and checks that they belong together. Never throws. */
export async function readKeyPair(files: KeyPairFiles): Promise<ReadKeyPair> {
  const [cert, key] = await Promise.all([
    readPem("--tls-cert", files.cert, "certificate", (text) => new X509Certificate(text)),
    readPem("--tls-key", files.key, "private key", createPrivateKey),
  ]);
  if ("problem" in cert || "problem" in key) {
    return { problems: [cert, key].flatMap((read) => ("problem" in read ? [read.problem] : [])) };
  }
  if (!cert.parsed.checkPrivateKey(key.parsed)) {
    const found = `${JSON.stringify(files.key)} does not match the certificate in ${JSON.stringify(files.cert)}`;
    return {
      problems: [`--tls-key: ${found}: must be its private key; take both files from the same Secret`],
    };
  }
  return { pair: { cert: cert.text, key: key.text } };
}

type Pem<T> = { readonly text: string; readonly parsed: T } | { readonly problem: string };

async function readPem<T>(
  flag: string,
  file: string,
  what: string,
  parse: (text: string) => T,
): Promise<Pem<T>> {
  const allowed = `must be a PEM ${what}`;
  const fix = "mount the serving Secret, or omit both flags for a self-signed certificate";
  const read = await readText(file);
  if ("reason" in read) {
    return { problem: `${flag}: cannot read ${JSON.stringify(file)} (${read.reason}): ${allowed}; ${fix}` };
  }
  try {
    return { text: read.text, parsed: parse(read.text) };
  } catch {
    return { problem: `${flag}: ${JSON.stringify(file)} has other content: ${allowed}; ${fix}` };
  }
}
