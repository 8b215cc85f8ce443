import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { isFullRun } from "../support/full-run.ts";
import type { Answer } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import { rulesNamed, type Manifest } from "./virtual-machines.ts";

/** What people publish for KubeVirt: machines, instances, sets of both, and files that only look like them. */
const corpus = join(import.meta.dirname, "..", "..", "..", "shared", "corpus");
const folders = ["vms", "vmis", "replicasets", "pools", "odd"];
/** Whether there is no corpus, so that the tests over it are skipped; a failure in a full run. */
export const missing = !existsSync(corpus);
if (missing) {
  if (isFullRun) throw new Error(`${corpus} does not exist`);
  console.log(`The corpus tests are skipped: ${corpus} does not exist.`);
}
/** Every file, by folder and name. */
export const files = missing ? [] : folders.flatMap(manifestsIn);
/** The object of each file that is YAML. */
export const objects = new Map(files.flatMap(read));

const plurals = new Map([
  ["VirtualMachine", "virtualmachines"],
  ["VirtualMachineInstance", "virtualmachineinstances"],
  ["VirtualMachineInstanceReplicaSet", "virtualmachineinstancereplicasets"],
  ["VirtualMachinePool", "virtualmachinepools"],
]);

/** Asks the API server to create an object, without storing it. */
export function send(cluster: Cluster, namespace: string, object: Manifest): Promise<Answer> {
  const { apiVersion, kind, metadata } = object;
  const plural = plurals.get(String(kind)) ?? "virtualmachines";
  const path = `/apis/${String(apiVersion)}/namespaces/${namespace}/${plural}?dryRun=All`;
  return cluster.request("POST", path, { ...object, metadata: { ...(metadata ?? {}), namespace } });
}

function manifestsIn(folder: string): string[] {
  const names = readdirSync(join(corpus, folder)).filter((name) => name.endsWith(".yaml"));
  return names.map((name) => `${folder}/${name}`);
}

/** A file with its object; nothing when it is not YAML, so that no client could send it. */
function read(file: string): [string, Manifest][] {
  const document = parseDocument(readFileSync(join(corpus, file), "utf8"));
  return document.errors.length > 0 ? [] : [[file, document.toJS() as Manifest]];
}

/** `allowed`, or the rules it breaks, or who else refused it and why; `unreadable` when it was never sent. */
export function verdict(answer: Answer | undefined): string {
  if (answer === undefined) return "unreadable";
  if (answer.status === 201) return "allowed";
  const rules = [...new Set(rulesNamed(answer.body.message ?? ""))];
  if (rules.length > 0) return rules.join(", ");
  const message = (answer.body.message ?? answer.text).trim();
  if (!message.includes("denied the request: ")) return `API server: ${message.slice(0, 100)}`;
  const causes = reasons(answer);
  // What is wrong throughout gets ten reasons of its schema check, drawn by lot.
  return causes.length < 10 ? `KubeVirt: ${causes.sort().join("; ")}` : "KubeVirt: ten reasons or more";
}

/** Every reason that a refusal gives. */
export function reasons(answer: Answer | undefined): string[] {
  const { message = "", details } = answer?.body ?? {};
  return (
    details?.causes?.map((cause) => cause.message ?? "") ?? [message.replace(/^.*denied the request: /, "")]
  );
}

export function isOthers(refusal: string): boolean {
  return refusal.startsWith("KubeVirt: ") || refusal.startsWith("API server: ");
}

/** Whether all of `part` is in `whole`: objects by key, lists by place. What KubeVirt draws by lot is left out. */
export function holds(whole: unknown, part: unknown): boolean {
  if (typeof part !== "object" || part === null) return whole === part;
  if (typeof whole !== "object" || whole === null || Array.isArray(part) !== Array.isArray(whole))
    return false;
  const entries = new Map(Object.entries(whole));
  return Object.entries(part).every(([key, value]) => {
    const isDrawn = (key === "uuid" || key === "serial") && typeof entries.get(key) === "string";
    return isDrawn || holds(entries.get(key), value);
  });
}
