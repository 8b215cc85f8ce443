import { partSchemas } from "../../../platform-parts/registry.ts";
import { label } from "./namespaces.ts";

const istio = {
  type: "boolean",
  description:
    'Whether the VMs\' pods join an Istio mesh: VirtualMachines get sidecar.istio.io/inject: "true" unless the user set it.',
  allowed: "true or false",
  examples: [true],
} as const;

const images = {
  type: "object",
  description: "Where images and disk imports may come from (rule image-origin). If omitted, from anywhere.",
  allowed: "a mapping of allow",
  properties: {
    allow: {
      type: "array",
      description:
        "The allowed origins, each exact or a pattern: * matches any text within one step of a path, and at its end everything below; it never crosses the host. Without a scheme every scheme, without a tag every tag.",
      minItems: 1,
      items: {
        type: "string",
        description: "Where an image may come from.",
        pattern: "^[\\x21-\\x7e]{1,2048}$",
        allowed: "an image name or URL without spaces, or a pattern with *",
        examples: ["quay.io/containerdisks/*"],
      },
      allowed: "a list of image names and URLs, exact or with *",
      examples: [["quay.io/containerdisks/*"]],
    },
  },
  required: ["allow"],
  additionalProperties: false,
} as const;

/** The members of the mapping in words: the injected parts, and then these. */
function mappingOf(...others: readonly string[]): string {
  const names = [...Object.keys(partSchemas), ...others];
  return `a mapping of ${names.slice(0, -1).join(", ")} and ${names.slice(-1).join("")}`;
}

/** The policy's platform values. */
export const platform = {
  type: "object",
  description:
    "The platform's own values, injected into guests or compared with what users request. What is omitted is not injected.",
  default: {},
  allowed: mappingOf("mesh", "kubevirt", "images"),
  properties: {
    ...partSchemas,
    mesh: {
      type: "object",
      description: "The service mesh.",
      default: {},
      allowed: "a mapping of istio",
      properties: { istio: { ...istio, default: false } },
      required: [],
      additionalProperties: false,
    },
    kubevirt: {
      type: "object",
      description: "The KubeVirt installation of the cluster.",
      default: {},
      allowed: "a mapping of namespace",
      properties: {
        namespace: {
          type: "string",
          description:
            "The namespace KubeVirt is installed in; it determines the identity of KubeVirt's controller, and thereby which VMIs belong to a VM.",
          pattern: label,
          default: "kubevirt",
          allowed: "a namespace's name, at most 63 of a-z 0-9 -",
          examples: ["kubevirt"],
        },
      },
      required: [],
      additionalProperties: false,
    },
    images,
  },
  required: [],
  additionalProperties: false,
} as const;

/** The groups of them that a profile may set; no defaults, so that it changes only what it names. */
export const profilePlatform = {
  type: "object",
  description:
    "Values that override those of the policy, each group as a whole; kubevirt is the same for the whole cluster.",
  default: {},
  allowed: mappingOf("mesh", "images"),
  properties: {
    ...partSchemas,
    mesh: {
      type: "object",
      description: "The service mesh.",
      allowed: "a mapping of istio",
      properties: { istio },
      required: ["istio"],
      additionalProperties: false,
    },
    images,
  },
  required: [],
  additionalProperties: false,
} as const;
