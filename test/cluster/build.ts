import { spawn, spawnSync } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  actionlintModule,
  askedVersions,
  binFolder,
  buildFlags,
  goModules,
  helmModule,
  isBuilt,
  kubeconformModule,
  objectLists,
  pinnedModules,
  toolPath,
} from "./cache.ts";
import { makeOnce } from "./make-once.ts";
import { writeModules } from "./other-versions.ts";

/** Why the programs can neither be used nor built here; undefined when they can. */
export function missingPrerequisite(): string | undefined {
  if (isBuilt()) return undefined;
  const go = spawnSync("go", ["version"], { encoding: "utf8" });
  if (go.status === 0) return undefined;
  return "Go is not on the PATH (https://go.dev/dl, 1.24 or newer)";
}

/**
 * Builds every program of the cluster and generates KubeVirt's objects, unless that is done already: about 15 minutes
 * on two cores the first time. Two runs at once build once; what is built appears under its name only when it is whole.
 * @throws when Go fails; its own output is on stderr
 */
export async function buildPrograms(): Promise<void> {
  await makeOnce(binFolder, buildInto);
}

async function buildInto(folder: string): Promise<void> {
  console.error(`Building the cluster's programs into ${binFolder}, about 15 minutes the first time.`);
  if (askedVersions !== undefined) writeModules(pinnedModules, goModules, askedVersions);
  const module = (name: string): string => join(goModules, name);
  await goBuild(module("etcd"), join(folder, "etcd"), ["."]);
  const kubernetes = ["kube-apiserver", "kubectl", "kube-controller-manager"];
  // Nodes run the pinned version alone.
  if (askedVersions === undefined) kubernetes.push("kube-scheduler", "kube-proxy", "kubelet");
  const kubernetesVersion = await pinnedVersion(module("kubernetes"), "k8s.io/kubernetes");
  await goBuild(
    module("kubernetes"),
    `${folder}/`,
    kubernetes.map((program) => `k8s.io/kubernetes/cmd/${program}`),
    versionStamp(kubernetesVersion),
  );
  const kubevirt = ["virt-api", "virt-controller", "virtctl"];
  await goBuild(module("kubevirt"), `${folder}/`, [
    ...kubevirtTags(await pinnedVersion(module("kubevirt"), "kubevirt.io/kubevirt")),
    ...kubevirt.map((program) => `kubevirt.io/kubevirt/cmd/${program}`),
    "./kvgen",
    "./seediso",
  ]);
  for (const list of objectLists) {
    const file = await open(join(folder, `${list}.json`), "w");
    await run(join(folder, "kvgen"), [list], folder, file.fd);
    await file.close();
  }
}

/** Builds helm, unless that is done already: two minutes the first time. @throws when Go fails */
export async function buildHelm(): Promise<string> {
  const helm = toolPath(helmModule);
  await makeOnce(dirname(helm), async (folder) => {
    const [, minor = ""] = (await pinnedVersion(helmModule, "k8s.io/client-go")).split(".");
    // Without it helm takes every cluster that it is not connected to for Kubernetes 1.20.
    const stamp = `-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=${Number(minor)}`;
    await goBuild(helmModule, join(folder, "helm"), ["helm.sh/helm/v3/cmd/helm"], stamp);
  });
  return helm;
}

/** Builds actionlint, unless that is done already: twenty seconds the first time. @throws when Go fails */
export async function buildActionlint(): Promise<string> {
  return buildTool(actionlintModule, "github.com/rhysd/actionlint/cmd/actionlint");
}

/** Builds kubeconform, unless that is done already: twenty seconds the first time. @throws when Go fails */
export async function buildKubeconform(): Promise<string> {
  return buildTool(kubeconformModule, "github.com/yannh/kubeconform/cmd/kubeconform");
}

async function buildTool(module: string, program: string): Promise<string> {
  const path = toolPath(module);
  await makeOnce(dirname(path), (folder) => goBuild(module, join(folder, basename(path)), [program]));
  return path;
}

async function goBuild(
  module: string,
  output: string,
  packages: readonly string[],
  linkerFlags = "",
): Promise<void> {
  const started = Date.now();
  const flags = [...buildFlags, "-ldflags", `-s -w ${linkerFlags}`.trim(), "-o", output];
  await run("go", ["build", ...flags, ...packages], module, "inherit");
  console.error(`  ${basename(module)}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/** For `kvgen`, which lists what KubeVirt 1.8 brought apart. */
function kubevirtTags(version: string): string[] {
  const [, minor = ""] = version.split(".");
  return Number(minor) < 8 ? ["-tags=before_1_8"] : [];
}

/** Without the stamp the API server calls itself v0.0.0-master, and `kubectl version` fails on that. */
function versionStamp(version: string): string {
  const [major = "", minor = ""] = version.replace(/^v/, "").split(".");
  const stamps = { gitVersion: version, gitMajor: major, gitMinor: minor };
  return Object.entries(stamps)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(" ");
}

/** The version that the go.mod of a module requires; `module` is below `goModules`, or an absolute path. @throws when it does not require the package */
export async function pinnedVersion(module: string, dependency: string): Promise<string> {
  const text = await readFile(resolve(goModules, module, "go.mod"), "utf8");
  const line = text.split("\n").find((l) => l.includes(`${dependency} v`) && !l.includes("=>"));
  const version = line?.split(" ").find((word) => word.startsWith("v"));
  if (version === undefined) throw new Error(`${module}/go.mod does not require ${dependency}`);
  return version;
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  stdout: number | "inherit",
): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, CGO_ENABLED: "0" },
    stdio: ["ignore", stdout, "inherit"],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("exit", resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} exited with ${String(code)}`);
}
