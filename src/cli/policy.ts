import { stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Option, type Command } from "commander";
import { ruleIds } from "../admission/rule-registry.ts";
import { loadPolicy, readPolicy, readPolicyText, type LoadedPolicy } from "../files/policy-file.ts";
import { suggest } from "../policy/file/did-you-mean.ts";
import { defaultPolicy, type Policy, type Profile } from "../policy/policy.ts";

/** The flags by which a command takes a policy. */
export interface PolicyFlags {
  readonly policy?: string;
  readonly profile?: string;
}

/** A policy, with the file that it was found in without anybody having named it; or what is wrong, a line each. */
export type ChosenPolicy =
  { readonly policy: Policy; readonly foundIn?: string } | { readonly errors: readonly string[] };

/** The name by which a policy is found. */
const fileName = "vmgate.yaml";

/** Adds --policy and --profile to a command. */
export function addPolicyFlags(command: Command): Command {
  return command
    .option(
      "--policy <file>",
      `the administrator's policy (default: ${fileName} here or in a folder above, else the one built in)`,
    )
    .addOption(new Option("--profile <name>", "judge every namespace under this profile of the policy"));
}

/**
 * The policy of a command: the file that is named, else, where no profile is named either, the nearest vmgate.yaml in
 * the working directory or above it, else the built-in one.
 */
export async function choosePolicy(flags: PolicyFlags, workingDirectory: string): Promise<ChosenPolicy> {
  const { policy: named, profile } = flags;
  const found = named === undefined && profile === undefined ? await nearest(workingDirectory) : undefined;
  const loaded = await load(named, found, workingDirectory);
  if ("errors" in loaded) return loaded;
  const policy = profile === undefined ? loaded.policy : underProfile(loaded.policy, profile);
  if (policy === undefined) return { errors: [unknownProfile(loaded.policy, profile ?? "")] };
  return found === undefined ? { policy } : { policy, foundIn: found };
}

async function load(
  named: string | undefined,
  found: string | undefined,
  workingDirectory: string,
): Promise<LoadedPolicy> {
  if (named !== undefined) return loadPolicy(named, ruleIds);
  if (found === undefined) return { policy: defaultPolicy };
  const read = await readPolicyText(join(workingDirectory, found));
  return "error" in read ? { errors: [read.error] } : readPolicy(found, read.text, ruleIds);
}

/** The nearest policy file, as a path from the working directory. */
async function nearest(workingDirectory: string): Promise<string | undefined> {
  for (let folder = workingDirectory; ; folder = dirname(folder)) {
    const file = join(folder, fileName);
    const isFile = await stat(file).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) return relative(workingDirectory, file);
    if (folder === dirname(folder)) return undefined;
  }
}

/** The policy where one profile applies everywhere; undefined where there is none of that name. */
function underProfile(policy: Policy, name: string): Policy | undefined {
  const profile = policy.profiles.find((one) => one.name === name) ?? builtIn(name);
  return profile && { ...policy, profiles: [{ ...profile, namespaces: ["*"] }] };
}

/** A profile that every policy knows, as the policy file reads it. */
function builtIn(name: string): Profile | undefined {
  if (name !== "audit") return undefined;
  const file = { apiVersion: "vmgate.cpln.io/v1", kind: "Policy", profiles: [{ name, namespaces: ["*"] }] };
  const read = readPolicy("audit", JSON.stringify(file), ruleIds);
  return "policy" in read ? read.policy.profiles[0] : undefined;
}

function unknownProfile({ profiles }: Policy, name: string): string {
  const known = [...new Set([...profiles.map((profile) => profile.name), "audit"])];
  const meant = suggest(name, known);
  const hint = meant === undefined ? `the policy has ${known.join(", ")}` : `did you mean ${meant}?`;
  return `--profile: ${JSON.stringify(name)} is not a profile of the policy; ${hint}`;
}
