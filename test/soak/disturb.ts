import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rename, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { issueServing, makeAuthority } from "../../src/certs/issue.ts";
import type { KeyPair } from "../../src/certs/key-pair.ts";
import type { BenchServer } from "../bench/servers.ts";
import { replaceFile } from "../support/replace-file.ts";

/** How often each thing is done while reviews are answered. A server polls its certificate every five seconds. */
const everyMs = { policy: 5000, certificate: 15_000, scrape: 1000 };

/** How long a server may take to serve a new certificate. */
const servedWithinMs = 12_000;

const dayMs = 24 * 3600 * 1000;

/** The files that are changed below a running server. */
export interface SoakFiles {
  readonly policy: string;
  readonly cert: string;
  readonly key: string;
}

/** What was done, and what went wrong. */
export interface Disturbed {
  readonly policies: number;
  readonly certificates: number;
  readonly scrapes: number;
  readonly errors: readonly string[];
}

/** Makes the authority and the first certificate, and the policy that is changed. */
export async function writeFiles(
  folder: string,
  policyFile: string,
): Promise<SoakFiles & { authority: KeyPair }> {
  const authority = await makeAuthority({ madeAt: Date.now(), expiresAt: Date.now() + 2 * dayMs });
  const files = {
    policy: join(folder, "policy.yaml"),
    cert: join(folder, "served", "tls.crt"),
    key: join(folder, "served", "tls.key"),
  };
  await replaceFile(files.policy, readFileSync(policyFile, "utf8"));
  await rotate(files, authority);
  return { ...files, authority };
}

/** Changes the policy, rotates the certificate and scrapes metrics until `signal` is aborted. */
export async function disturb(
  server: BenchServer,
  files: SoakFiles & { readonly authority: KeyPair },
  signal: AbortSignal,
): Promise<Disturbed> {
  const errors: string[] = [];
  const text = readFileSync(files.policy, "utf8");
  const repeat = async (ms: number, act: (turn: number) => Promise<void>): Promise<number> => {
    for (let turn = 1; ; turn++) {
      await sleep(ms, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return turn - 1;
      await act(turn).catch((error: unknown) => errors.push(String(error)));
    }
  };
  const [policies, certificates, scrapes] = await Promise.all([
    repeat(everyMs.policy, (turn) => replaceFile(files.policy, withServer(text, turn % 2 === 1))),
    repeat(everyMs.certificate, async () => {
      await untilServed(server.port, await rotate(files, files.authority));
    }),
    repeat(everyMs.scrape, async () => {
      await scrape(server);
    }),
  ]);
  return { policies, certificates, scrapes, errors };
}

/** The policy, with its name server or with another: what is injected changes. */
function withServer(text: string, isOther: boolean): string {
  return isOther ? text.replace("10.96.0.10", "10.96.0.11") : text;
}

/** The server's metrics by name and labels. @throws when they can't be had */
export async function scrape({ metricsUrl = "" }: BenchServer): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${metricsUrl}/metrics`);
  if (!response.ok) throw new Error(`/metrics: ${response.status}`);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(/\S+$/.exec(line)?.[0])]));
}

/**
 * Writes a new certificate and its key, and replaces both in one step, by a link to their folder, as kubelet does;
 * gives the certificate's fingerprint.
 */
async function rotate({ cert }: SoakFiles, authority: KeyPair): Promise<string> {
  const life = { madeAt: Date.now(), expiresAt: Date.now() + dayMs };
  const pair = await issueServing(authority, ["localhost"], life);
  const served = dirname(cert);
  const made = await mkdtemp(`${served}-`);
  await writeFile(join(made, "tls.crt"), pair.cert);
  await writeFile(join(made, "tls.key"), pair.key);
  await symlink(made, `${served}.new`);
  await rename(`${served}.new`, served);
  return new X509Certificate(pair.cert).fingerprint256;
}

async function untilServed(port: number, fingerprint: string): Promise<void> {
  const end = performance.now() + servedWithinMs;
  while ((await fingerprintAt(port)) !== fingerprint) {
    if (performance.now() > end) throw new Error("a new certificate was not served in time");
    await sleep(500);
  }
}

function fingerprintAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
