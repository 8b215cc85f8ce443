import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isolated } from "./isolated.ts";

/** What a guest needs of its host beside what every Debian has, each program with its package. */
const packages = { debootstrap: "debootstrap", "ssh-keygen": "openssh-client", ip: "iproute2" };

/**
 * Why no guest can run here; undefined when one can. Installs the packages that are missing: as root, on Debian.
 */
export function missingPrerequisite(): string | undefined {
  if (process.platform !== "linux") return "guests run on Linux only";
  if (process.getuid?.() !== 0) return "guests need root, for namespaces and mounts";
  const [command, args] = isolated(["mount", "uts", "ipc", "pid", "net"], ["true"]);
  if (!succeeds(command, args)) return "namespaces can't be made here (util-linux's unshare and setpriv)";
  const missing = Object.entries(packages).filter(([program]) => !isInstalled(program));
  if (missing.length === 0) return undefined;
  if (!existsSync("/etc/debian_version")) {
    return `not on the PATH: ${missing.map(([program]) => program).join(", ")}`;
  }
  return installed(missing.map(([, name]) => name));
}

function installed(names: readonly string[]): string | undefined {
  console.log(`Installing ${names.join(", ")}.`);
  const install = (): boolean => succeeds("apt-get", ["install", "-y", "--no-install-recommends", ...names]);
  // A fresh machine has no package lists yet.
  if (install() || (succeeds("apt-get", ["update"]) && install())) return undefined;
  return `apt-get can't install ${names.join(", ")}`;
}

function isInstalled(program: string): boolean {
  return succeeds("sh", ["-c", `command -v ${program}`]);
}

function succeeds(command: string, args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { env, stdio: "ignore" }).status === 0;
}
