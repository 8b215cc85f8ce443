import { policyAdopt } from "./adopt.ts";
import { exemption } from "./exemption.ts";
import { injection } from "./injection.ts";
import type { SchemaNode } from "../../../validation/schema/node.ts";
import { policyMutate } from "./mutate.ts";
import { platform } from "./platform.ts";
import { profile } from "./profile.ts";
import { rules } from "./rules.ts";

/**
 * The administrator's policy file (contract §6) as a JSON Schema: the one source of the TypeScript
 * types (../policy.ts), of the validator (../validator.js, generated), of the error messages (../parse.ts) and of
 * the documentation table (.ci/policy-table.ts). Beside JSON Schema's own keywords, `allowed` says in
 * words what a field may be, as a noun phrase after "must be", for messages and for the table; `examples` show how
 * to write it.
 */
export const policySchema = {
  type: "object",
  description: "The administrator's policy.",
  allowed: "a YAML mapping that begins with apiVersion: vmgate.cpln.io/v1 and kind: Policy",
  properties: {
    apiVersion: {
      type: "string",
      description: "Version of the file's format.",
      enum: ["vmgate.cpln.io/v1"],
      allowed: "vmgate.cpln.io/v1",
      examples: ["vmgate.cpln.io/v1"],
    },
    kind: {
      type: "string",
      description: "Kind of the file.",
      enum: ["Policy"],
      allowed: "Policy",
      examples: ["Policy"],
    },
    platform,
    injection,
    mutate: policyMutate,
    adopt: policyAdopt,
    contact: {
      type: "string",
      description: "Whom a denied user asks, in one line: a channel, an address, a URL. Ends every refusal.",
      pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]{1,200}$",
      allowed: "one line of at most 200 characters",
      examples: ["#platform-help"],
    },
    rules: {
      ...rules,
      description: "What each rule does; a rule that is not named here has its own default.",
    },
    profiles: {
      type: "array",
      description: "Values for some namespaces.",
      items: profile,
      default: [],
      allowed: "a list of profiles",
      examples: [[{ name: "audit", namespaces: ["legacy-*"] }]],
    },
    exemptions: {
      type: "array",
      description: "Named exceptions to rules; each use is reported as a warning.",
      items: exemption,
      default: [],
      allowed: "a list of exemptions",
      examples: [
        [
          {
            rules: ["single-network"],
            namespaces: ["gpu"],
            names: ["train-*"],
            reason: "SR-IOV for training",
          },
        ],
      ],
    },
  },
  required: ["apiVersion", "kind"],
  additionalProperties: false,
} as const satisfies SchemaNode;
