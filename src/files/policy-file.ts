import { readFile, stat } from "node:fs/promises";
import { parsePolicy } from "../policy/file/parse.ts";
import { formatPolicyError } from "../policy/file/error.ts";
import type { Policy } from "../policy/policy.ts";

/** What a ConfigMap can hold (Kubernetes, apis/core/validation, MaxSecretSize), in bytes. */
const largestFile = 1024 * 1024;

/** Most errors that are reported: they go into the log and into the response of a probe, whatever the file was. */
const mostErrors = 100;

/** The text of a file, or why there is none, in one line. */
export type FileText = { readonly text: string } | { readonly error: string };

/** A policy, or all errors of its file, a line each. */
export type LoadedPolicy = { readonly policy: Policy } | { readonly errors: readonly string[] };

/** Reads a policy file and validates it; it may name the rules whose ids are given. Never throws. */
export async function loadPolicy(file: string, ruleIds: readonly string[]): Promise<LoadedPolicy> {
  const read = await readPolicyText(file);
  return "error" in read ? { errors: [read.error] } : readPolicy(file, read.text, ruleIds);
}

/** Validates the text of a policy file; each error begins with the name of the file. */
export function readPolicy(file: string, text: string, ruleIds: readonly string[]): LoadedPolicy {
  const parsed = parsePolicy(text, ruleIds);
  if ("policy" in parsed) return parsed;
  const errors = parsed.errors.slice(0, mostErrors).map((error) => formatPolicyError(file, error));
  const more = parsed.errors.length - errors.length;
  return { errors: more === 0 ? errors : [...errors, `${file}: errors not shown: ${more}`] };
}

/** Reads the text of a policy file. A pipe or device is no file: reading one might never end. */
export async function readPolicyText(file: string): Promise<FileText> {
  try {
    const { size, isFile } = await stat(file).then((stats) => ({ size: stats.size, isFile: stats.isFile() }));
    if (!isFile) return unreadable(file, "not a regular file");
    const bytes = size > largestFile ? undefined : await readFile(file);
    if (bytes === undefined || bytes.length > largestFile)
      return unreadable(file, `${bytes?.length ?? size} bytes`);
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    return unreadable(file, reasonOf(error));
  }
}

function unreadable(file: string, reason: string): FileText {
  const allowed = "must be a UTF-8 file of at most 1 MiB";
  return {
    error: `${file}: cannot be read (${reason}): ${allowed}; check the path, the mount and the file permissions`,
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file";
  if (code === "EACCES") return "permission denied";
  return code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "not UTF-8" : error.message;
}
