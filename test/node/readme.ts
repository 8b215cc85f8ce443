import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { binFolder } from "../cluster/cache.ts";
import type { Output } from "../cluster/clients.ts";
import type { Cluster } from "../cluster/cluster.ts";

const root = join(import.meta.dirname, "..", "..");
const readme = readFileSync(join(root, "manifests", "README.md"), "utf8");

/** The commands of the first block of manifests/README.md behind a text. @throws when there is none */
export function commandsBehind(text: string): string {
  const [, commands] = /```sh\n([^]*?)```/.exec(readme.slice(readme.indexOf(text))) ?? [];
  if (!readme.includes(text) || commands === undefined) throw new Error(`no commands behind "${text}"`);
  return commands;
}

/** Runs commands in the folder of the repository, with the kubectl of the cluster, and helm. */
export async function shell(cluster: Cluster, helm: string, commands: string): Promise<Output> {
  const home = join(cluster.folder, "helm");
  const env = {
    ...process.env,
    PATH: [binFolder, dirname(helm), process.env["PATH"]].join(":"),
    KUBECONFIG: cluster.kubeconfig("admin"),
    ...{ HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home },
  };
  const child = spawn("bash", ["-euc", commands], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return { code: code ?? -1, stdout, stderr };
}
