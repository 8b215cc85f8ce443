const at = {
  type: "string",
  description:
    "Where platform cloud-init is injected: vm, into the stored VirtualMachine where it fits; instance, into a Secret at each VM start, and the VirtualMachine stays as written.",
  enum: ["vm", "instance"],
  allowed: "vm or instance",
  examples: ["vm"],
} as const;

const secrets = {
  type: "boolean",
  description:
    "Whether vmgate may read the Secrets that VMs reference for their user data, and write derived ones. false: what does not fit into the VirtualMachine is not injected.",
  allowed: "true or false",
  examples: [true],
} as const;

const whenImpossible = {
  type: "string",
  description:
    "What happens to a VM into which platform cloud-init cannot be injected: warn admits it without, refuse denies it.",
  enum: ["warn", "refuse"],
  allowed: "warn or refuse",
  examples: ["warn"],
} as const;

/** The policy's injection values. */
export const injection = {
  type: "object",
  description: "How platform cloud-init reaches the guests.",
  default: {},
  allowed: "a mapping of at, secrets and whenImpossible",
  properties: {
    at: { ...at, default: "vm" },
    secrets: { ...secrets, default: true },
    whenImpossible: { ...whenImpossible, default: "warn" },
  },
  required: [],
  additionalProperties: false,
} as const;

/** The values of it that a profile may set; no defaults, so that it changes only what it names. */
export const profileInjection = {
  type: "object",
  description: "Values that override those of the policy, one by one.",
  default: {},
  allowed: "a mapping of at, secrets and whenImpossible",
  properties: { at, secrets, whenImpossible },
  required: [],
  additionalProperties: false,
} as const;
