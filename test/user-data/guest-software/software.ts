import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { cacheFolder } from "../../cluster/cache.ts";
import { isFullRun } from "../../support/full-run.ts";

/** Software that is no npm package, such as the guest's, unpacked and never installed: its folder, or why it can't be had here. */
export type Software = { readonly folder: string } | { readonly reason: string };

/** Packages of the host's own Debian release, unpacked side by side in the cache. */
export function debianPackages(names: readonly string[]): Software {
  if (!hasPython()) return { reason: "python3 is not on the PATH" };
  return unpacked(`debian ${names.join(" ")}`, () => names);
}

/** The same, with all that they need and the host does not have. */
export function debianPrograms(names: readonly string[]): Software {
  return unpacked(`debian programs ${names.join(" ")}`, () => missingPackages(names));
}

/** The packages that installing these would install. Nothing is installed: apt-get only says what it would do. */
function missingPackages(names: readonly string[]): readonly string[] {
  const args = ["-s", "-qq", "--no-install-recommends", "install", ...names];
  const { stdout } = spawnSync("apt-get", args, { encoding: "utf8" });
  return [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, name = ""]) => name);
}

function unpacked(key: string, findNames: () => readonly string[]): Software {
  if (!existsSync("/etc/debian_version")) return { reason: "not a Debian host" };
  return cached(key, (folder) => {
    const download = (): boolean => {
      const names = findNames();
      return names.length > 0 && succeeds("apt-get", ["download", ...names], folder);
    };
    // A fresh machine has no package lists yet.
    if (!download() && !(succeeds("apt-get", ["update"], folder) && download())) {
      return `apt-get can't download ${key}`;
    }
    const packages = readdirSync(folder).filter((name) => name.endsWith(".deb"));
    const isUnpacked = packages.every((name) => succeeds("dpkg-deb", ["-x", name, "."], folder));
    return isUnpacked ? undefined : "dpkg-deb can't unpack what was downloaded";
  });
}

/** A package of PyPI in this version, without what it depends on. */
export function pythonPackage(name: string, version: string): Software {
  if (!hasPython()) return { reason: "python3 is not on the PATH" };
  return cached(`pypi ${name} ${version}`, (folder) => {
    const args = ["-m", "pip", "download", "--no-deps", "--only-binary", ":all:", `${name}==${version}`];
    if (!succeeds("python3", args, folder) && !succeeds("python3", args, folder, debiansPip())) {
      return `pip can't download ${name} ${version}`;
    }
    const [wheel = ""] = readdirSync(folder).filter((file) => file.endsWith(".whl"));
    const isUnpacked = succeeds("python3", ["-m", "zipfile", "-e", wheel, "."], folder);
    return isUnpacked ? undefined : `${wheel} can't be unpacked`;
  });
}

/** The environment in which a Python without pip has Debian's. */
function debiansPip(): Readonly<Record<string, string>> {
  const pip = debianPackages(["pip", "setuptools", "wheel", "distutils"].map((name) => `python3-${name}`));
  return "folder" in pip ? { PYTHONPATH: `${pip.folder}/usr/lib/python3/dist-packages` } : {};
}

/** Declares tests that need a guest's software; skipped with the reason, which in a full run is a failure. */
export function describeSoftware(name: string, software: Software, declare: (folder: string) => void): void {
  if ("folder" in software) {
    describe(name, () => {
      declare(software.folder);
    });
  } else if (isFullRun) {
    test(name, () => {
      throw new Error(`${software.reason}; in a full run these tests may not be skipped`);
    });
  } else {
    console.log(`skipped: ${name}, since ${software.reason}`);
    test.skip(name);
  }
}

/** Runs a Python program of this folder over inputs, JSON in and JSON out. */
export function runPython(program: string, args: readonly string[], inputs: readonly Uint8Array[]): unknown {
  const { status, stdout, stderr } = spawnSync("python3", [join(import.meta.dirname, program), ...args], {
    input: JSON.stringify(inputs.map((bytes) => Buffer.from(bytes).toString("base64"))),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${program} ended with status ${String(status)}:\n${stderr}`);
  return JSON.parse(stdout);
}

/**
 * What appears under its name is whole: it is made beside it and renamed. Only a full run makes it: nobody who
 * types `npm test` has asked for a download.
 */
function cached(key: string, make: (folder: string) => string | undefined): Software {
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const folder = join(cacheFolder, `guest-software-${hash}`);
  if (existsSync(folder)) return { folder };
  if (!isFullRun) return { reason: "npm run test:software downloads what it needs and runs it" };
  mkdirSync(cacheFolder, { recursive: true });
  const part = mkdtempSync(`${folder}.part-`);
  const reason = make(part);
  try {
    if (reason === undefined) renameSync(part, folder);
  } catch (error) {
    // Another test file was quicker.
    if (!existsSync(folder)) throw error;
  }
  rmSync(part, { recursive: true, force: true });
  return reason === undefined ? { folder } : { reason };
}

/** In a full run a bare Debian gets it; nobody else's machine is changed. */
function hasPython(): boolean {
  const isThere = (): boolean => succeeds("python3", ["--version"], ".");
  const install = (): boolean =>
    succeeds("apt-get", ["install", "-y", "--no-install-recommends", "python3"], ".");
  if (isThere()) return true;
  return isFullRun && (install() || (succeeds("apt-get", ["update"], ".") && install())) && isThere();
}

function succeeds(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): boolean {
  return spawnSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: "ignore" }).status === 0;
}
