import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { pinnedVersion } from "./build.ts";
import { readmePolicy } from "./examples.ts";

/*
 * npm run cluster:kind: builds the image, makes a cluster of kind with KubeVirt and the chart in it, and runs the tests
 * that need nothing but a kubeconfig. It needs Docker, kind, kubectl and helm; without them it says so and exits with 2.
 */

const root = join(import.meta.dirname, "..", "..");
const [name, image] = ["vmgate-test", "vmgate:kind"];
const programs = ["docker", "kind", "kubectl", "helm"];

function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): SpawnSyncReturns<Buffer> {
  console.log(`$ ${program} ${args.join(" ")}`);
  return spawnSync(program, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
}

/** @throws where the program can't be run, or fails */
function mustRun(...call: Parameters<typeof run>): void {
  const { status } = run(...call);
  if (status !== 0) throw new Error(`${call[0]} ${call[1].join(" ")} exited with ${String(status)}`);
}

const missing = programs.filter((program) => spawnSync(program, ["--help"]).status !== 0);
const hasDocker = spawnSync("docker", ["info"]).status === 0;
if (missing.length > 0 || !hasDocker) {
  const what = missing.length > 0 ? `${missing.join(", ")} can't be run here` : "Docker does not answer";
  console.error(`cluster:kind is skipped: ${what}.`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "vmgate-kind-"));
const kubeconfig = join(folder, "kubeconfig");
const env = { KUBECONFIG: kubeconfig };
try {
  mustRun("docker", ["build", "-f", "manifests/Dockerfile", "-t", image, "."]);
  mustRun("kind", ["create", "cluster", "--name", name, "--kubeconfig", kubeconfig, "--wait", "180s"]);
  mustRun("kind", ["load", "docker-image", image, "--name", name]);
  const version = await pinnedVersion("kubevirt", "kubevirt.io/kubevirt");
  const release = `https://github.com/kubevirt/kubevirt/releases/download/${version}`;
  mustRun("kubectl", ["create", "-f", `${release}/kubevirt-operator.yaml`], env);
  mustRun("kubectl", ["create", "-f", `${release}/kubevirt-cr.yaml`], env);
  const available = [
    "wait",
    "kubevirt",
    "kubevirt",
    "-n",
    "kubevirt",
    "--for=condition=Available",
    "--timeout=600s",
  ];
  mustRun("kubectl", available, env);
  const values = {
    image: { tag: "kind" },
    policy: parse(readmePolicy()) as unknown,
  };
  writeFileSync(join(folder, "values.json"), JSON.stringify(values));
  const install = ["install", "vmgate", "manifests/chart", "-n", "vmgate", "--create-namespace"];
  mustRun("helm", [...install, "-f", join(folder, "values.json"), "--wait"], env);
  const rules = "--for=jsonpath={.webhooks[0].rules[0].resources[0]}";
  mustRun("kubectl", ["wait", "validatingwebhookconfiguration", "vmgate", rules, "--timeout=60s"], env);
  const tests = [
    "vitest",
    "run",
    "--config",
    ".config/vitest.config.ts",
    "--project",
    "cluster",
    "test/cluster/acceptance.test.ts",
    "test/cluster/readme.test.ts",
  ];
  mustRun("npx", tests, { VMGATE_KUBECONFIG: kubeconfig });
  mustRun("helm", ["uninstall", "vmgate", "-n", "vmgate"], env);
} finally {
  run("kind", ["delete", "cluster", "--name", name]);
  rmSync(folder, { recursive: true });
}
