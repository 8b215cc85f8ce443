import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Versions to test against in place of those that the Go modules pin; undefined where the pinned one is used. */
export interface OtherVersions {
  /** VMGATE_KUBERNETES, such as v1.36.1. */
  readonly kubernetes: string | undefined;
  /** VMGATE_KUBEVIRT, such as v1.7.0. */
  readonly kubevirt: string | undefined;
}

/** What the environment asks for; undefined where it asks for nothing. @throws when that is no version */
export function otherVersions(env: NodeJS.ProcessEnv): OtherVersions | undefined {
  const [kubernetes, kubevirt] = ["VMGATE_KUBERNETES", "VMGATE_KUBEVIRT"].map((name) => {
    const version = env[name];
    if (version === undefined || /^v\d+\.\d+\.\d+$/.test(version)) return version;
    throw new Error(`${name}: ${JSON.stringify(version)}: must be a version such as v1.36.1`);
  });
  return kubernetes === undefined && kubevirt === undefined ? undefined : { kubernetes, kubevirt };
}

/**
 * Copies the pinned Go modules into `folder`, with other versions in them. Their checksums are of the Go checksum
 * database, as nothing pins them. @throws when Go fails; its own output is on stderr
 */
export function writeModules(pinned: string, folder: string, versions: OtherVersions): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(pinned, folder, { recursive: true });
  if (versions.kubernetes !== undefined) {
    const staging = versions.kubernetes.replace("v1.", "v0.");
    requireInstead(join(folder, "kubernetes"), "k8s.io/kubernetes", versions.kubernetes, staging);
  }
  if (versions.kubevirt !== undefined) {
    requireInstead(join(folder, "kubevirt"), "kubevirt.io/kubevirt", versions.kubevirt, versions.kubevirt);
  }
}

/** The part of a go.mod that is read here. */
interface GoMod {
  readonly Go: string;
  readonly Require?: readonly ModuleVersion[];
  readonly Replace?: readonly { readonly Old: ModuleVersion; readonly New: ModuleVersion }[];
}

interface ModuleVersion {
  readonly Path: string;
  readonly Version?: string;
}

/** Writes a go.mod that requires a package alone, and replaces what its own go.mod replaces: Go heeds only the main module's. */
function requireInstead(folder: string, name: string, version: string, staging: string): void {
  const downloaded = go(folder, "mod", "download", "-json", `${name}@${version}`);
  const { GoMod: file } = JSON.parse(downloaded) as { readonly GoMod: string };
  const own = JSON.parse(go(folder, "mod", "edit", "-json", file)) as GoMod;
  const replaced = own.Replace ?? [];
  const replacements = replaced.map(({ Old, New }) =>
    isInTree(New) ? `${Old.Path}=${Old.Path}@${staging}` : `${Old.Path}=${New.Path}@${New.Version ?? ""}`,
  );
  // Since 1.31 Kubernetes has its own parts by a workspace.
  const parts = (own.Require ?? []).filter(
    ({ Path, Version }) => Version === "v0.0.0" && !replaced.some(({ Old }) => Old.Path === Path),
  );
  rmSync(join(folder, "go.mod"));
  rmSync(join(folder, "go.sum"));
  go(folder, "mod", "init", `vmgate.cpln.io/test/cluster/${name.replace(/.*\//, "")}`);
  const partReplacements = parts.map(({ Path }) => `${Path}=${Path}@${staging}`);
  const edits = [...replacements, ...partReplacements].map((replacement) => `-replace=${replacement}`);
  go(folder, "mod", "edit", `-go=${own.Go}`, `-require=${name}@${version}`, ...edits);
}

function isInTree({ Path }: ModuleVersion): boolean {
  return Path.startsWith("./");
}

function go(cwd: string, ...args: readonly string[]): string {
  const { status, stdout } = spawnSync("go", args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`go ${args.join(" ")} exited with ${String(status)}`);
  return stdout;
}
