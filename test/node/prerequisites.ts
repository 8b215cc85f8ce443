import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { missingPrerequisite as missingForCluster } from "../cluster/build.ts";
import { cacheFolder } from "../cluster/cache.ts";
import { isolated } from "../guest/isolated.ts";

/** Why no node can run here; undefined when one can. */
export function missingPrerequisite(): string | undefined {
  if (process.platform !== "linux") return "nodes run on Linux only";
  if (process.getuid?.() !== 0) return "a node needs root, for namespaces and mounts";
  if (!existsSync("/etc/debian_version")) return "containerd and runc come from Debian's packages";
  if (!readFileSync("/proc/self/cgroup", "utf8").includes(":memory:")) {
    return "a node needs the memory controller of cgroup v1";
  }
  if (!canOverlay()) return "overlayfs can't be mounted in the cache";
  return missingForCluster();
}

function canOverlay(): boolean {
  mkdirSync(cacheFolder, { recursive: true });
  const folder = mkdtempSync(join(cacheFolder, "overlay-"));
  try {
    for (const part of ["lower", "upper", "work", "all"]) mkdirSync(join(folder, part));
    const mount = "mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work all";
    const [command, args] = isolated(["mount", "pid", "net"], ["sh", "-c", mount]);
    return spawnSync(command, args, { cwd: folder, stdio: "ignore" }).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
