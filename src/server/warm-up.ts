import { createServer, type Server } from "node:http";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { admit } from "../admission/admit.ts";
import { createEngine } from "../admission/engine.ts";
import type { Policy } from "../policy/policy.ts";
import { decodeReview } from "../webhook/decode.ts";
import { createHandler } from "../webhook/handler.ts";
import { createLog } from "./log.ts";
import { reviewLimits } from "./request-body.ts";
import { createApp, webhookPaths } from "./routes.ts";

/**
 * Most milliseconds and rounds that warming up takes; a round is a dozen reviews. A few rounds leave nothing to be
 * loaded or parsed. More of them make code hot that V8 then optimizes in other threads while the first reviews wait, and
 * which a cluster's few reviews a minute do not pay back.
 */
const limits = { ms: 350, rounds: 4 } as const;

/**
 * Reviews example VMs under the policy, so that the first reviews of a cluster find compiled code, from the parser of
 * HTTP to the log. Nothing of it is logged, counted or kept, and nothing listens.
 */
export async function warmUp(policy: Policy): Promise<void> {
  const server = createServer(
    createApp({
      handle: createHandler({ policy: () => policy, now: Date.now }),
      limits: reviewLimits,
      log: createLog({ write: () => undefined }),
      metrics: uncounted,
    }),
  );
  try {
    // A review that is never answered must not keep the server from starting.
    await Promise.race([reviewExamples(server, policy), sleep(2 * limits.ms)]);
  } catch {
    // A rule that fails here fails in reviews too, which report it.
  } finally {
    server.close();
  }
}

const uncounted = {
  countReview: () => undefined,
  countBadRequest: () => undefined,
  countSecretWrite: () => undefined,
};

async function reviewExamples(server: Server, policy: Policy): Promise<void> {
  const engine = createEngine(policy);
  const end = performance.now() + limits.ms;
  for (let round = 0; round < limits.rounds && performance.now() < end; round++) {
    for (const vm of [acceptable(round), unacceptable(round)]) {
      const sent = reviewOf(vm);
      const { object } = admit(decodeReview(sent), engine, Date.now(), { source: "inline" });
      for (const body of [sent, reviewOf(object), reviewOf(object, vm)]) {
        await post(server, webhookPaths.mutating, JSON.stringify(body));
        await post(server, webhookPaths.validating, JSON.stringify(body));
      }
    }
  }
}

/** Posts to a server through a connection in memory, and waits until it has closed that behind its answer. */
function post(server: Server, path: string, body: string): Promise<void> {
  return new Promise((resolve) => {
    const connection = new Duplex({
      read: () => undefined,
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    connection.once("finish", () => {
      connection.destroy();
      resolve();
    });
    server.emit("connection", connection);
    const type = "content-type: application/json\r\nconnection: close";
    const length = `content-length: ${Buffer.byteLength(body)}`;
    connection.push(`POST ${path} HTTP/1.1\r\nhost: localhost\r\n${type}\r\n${length}\r\n\r\n${body}`);
  });
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
