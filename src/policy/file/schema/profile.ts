import { profileInjection } from "./injection.ts";
import { label, namespacePattern, namespacePatterns } from "./namespaces.ts";
import { profilePlatform } from "./platform.ts";
import { rules } from "./rules.ts";

/** One profile. */
export const profile = {
  type: "object",
  description: "Values for some namespaces; the first profile in the file's order that matches holds.",
  allowed: "a mapping of name, namespaces, rules, platform and injection",
  properties: {
    name: {
      type: "string",
      description:
        'What the profile is called in messages. One named audit needs nothing more: it begins with rules {"*": warn} and injection {whenImpossible: warn}, so that nothing is refused.',
      pattern: label,
      allowed: "a name of at most 63 of a-z 0-9 -",
      examples: ["audit"],
    },
    namespaces: {
      ...namespacePatterns,
      description: "The namespaces it holds in.",
      items: namespacePattern,
    },
    rules: {
      ...rules,
      description: 'Actions that go over those of the policy; "*" goes over every one but an off by name.',
    },
    platform: profilePlatform,
    injection: profileInjection,
  },
  required: ["name", "namespaces"],
  additionalProperties: false,
} as const;
