import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { ApiObject } from "./client.ts";
import type { Output } from "./clients.ts";

/** The chart that ships. */
export const chart = join(import.meta.dirname, "..", "..", "manifests", "chart");

/** Runs helm to its end; a failure is an exit code. */
export function runHelm(
  helm: string,
  args: readonly string[],
  folder: string,
  kubeconfig: string,
): Promise<Output> {
  return runProgram(helm, args, {
    KUBECONFIG: kubeconfig,
    HELM_CACHE_HOME: join(folder, "helm"),
    HELM_CONFIG_HOME: join(folder, "helm"),
    HELM_DATA_HOME: join(folder, "helm"),
  });
}

/** Runs a program with further variables, and a text on standard input, to its end; a failure is an exit code. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = "",
): Promise<Output> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  // It may end without reading what it is given.
  child.stdin.on("error", () => undefined).end(input);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => {
      resolve({ code: code ?? -1, stdout, stderr });
    });
  });
}

/** The objects of a YAML text, by kind and name. */
export function objectsOf(yaml: string): Readonly<Record<string, ApiObject>> {
  const objects = parseAllDocuments(yaml).flatMap((document) => {
    const object = document.toJS() as ApiObject | null;
    return object === null ? [] : [object];
  });
  return Object.fromEntries(
    objects.map((object) => [`${object.kind ?? ""}/${object.metadata?.name ?? ""}`, object]),
  );
}
