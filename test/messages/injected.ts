import { createHash } from "node:crypto";
import { setIn } from "../../src/field/edit.ts";
import { injectVmi } from "../../src/injection/inject-vmi.ts";
import { injectVm } from "../../src/injection/inject-vm.ts";
import type { ClusterState, GetResult } from "../../src/injection/cluster-state.ts";
import type { InjectionOptions } from "../../src/injection/options.ts";
import type { NamespacePolicy } from "../../src/policy/policy.ts";
import { injecting, readVm, rootDisk, rootVolume, template, withSource } from "../support/injection.ts";
import type { Judged } from "../support/judged.ts";
import { platform } from "../support/platform.ts";
import { create, update } from "../support/review.ts";
import { mergePatch, vm } from "../support/vm.ts";

/** Fits into what KubeVirt takes, but not together with platform cloud-init: hashes do not compress. */
const noise = Array.from({ length: 22 }, (_, i) => createHash("sha512").update(String(i)).digest("base64"));
const large = `#cloud-config\n# ${noise.join("")}\n`;
const windows = { "vm.cpln.io/guest-os": "windows" };
const manyDomains = Array.from({ length: 32 }, (_, i) => `${"a".repeat(60)}${i}.example.com`);

function onWindows(userData: string): unknown {
  const volumes = [rootVolume, { name: "ci", cloudInitConfigDrive: { userData } }];
  const disks = [rootDisk, { name: "ci", disk: { bus: "sata" } }];
  const spec = { domain: { devices: { disks } }, volumes };
  return vm({ spec: { template: { metadata: { annotations: windows }, spec } } });
}

/** Under `refuse`, as far as that changes anything. */
function strictly(changes: Partial<NamespacePolicy> = {}): InjectionOptions {
  return injecting({ injection: { at: "vm", secrets: true, whenImpossible: "refuse" }, ...changes });
}

const dns = { servers: ["10.96.0.10"], search: manyDomains };
const badUser = { ...platform, ssh: { user: "a b", caPublicKeys: platform.ssh?.caPublicKeys ?? [] } };

/** VMs, and the options of their injection. */
const intoMachines: readonly (readonly [object: unknown, how: InjectionOptions])[] = [
  [vm(), strictly({ platform: badUser })],
  [vm(), strictly({ platform: { ...platform, dns } })],
  [withSource({ userData: large }), strictly()],
  [withSource({ userData: large }), { ...injecting(), derivedSecrets: true }],
  [withSource({ userData: "hello\n" }), strictly()],
  [onWindows("hello\n"), strictly()],
  [onWindows("## template: jinja\n#ps1\nls\n"), strictly()],
  [onWindows("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"), strictly()],
  [withSource({ secretRef: { name: "mine" } }), strictly()],
];

const secret = (data: object): GetResult => ({ kind: "found", object: { data } });
const bytes = (text: string): string => Buffer.from(text).toString("base64");
const inSecret = withSource({ secretRef: { name: "mine" } });

/** VMs that start, and what is read for that. */
const atStarts: readonly (readonly [vm: unknown, Omit<ClusterState, "vm">])[] = [
  [inSecret, { userSecret: { kind: "notFound" } }],
  [inSecret, { userSecret: { kind: "denied", why: "no permission to get secrets" } }],
  [inSecret, { userSecret: { kind: "unavailable", why: "the API server did not respond in time" } }],
  [inSecret, { userSecret: secret({ other: "" }) }],
  [inSecret, { userSecret: secret({ userdata: bytes(`#cloud-config\n#${"-".repeat(16 * 1024)}`) }) }],
  [inSecret, { userSecret: secret({ userdata: bytes("hello\n") }) }],
  [
    inSecret,
    {
      userSecret: secret({ userdata: bytes("#cloud-config\n") }),
      secretWriteFailure: { kind: "denied", why: "no permission to create secrets" },
    },
  ],
];

/** The results of getting the VM of a VMI that has no volume of its own. */
const readings: readonly GetResult[] = [
  { kind: "found", object: inSecret },
  { kind: "notFound" },
  { kind: "denied", why: "no permission to get virtualmachines" },
  { kind: "unavailable", why: "the API server did not respond in time" },
];

const uid = "0f7c4a52-6c1e-4b43-9c83-2f8c5a4d1e10";
const found = (object: unknown): GetResult => ({
  kind: "found",
  object: setIn(object, ["metadata", "uid"], uid),
});

/** The VMI that KubeVirt creates from a VM. */
function instanceOf(machine: unknown): unknown {
  const metadata = { name: "web", namespace: "shop", annotations: { "vm.cpln.io/contract": "v1" } };
  return { apiVersion: "kubevirt.io/v1", kind: "VirtualMachineInstance", metadata, spec: template(machine) };
}

const preference = { spec: { preference: { name: "fedora" } } };
const hyperv = { spec: { template: { spec: { domain: { features: { hyperv: { relaxed: {} } } } } } } };
const sockets = { spec: { template: { spec: { domain: { cpu: { sockets: 2 } } } } } };
const older = { spec: { runStrategy: "Halted", template: { metadata: null } } };
const wish = { spec: { template: { metadata: { annotations: { "vm.cpln.io/adopt": "true" } } } } };
const sparse = {
  spec: {
    template: {
      metadata: null,
      spec: {
        domain: { cpu: null, firmware: null, resources: { limits: { cpu: "4" } } },
        volumes: [
          { name: "root", persistentVolumeClaim: { claimName: "root" } },
          { name: "iso", persistentVolumeClaim: { claimName: "iso" } },
        ],
      },
    },
  },
};

/** VMs, and the changes that leave them something that CREATE would not write. */
function updates(): readonly Judged[] {
  const rootOnly = [{ name: "root", disk: {} }];
  const disks = (list: unknown): unknown => ({
    spec: { template: { spec: { domain: { devices: { disks: list } } } } },
  });
  const plain = create(mergePatch(vm(sparse), disks(rootOnly))).object;
  const installer = disks([
    { name: "root", disk: { bus: "virtio" }, bootOrder: 1 },
    { name: "iso", cdrom: { bus: "sata" } },
  ]);
  const preferred = create(mergePatch(vm(sparse), preference)).object;
  const unmarked = mergePatch(vm(sparse), older);
  return [
    ...[preference, hyperv, sockets, installer].map((change) => [plain, mergePatch(plain, change)] as const),
    [preferred, mergePatch(preferred, { spec: { preference: null } })] as const,
    [unmarked, mergePatch(unmarked, wish)] as const,
  ].map(([old, object]) => {
    const { findings: violations } = update(old, object);
    return {
      object,
      findings: violations.filter(({ rule }) => ["guest-os", "cpu-topology", "boot-order"].includes(rule)),
    };
  });
}

/** What injection and defaults say to the owners of all these machines. */
export function injectedMachines(): readonly Judged[] {
  return [
    ...updates(),
    ...intoMachines.map(([object, how]) => ({ object, findings: injectVm(object, readVm, how).findings })),
    ...atStarts.map(([machine, read]) => {
      const object = instanceOf(machine);
      return { object, findings: injectVmi(object, { vm: found(machine), ...read }, strictly()).findings };
    }),
    ...readings.map((read) => ({
      object: instanceOf(vm()),
      findings: injectVmi(instanceOf(vm()), { vm: read }, strictly()).findings,
    })),
  ];
}
