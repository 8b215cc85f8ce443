const adopt = {
  type: "string",
  enum: ["asked", "stopped", "never"],
  allowed: "asked, stopped or never",
  examples: ["stopped"],
} as const;

/** The policy's adopt. */
export const policyAdopt = {
  ...adopt,
  description:
    "Which older VMs come under the contract at an update while they are stopped: asked, those whose owner sets the annotation vm.cpln.io/adopt; stopped, all of them; never, none. Without effect under mutate: false.",
  default: "asked",
} as const;

/** The same in a profile; no default, so that a profile changes only what it names. */
export const profileAdopt = { ...adopt, description: "Overrides that of the policy." } as const;
