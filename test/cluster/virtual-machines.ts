/** A JSON object that tests build and take apart. */
export type Manifest = Record<string, unknown>;

/** What a user of the platform writes at least, memory and an imported boot disk: admitted without a warning. */
export function virtualMachine(name: string): Manifest {
  return {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachine",
    metadata: { name },
    spec: {
      template: {
        spec: {
          domain: {
            memory: { guest: "1Gi" },
            devices: { disks: [{ name: "root", disk: { bus: "virtio" } }] },
          },
          volumes: [{ name: "root", dataVolume: { name: `${name}-root` } }],
        },
      },
      dataVolumeTemplates: [
        {
          metadata: {
            name: `${name}-root`,
            annotations: { "cdi.kubevirt.io/storage.import.checksum": `sha256:${"0".repeat(64)}` },
          },
          spec: {
            source: { http: { url: "https://cloud.debian.org/images/disk.qcow2" } },
            storage: { resources: { requests: { storage: "20Gi" } } },
          },
        },
      ],
    },
  };
}

/** A machine on a container disk, because claims can't be snapshotted here. */
export function onImage(name: string): Manifest {
  return merged(virtualMachine(name), {
    spec: {
      runStrategy: "Halted",
      dataVolumeTemplates: null,
      template: { spec: { volumes: [{ name: "root", containerDisk: { image: "example.com/disk" } }] } },
    },
  });
}

/** A policy under which such a machine is admitted. */
export const permitsImages =
  'apiVersion: vmgate.cpln.io/v1\nkind: Policy\nplatform: {images: {allow: ["example.com/*"]}}\nrules: {no-image: warn, boot-disk: warn}\n';

/** The rules that `refusedMachine` breaks, one violation each, in the order of the alphabet. */
export const brokenRules = [
  "cpu-topology",
  "probe-type",
  "run-strategy",
  "secure-boot",
  "single-network",
  "whole-core-cpu",
];

/** A VirtualMachine that breaks six rules and that KubeVirt alone would accept. */
export function refusedMachine(name: string): Manifest {
  const patch = {
    spec: {
      runStrategy: "Once",
      template: {
        spec: {
          readinessProbe: { exec: { command: ["true"] } },
          networks: [{ name: "default", pod: {} }],
          domain: {
            cpu: { sockets: 33, cores: 1, threads: 1 },
            resources: { requests: { cpu: "1500m" } },
            features: { smm: { enabled: true } },
            firmware: { bootloader: { efi: { secureBoot: true } } },
            devices: { interfaces: [{ name: "default", bridge: {} }] },
          },
        },
      },
    },
  };
  return merged(virtualMachine(name), patch);
}

/** A copy of `target` with a JSON merge patch (RFC 7386) applied: objects are merged, null removes, all else replaces. */
export function merged(target: Manifest, patch: Manifest): Manifest {
  const result: Manifest = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const old = result[name];
    if (value === null) Reflect.deleteProperty(result, name);
    else result[name] = isManifest(value) ? merged(isManifest(old) ? old : {}, value) : value;
  }
  return result;
}

/** Several objects in one file, as a chart renders them. */
export function asList(...items: Manifest[]): Manifest {
  return { apiVersion: "v1", kind: "List", items };
}

/** The rule ids at the ends of lines, sorted; one for each violation. */
export function rulesNamed(text: string): string[] {
  return [...text.matchAll(/ \[([a-z0-9-]+)\]$/gm)].map(([, rule = ""]) => rule).sort();
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
