const action = {
  type: "string",
  description:
    "What happens on a violation: enforce denies the object, warn admits it with a warning, off disables the rule.",
  enum: ["enforce", "warn", "off"],
  allowed: "enforce, warn or off",
  examples: ["warn"],
} as const;

/** A map of actions; whoever uses it adds the description. */
export const rules = {
  type: "object",
  additionalProperties: action,
  default: {},
  allowed: 'a mapping of rule ids to actions, in which "*" stands for every rule that is not named',
  examples: [{ "data-disk-source": "off" }],
} as const;
