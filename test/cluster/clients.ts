import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programPath } from "./cache.ts";
import type { Identity } from "./certificates.ts";

/** What a program printed, and its exit code. */
export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Input for standard input, and who asks (admin when it is not said). */
export interface ClientOptions {
  readonly input?: string;
  readonly as?: Identity;
}

/** Path of the kubeconfig of an identity of the cluster in `folder`. */
export function kubeconfigPath(folder: string, identity: Identity): string {
  return join(folder, `${identity}.kubeconfig`);
}

/** Writes a kubeconfig that names the certificate files of one identity. */
export async function writeKubeconfig(folder: string, port: number, identity: Identity): Promise<void> {
  const file = (name: string): string => join(folder, "certificates", name);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "vmgate-test",
    contexts: [{ name: "vmgate-test", context: { cluster: "vmgate-test", user: identity } }],
    clusters: [
      {
        name: "vmgate-test",
        cluster: { server: `https://127.0.0.1:${port}`, "certificate-authority": file("ca.crt") },
      },
    ],
    users: [
      {
        name: identity,
        user: { "client-certificate": file(`${identity}.crt`), "client-key": file(`${identity}.key`) },
      },
    ],
  };
  // JSON is YAML, which is what kubectl reads.
  await writeFile(kubeconfigPath(folder, identity), `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
}

/** Runs a client of the cluster in `folder` to its end. A failure is an exit code, never an exception. */
export function runClient(
  folder: string,
  program: "kubectl" | "virtctl",
  args: readonly string[],
  options: ClientOptions = {},
): Promise<Output> {
  const child = spawn(programPath(program), args, {
    cwd: folder,
    env: {
      ...process.env,
      KUBECONFIG: kubeconfigPath(folder, options.as ?? "admin"),
      KUBECACHEDIR: join(folder, "kubectl-cache"),
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // It may end without reading what it is given.
  child.stdin.on("error", () => undefined).end(options.input ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => {
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
  });
}
