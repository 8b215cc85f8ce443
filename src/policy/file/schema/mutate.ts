const mutate = {
  type: "boolean",
  allowed: "true or false",
  examples: [false],
} as const;

/** The policy's mutate. */
export const policyMutate = {
  ...mutate,
  description:
    "Whether vmgate changes what is created. false: everything is stored exactly as it was sent, and validated as if it had been completed; a VM under the contract keeps what it has.",
  default: true,
} as const;

/** The same in a profile; no default, so that a profile changes only what it names. */
export const profileMutate = { ...mutate, description: "Overrides that of the policy." } as const;
