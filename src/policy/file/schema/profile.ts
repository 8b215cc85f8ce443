import { profileAdopt } from "./adopt.ts";
import { profileInjection } from "./injection.ts";
import { label, namespacePattern, namespacePatterns } from "./namespaces.ts";
import { profileMutate } from "./mutate.ts";
import { profilePlatform } from "./platform.ts";
import { rules } from "./rules.ts";

/** One profile. */
export const profile = {
  type: "object",
  description: "Values for some namespaces; the first matching profile in the file's order applies.",
  allowed: "a mapping of name, namespaces, rules, platform, injection, mutate and adopt",
  properties: {
    name: {
      type: "string",
      description:
        'The name of the profile in messages. One named audit needs nothing more: it begins with rules {"*": warn}, injection {whenImpossible: warn} and mutate: false, so that nothing is denied and nothing changed.',
      pattern: label,
      allowed: "a name of at most 63 of a-z 0-9 -",
      examples: ["audit"],
    },
    namespaces: {
      ...namespacePatterns,
      description: "The namespaces it applies in.",
      items: namespacePattern,
    },
    rules: {
      ...rules,
      description:
        'Actions that override those of the policy; "*" overrides every one except an off by name.',
    },
    platform: profilePlatform,
    injection: profileInjection,
    mutate: profileMutate,
    adopt: profileAdopt,
  },
  required: ["name", "namespaces"],
  additionalProperties: false,
} as const;
