import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, relative } from "node:path";
import { otherVersions } from "./other-versions.ts";

/** Where binaries, saved clusters and the folders of running clusters are kept, outside the repository. */
export const cacheFolder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "vmgate");

/** The Go modules that pin every program of the cluster. */
export const pinnedModules = join(import.meta.dirname, "go");

/** Versions that the environment asks for in place of the pinned ones. */
export const askedVersions = otherVersions(process.env);

const asked = askedVersions === undefined ? "" : JSON.stringify(askedVersions);

/** The Go modules of this run: the pinned ones, or where they are written with other versions in them. */
export const goModules =
  asked === ""
    ? pinnedModules
    : join(cacheFolder, `modules-${hashFiles(pinnedModules, filesBelow(pinnedModules), asked)}`);

/** The programs of the cluster; all of them come from the Go modules. */
export type Program =
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-proxy"
  | "kube-scheduler"
  | "kubectl"
  | "kubelet"
  | "seediso"
  | "virt-api"
  | "virt-controller"
  | "virtctl";

/**
 * What KubeVirt's operator would install, and the kinds of the Containerized Data Importer (CDI), generated when the
 * programs are built: each a JSON List.
 */
export type Objects = "crds" | "kinds" | "rbac" | "webhooks" | "types";

/** The parts of `Objects` in the order they are generated. */
export const objectLists: readonly Objects[] = ["crds", "kinds", "rbac", "webhooks", "types"];

/** Build settings, the same for all: a different one would compile everything again. */
export const buildFlags = [asked === "" ? "-mod=readonly" : "-mod=mod", "-trimpath", "-buildvcs=false"];

/** Folder of the built programs: named by a hash of all they are made from, so an old build is never taken for a new one. */
export const binFolder = join(
  cacheFolder,
  `bin-${hashFiles(pinnedModules, filesBelow(pinnedModules), JSON.stringify(buildFlags) + asked)}`,
);

/** Path of a built program. */
export function programPath(program: Program): string {
  return join(binFolder, program);
}

/** The Go module that pins helm. It is apart from the others, so that its version is none of the clusters'. */
export const helmModule = join(import.meta.dirname, "helm");

/** The Go module that pins actionlint, which checks workflows. */
export const actionlintModule = join(import.meta.dirname, "actionlint");

/** The Go module that pins kubeconform, which the benchmark runs beside vmgate. */
export const kubeconformModule = join(import.meta.dirname, "kubeconform");

/** Path of the program that is built of such a module and has its name. */
export function toolPath(module: string): string {
  const name = basename(module);
  const hash = hashFiles(module, filesBelow(module), JSON.stringify(buildFlags));
  return join(cacheFolder, `${name}-${hash}`, name);
}

/** Path of a generated list of KubeVirt's objects. */
export function objectsPath(objects: Objects): string {
  return join(binFolder, `${objects}.json`);
}

/** The objects of a generated list. @throws where the programs are not built */
export function readObjects(objects: Objects): readonly unknown[] {
  return (JSON.parse(readFileSync(objectsPath(objects), "utf8")) as { readonly items: readonly unknown[] })
    .items;
}

/** Whether the programs are built; a build appears whole or not at all. */
export function isBuilt(): boolean {
  return existsSync(binFolder);
}

/** 16 hex digits over the names and contents of files of one folder, and over `extra`. */
export function hashFiles(folder: string, files: readonly string[], extra: string): string {
  const hash = createHash("sha256").update(extra);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 16);
}

/** The paths of all files below a folder, from there, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
