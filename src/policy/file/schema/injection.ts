const at = {
  type: "string",
  description:
    "Where the platform's cloud-init is put: vm, into the stored VirtualMachine where it fits; instance, into a Secret at each start, and the VirtualMachine stays as written.",
  enum: ["vm", "instance"],
  allowed: "vm or instance",
  examples: ["vm"],
} as const;

const secrets = {
  type: "boolean",
  description:
    "Whether vmgate may read the Secrets that VMs name for their user data and write derived ones. false: what does not fit into the VirtualMachine is not injected.",
  allowed: "true or false",
  examples: [true],
} as const;

const whenImpossible = {
  type: "string",
  description:
    "What happens to a VM whose user data the platform's part can't be merged with: warn admits it without, refuse does not admit it.",
  enum: ["warn", "refuse"],
  allowed: "warn or refuse",
  examples: ["warn"],
} as const;

/** The policy's injection values. */
export const injection = {
  type: "object",
  description: "How the platform's cloud-init reaches the guests.",
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
  description: "Values that go over those of the policy, one by one.",
  default: {},
  allowed: "a mapping of at, secrets and whenImpossible",
  properties: { at, secrets, whenImpossible },
  required: [],
  additionalProperties: false,
} as const;
