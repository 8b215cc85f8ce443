import { describe, expect, test } from "vitest";
import { applyWorkloadDefaults } from "../../src/cpln-workload/defaults.ts";
import { validateWorkload } from "../../src/cpln-workload/validate.ts";
import { policyWith } from "../support/rule-table.ts";
import { deepFreeze } from "../support/vm.ts";
import { damaged, withContainer, withVm, workload } from "../support/workload.ts";

const sparse = deepFreeze({
  kind: "workload",
  org: "acme",
  spec: {
    type: "vm",
    containers: [
      {
        name: "web",
        cpu: "2",
        memory: "2Gi",
        ports: [{ number: 8080 }, { number: 80, protocol: "grpc" }],
        readinessProbe: { httpGet: {} },
        livenessProbe: { tcpSocket: { port: 22 }, periodSeconds: 30 },
        volumes: [
          { name: "a", uri: "cpln://volumeset/a" },
          { name: "b", uri: "cpln://secret/b", cdrom: true },
          { name: "c", uri: "cpln://secret/c", bus: "sata" },
        ],
      },
    ],
    vm: {
      bootDisk: {
        source: { oci: { image: "quay.io/containerdisks/fedora" } },
        persist: { volumeSet: "cpln://volumeset/r" },
      },
      accessCredentials: [
        { sshPublicKeySecret: "cpln://secret/k", users: ["a"] },
        { sshPublicKeySecret: "cpln://secret/k", users: ["b"], deliveryMethod: "configDrive" },
      ],
    },
  },
});

const numbers = { periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 };

test("every default of the specification is filled in, and nothing else changes", () => {
  expect(applyWorkloadDefaults(sparse)).toEqual({
    kind: "workload",
    org: "acme",
    spec: {
      type: "vm",
      containers: [
        {
          name: "web",
          cpu: "2",
          memory: "2Gi",
          ports: [
            { number: 8080, protocol: "http" },
            { number: 80, protocol: "grpc" },
          ],
          readinessProbe: {
            httpGet: { path: "/", scheme: "HTTP", port: 8080 },
            initialDelaySeconds: 10,
            ...numbers,
          },
          livenessProbe: { tcpSocket: { port: 22 }, initialDelaySeconds: 60, ...numbers, periodSeconds: 30 },
          volumes: [
            { name: "a", uri: "cpln://volumeset/a", bus: "virtio", cdrom: false },
            { name: "b", uri: "cpln://secret/b", cdrom: true },
            { name: "c", uri: "cpln://secret/c", bus: "sata", cdrom: false },
          ],
        },
      ],
      vm: {
        bootDisk: {
          source: { oci: { image: "quay.io/containerdisks/fedora" } },
          persist: { volumeSet: "cpln://volumeset/r" },
          bus: "virtio",
          bootOrder: 1,
        },
        accessCredentials: [
          { sshPublicKeySecret: "cpln://secret/k", users: ["a"], deliveryMethod: "qemuGuestAgent" },
          { sshPublicKeySecret: "cpln://secret/k", users: ["b"], deliveryMethod: "configDrive" },
        ],
        firmware: { bootloader: "efi", secureBoot: false },
        guestOS: "linux",
        networks: [{ name: "default" }],
        runStrategy: "Always",
        clock: { timezone: "UTC" },
      },
    },
  });
});

test("what is complete is given back itself", () => {
  const complete = workload();
  expect(applyWorkloadDefaults(complete)).toBe(complete);
  const once = applyWorkloadDefaults(sparse);
  expect(applyWorkloadDefaults(once)).toBe(once);
});

describe("what the user wrote stays", () => {
  test.for([
    ["bios", withVm({ firmware: { bootloader: "bios" } })],
    ["secure boot", withVm({ firmware: { secureBoot: true } })],
    ["another network", withVm({ networks: [{ name: "lan" }] })],
    ["networks of another type", withVm({ networks: "lan" })],
    ["firmware of another type", withVm({ firmware: "efi" })],
    ["a probe of another type", withContainer({ readinessProbe: "tcp" })],
    ["ports of another type", withContainer({ ports: { number: 80 } })],
    ["entries of another type", withContainer({ ports: [80], volumes: ["data"] })],
    ["a probe without a handler", withContainer({ livenessProbe: {} }), ["livenessProbe"]],
    ["no vm", workload({ spec: { vm: null } })],
    ["another type of workload", workload({ spec: { type: "standard" } })],
  ] as const)("%s", ([, object, changed]) => {
    if (changed === undefined) expect(applyWorkloadDefaults(object)).toBe(object);
    else expect(applyWorkloadDefaults(object)).toMatchObject(JSON.parse(JSON.stringify(object)));
  });
});

test("an empty list of networks is none, and what has to be stated is not made up", () => {
  expect(applyWorkloadDefaults(withVm({ networks: [] }))).toEqual(workload());
  const bare = { spec: { type: "vm", vm: {} } };
  expect(applyWorkloadDefaults(bare)).not.toHaveProperty("spec.vm.bootDisk");
  expect(applyWorkloadDefaults(bare)).not.toHaveProperty("spec.containers");
  expect(applyWorkloadDefaults({ spec: { type: "vm" } })).toEqual({ spec: { type: "vm" } });
});

test("a probe's port is unknown without ports", () => {
  const probe = { tcpSocket: {} };
  const completed = applyWorkloadDefaults(withContainer({ ports: [], readinessProbe: probe }));
  expect(completed).not.toHaveProperty("spec.containers.0.readinessProbe.tcpSocket.port");
});

test("nothing throws, whatever the value of a field, and defaulting is idempotent", () => {
  const policy = policyWith({ platform: { ...policyWith().platform, images: { allow: ["quay.io/*"] } } });
  let count = 0;
  for (const object of damaged(sparse, [null, "", "text", -1, true, {}, [], [null], [[]], [{}]])) {
    count += 1;
    const once = applyWorkloadDefaults(object);
    expect(applyWorkloadDefaults(once)).toBe(once);
    const written = validateWorkload(once, policy).filter(({ rule }) => rule !== "boot-order");
    const before = validateWorkload(object, policy).length;
    expect(written.length, JSON.stringify(object)).toBeLessThanOrEqual(before);
  }
  expect(count).toBeGreaterThan(500);
});
