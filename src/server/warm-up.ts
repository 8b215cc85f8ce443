import { admit } from "../admission/admit.ts";
import { createEngine } from "../admission/engine.ts";
import type { Policy } from "../policy/policy.ts";
import { decodeReview } from "../webhook/decode.ts";
import { handleRequest } from "../webhook/handler.ts";

/** Most milliseconds and rounds that warming up takes; a round is a dozen reviews. */
const limits = { ms: 250, rounds: 200 } as const;

/**
 * Reviews example VMs under the policy, so that the first reviews of a cluster find compiled code. Nothing of it is
 * logged, counted or kept.
 */
export function warmUp(policy: Policy): void {
  try {
    reviewExamples(policy);
  } catch {
    // A rule that fails here fails in reviews too, which report it.
  }
}

function reviewExamples(policy: Policy): void {
  const engine = createEngine(policy);
  const end = performance.now() + limits.ms;
  for (let round = 0; round < limits.rounds && performance.now() < end; round++) {
    for (const vm of [acceptable(round), unacceptable(round)]) {
      const sent = reviewOf(vm);
      const { object } = admit(decodeReview(sent), engine, Date.now(), { source: "inline" });
      const stored = reviewOf(object);
      for (const body of [sent, stored, reviewOf(object, vm)]) {
        JSON.stringify(handleRequest("mutating", decodeReview(body), engine, Date.now()).review);
        JSON.stringify(handleRequest("validating", decodeReview(body), engine, Date.now()).review);
      }
    }
  }
}

/** The AdmissionReview of a create or, with an old object, of an update, as parsed from a request body. */
function reviewOf(object: unknown, oldObject?: unknown): unknown {
  const request = {
    uid: "00000000-0000-4000-8000-000000000000",
    kind: { group: "kubevirt.io", version: "v1", kind: "VirtualMachine" },
    resource: { group: "kubevirt.io", version: "v1", resource: "virtualmachines" },
    name: "warm-up",
    namespace: "default",
    operation: oldObject === undefined ? "CREATE" : "UPDATE",
    userInfo: { username: "warm-up" },
    object,
    oldObject: oldObject ?? null,
  };
  const review = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
  return JSON.parse(JSON.stringify(review));
}

/** A usual VM that needs defaults and injection; its user data differs in each round, so that none of it is cached. */
export function acceptable(round: number): object {
  const userData = `#cloud-config\nhostname: web-${round}\npackages: [nginx]\nusers:\n- name: ubuntu\n  groups: [sudo]\n`;
  return vmOf({
    domain: {
      resources: { requests: { memory: "2Gi", cpu: "2" } },
      devices: {
        disks: [
          { name: "root", disk: { bus: "virtio" } },
          { name: "ci", disk: { bus: "virtio" } },
        ],
        interfaces: [{ name: "default", masquerade: {} }],
      },
    },
    networks: [{ name: "default", pod: {} }],
    volumes: [
      { name: "root", dataVolume: { name: "warm-up" } },
      { name: "ci", cloudInitNoCloud: { userData } },
    ],
  });
}

/** A VM that breaks many rules, so that messages are written too. */
export function unacceptable(round: number): object {
  return vmOf({
    domain: {
      resources: { requests: { memory: "512m", cpu: `${round + 1}500m` } },
      firmware: { bootloader: { efi: { secureBoot: true } }, uuid: "1" },
      devices: { disks: [{ name: "root", disk: { bus: "ide" } }], interfaces: [{ name: "a", bridge: {} }] },
    },
    readinessProbe: { exec: { command: ["true"] } },
    networks: [{ name: "a", multus: { networkName: "a" } }],
    volumes: [
      { name: "root", containerDisk: { image: "quay.io/containerdisks/fedora:42" } },
      {
        name: "ci",
        cloudInitNoCloud: { userData: `#cloud-config\nwrite_files: {}\nruncmd: yes # ${round}\n` },
      },
    ],
  });
}

function vmOf(spec: object): object {
  return {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachine",
    metadata: { name: "warm-up", namespace: "default", labels: { app: "web" } },
    spec: {
      dataVolumeTemplates: [
        {
          metadata: { name: "warm-up" },
          spec: {
            storage: { resources: { requests: { storage: "10Gi" } } },
            source: { registry: { url: "docker://quay.io/containerdisks/fedora:42" } },
          },
        },
      ],
      template: { metadata: { labels: { app: "web" } }, spec },
    },
  };
}
