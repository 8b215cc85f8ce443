/** One DNS label (RFC 1123) of at most 63 characters: the name of a namespace. */
export const label = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";

/** A list of namespaces; whoever uses it adds the description and the items. */
export const namespacePatterns = {
  type: "array",
  minItems: 1,
  allowed: "a list of namespaces, exact or with *",
  examples: [["gpu", "legacy-*"]],
} as const;

/** One item of such a list. */
export const namespacePattern = {
  type: "string",
  description: "A namespace.",
  pattern: "^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$",
  allowed: "a namespace's name, at most 63 of a-z 0-9 -, or a pattern in which * is any text",
  examples: ["legacy-*"],
} as const;
