import { namespacePattern, namespacePatterns } from "./namespaces.ts";

/** One exemption. */
export const exemption = {
  type: "object",
  description:
    "Objects for which the named rules only warn. An object is exempt when its namespace and its name match.",
  allowed: "a mapping of rules, namespaces, names, reason, asked, owner and expires",
  properties: {
    rules: {
      type: "array",
      description: "The rules it is exempt from.",
      minItems: 1,
      items: {
        type: "string",
        description: "A rule.",
        allowed: 'a rule id, or "*" for every rule',
        examples: ["single-network"],
      },
      allowed: 'a list of rule ids, or ["*"]',
      examples: [["single-network"]],
    },
    namespaces: {
      ...namespacePatterns,
      description: "The namespaces it applies in.",
      items: namespacePattern,
    },
    names: {
      type: "array",
      description: "The objects it applies to; the name of a VM covers its VMIs.",
      minItems: 1,
      items: {
        type: "string",
        description: "The name of an object.",
        pattern: "^[a-z0-9*]([a-z0-9.*-]{0,251}[a-z0-9*])?$",
        allowed: "an object's name, at most 253 of a-z 0-9 - and dots, or a pattern in which * is any text",
        examples: ["train-*"],
      },
      default: ["*"],
      allowed: "a list of names, exact or with *",
      examples: [["train-*"]],
    },
    reason: {
      type: "string",
      description: "Why; shown with every warning.",
      format: "one-line",
      allowed: "one line of at most 200 characters, not blank",
      examples: ["SR-IOV for training"],
    },
    asked: {
      type: "boolean",
      description:
        "Whether it applies only to objects that ask for it, with the annotation vm.cpln.io/exempt.RULE on the template and the reason as its value; that is shown too.",
      allowed: "true or false",
      examples: [true],
    },
    owner: {
      type: "string",
      description: "Who is responsible for it.",
      format: "one-line",
      allowed: "one line of at most 200 characters, not blank",
      examples: ["ml-platform"],
    },
    expires: {
      type: "string",
      description: "The last day it applies, in UTC. If omitted, the exemption never expires.",
      format: "date",
      allowed: "a calendar date as YYYY-MM-DD",
      examples: ["2027-03-31"],
    },
  },
  required: ["rules", "namespaces", "reason"],
  additionalProperties: false,
} as const;
