import { namespacePattern, namespacePatterns } from "./namespaces.ts";

/** One exemption. */
export const exemption = {
  type: "object",
  description:
    "Objects for which the named rules only warn. An object is exempt when its namespace and its name match.",
  allowed: "a mapping of rules, namespaces, names, reason, owner and expires",
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
    namespaces: { ...namespacePatterns, description: "The namespaces it holds in.", items: namespacePattern },
    names: {
      type: "array",
      description: "The objects it holds for; the name of a VM covers its instances.",
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
      description: "Why; it is told with every warning.",
      format: "one-line",
      allowed: "one line of text, at most 200 characters",
      examples: ["SR-IOV for training"],
    },
    owner: {
      type: "string",
      description: "Who answers for it.",
      format: "one-line",
      allowed: "one line of text, at most 200 characters",
      examples: ["ml-platform"],
    },
    expires: {
      type: "string",
      description: "The last day it holds, in UTC. Left out: it holds for good.",
      format: "date",
      allowed: "a day of the calendar as YYYY-MM-DD",
      examples: ["2027-03-31"],
    },
  },
  required: ["rules", "namespaces", "reason"],
  additionalProperties: false,
} as const;
