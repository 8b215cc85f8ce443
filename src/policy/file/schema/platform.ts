import { label } from "./namespaces.ts";

const dns = {
  type: "object",
  description:
    "Name resolution of the guests, written into their network data. Left out: no network data is injected.",
  allowed: "a mapping of servers and search",
  properties: {
    servers: {
      type: "array",
      description: "DNS servers, in the order the guest asks them.",
      minItems: 1,
      // As many as Kubernetes gives a pod and glibc reads (MAXNS).
      maxItems: 3,
      items: {
        type: "string",
        description: "Address of a DNS server.",
        format: "ip-address",
        allowed: "an IPv4 or IPv6 address",
        examples: ["10.96.0.10"],
      },
      allowed: "1 to 3 IPv4 or IPv6 addresses",
      examples: [["10.96.0.10"]],
    },
    search: {
      type: "array",
      description: "Search domains, in order; {namespace} becomes the namespace of the VM.",
      // As many as Kubernetes gives a pod (apis/core/validation, MaxDNSSearchPaths).
      maxItems: 32,
      items: {
        type: "string",
        description: "A search domain.",
        format: "search-domain",
        allowed:
          "a DNS name in lower case without a dot at its end, in which {namespace} may stand for one label",
        examples: ["{namespace}.svc.cluster.local"],
      },
      default: [],
      allowed: "up to 32 DNS names",
      examples: [["{namespace}.svc.cluster.local", "svc.cluster.local"]],
    },
  },
  required: ["servers"],
  additionalProperties: false,
} as const;

const ssh = {
  type: "object",
  description: "SSH trust of the guests: logins signed by the platform's CA. Left out: none is injected.",
  allowed: "a mapping of user and caPublicKeys",
  properties: {
    user: {
      type: "string",
      description: "The platform's user in every guest; a certificate must name it as a principal.",
      format: "user-name",
      default: "cpln",
      allowed: "a user name, at most 32 of a-z 0-9 _ -, the first a letter or _, and not root",
      examples: ["cpln"],
    },
    caPublicKeys: {
      type: "array",
      description:
        "Public keys of the CAs whose certificates may log in as that user; two while one is replaced.",
      minItems: 1,
      items: {
        type: "string",
        description: "Public key of an SSH CA.",
        format: "ssh-public-key",
        allowed:
          "the one line of an OpenSSH public key file: type (ed25519, ecdsa, rsa), key, perhaps a comment",
        examples: ["ssh-ed25519 AAAA… platform CA"],
      },
      allowed: "a list of OpenSSH public keys",
      examples: [["ssh-ed25519 AAAA… platform CA"]],
    },
  },
  required: ["caPublicKeys"],
  additionalProperties: false,
} as const;

const istio = {
  type: "boolean",
  description:
    'Whether the VMs\' pods join an Istio mesh: VirtualMachines get sidecar.istio.io/inject: "true" unless the user set it.',
  allowed: "true or false",
  examples: [true],
} as const;

const images = {
  type: "object",
  description: "Where images and disk imports may come from (rule image-origin). Left out: from anywhere.",
  allowed: "a mapping of allow",
  properties: {
    allow: {
      type: "array",
      description:
        "The origins that are allowed, each exact or a pattern: * is any text within one step of a path, and at its end everything below; it never leaves the host. Without a scheme every scheme, without a tag every tag.",
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

/** The policy's platform values. */
export const platform = {
  type: "object",
  description:
    "The platform's own values, injected into guests or compared with what users ask for. What is left out is not injected.",
  default: {},
  allowed: "a mapping of dns, ssh, mesh, kubevirt and images",
  properties: {
    dns,
    ssh,
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
            "The namespace KubeVirt is installed in; the identity of its controller follows from it, and with it which instances are a VM's.",
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
    "Values that go over those of the policy, each group as a whole; kubevirt is one for the whole cluster.",
  default: {},
  allowed: "a mapping of dns, ssh, mesh and images",
  properties: {
    dns,
    ssh,
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
