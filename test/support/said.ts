import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Operation } from "rfc6902";
import { stringify } from "yaml";
import { runCommand } from "./command.ts";

/** What vmgate says of an object, through whichever door. */
export interface Said {
  readonly isAllowed: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly patch: readonly Operation[];
}

const shipped = join(import.meta.dirname, "..", "..", "manifests", "policy", "policy.yaml");

/** What only goes with Secrets goes with them. */
const withoutSecrets = [
  ["  secrets: true", "  secrets: false"],
  ["  at: instance", "  at: vm"],
] as const;

/**
 * Writes the shipped policy for a comparison of the doors: the command reads no Secrets, so that the others must not
 * either.
 */
export function writeGoldenPolicy(file: string): void {
  let text = readFileSync(shipped, "utf8");
  for (const [from, to] of withoutSecrets) {
    if (!text.includes(from)) throw new Error(`the shipped policy does not say ${from.trim()}`);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
}

interface Reviewed {
  readonly verdict: string;
  readonly violations: readonly { readonly action: string; readonly message: string }[];
  readonly warnings: readonly string[];
  readonly patch: readonly Operation[];
}

const nothing: Reviewed = { verdict: "", violations: [], warnings: [], patch: [] };

/**
 * What `vmgate review` says. The API server checks fields before it asks; vmgate does not see what it refuses.
 * @param oldFile is overwritten with the old object, which is null where the object is created
 */
export async function saidByCommand(
  object: unknown,
  oldObject: unknown,
  { policy, oldFile }: { readonly policy: string; readonly oldFile: string },
): Promise<Said> {
  writeFileSync(oldFile, oldObject === null ? "" : stringify(oldObject));
  const args = ["review", "-", "--policy", policy, "--old", oldFile];
  const { stdout } = await runCommand([...args, "--fields", "ignore", "--format", "json"], stringify(object));
  const { results } = JSON.parse(stdout) as { readonly results: readonly Reviewed[] };
  const [{ verdict, violations, warnings, patch } = nothing] = results;
  const errors = violations.filter(({ action }) => action === "enforce").map(({ message }) => message);
  return { isAllowed: verdict === "allowed", errors, warnings, patch: verdict === "allowed" ? patch : [] };
}
