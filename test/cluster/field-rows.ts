const graceOf = (terminationGracePeriodSeconds: number): object => ({ terminationGracePeriodSeconds });

const claimOf = (dataSource: object): object => ({
  pvc: { dataSource, accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
});

/** VMs with what nobody publishes: what there is, and what changes the least VM to it. */
export const fieldRows: readonly (readonly [situation: string, changes: object])[] = [
  ["nothing wrong", {}],
  [
    "unknown fields at every depth",
    {
      quux: 1,
      metadata: { quux: 1 },
      spec: { quux: { a: 1 }, template: { spec: { domain: { quux: [] } } } },
    },
  ],
  [
    "an unknown field in a list",
    { spec: { template: { spec: { volumes: [{ name: "a", emptyDisk: { capacity: "1Gi", quux: 1 } }] } } } },
  ],
  ["an unknown field in what is kept whole", { spec: { template: { metadata: { quux: 1 } } } }],
  ["an unknown field of the clock", { spec: { template: { spec: { domain: { clock: { quux: 1 } } } } } }],
  ["null for a number", { spec: { template: { spec: { domain: { cpu: { cores: null } } } } } }],
  ["a number in quotes", { spec: { template: { spec: { domain: { cpu: { cores: "2" } } } } } }],
  [
    "a quantity that is a number",
    { spec: { template: { spec: { domain: { resources: { requests: { memory: 2147483648 } } } } } } },
  ],
  [
    "a quantity that is a fraction",
    { spec: { template: { spec: { domain: { resources: { requests: { cpu: 0.5 } } } } } } },
  ],
  [
    "the largest number of 32 bits, and of 53",
    {
      spec: {
        template: {
          spec: { domain: { cpu: { cores: 1, maxSockets: 2 ** 32 - 1 } }, ...graceOf(2 ** 53 - 1) },
        },
      },
    },
  ],
  ["a number of 33 bits", { spec: { template: { spec: { domain: { cpu: { maxSockets: 2 ** 32 } } } } } }],
  [
    "a number below those of 32 bits",
    { spec: { template: { spec: { domain: { cpu: { maxSockets: -(2 ** 31) - 1 } } } } } },
  ],
  ["a number of 54 bits", { spec: { template: { spec: graceOf(2 ** 53) } } }],
  ["a list for an object", { spec: { template: { spec: { domain: [] } } } }],
  ["no name", { metadata: { name: null } }],
  ["no template", { spec: { template: null } }],
  [
    "a disk without a name",
    { spec: { template: { spec: { domain: { devices: { disks: [{ disk: {} }] } } } } } },
  ],
  [
    "a disk whose name is null",
    { spec: { template: { spec: { domain: { devices: { disks: [{ name: null, disk: {} }] } } } } } },
  ],
  [
    "an interface without a name",
    { spec: { template: { spec: { domain: { devices: { interfaces: [{}] } } } } } },
  ],
  [
    "a claim's name that KubeVirt fills in",
    { spec: { template: { spec: { volumes: [{ name: "root", persistentVolumeClaim: {} }] } } } },
  ],
  [
    "a claim's source without its group, which KubeVirt makes null",
    { spec: { dataVolumeTemplates: [{ metadata: { name: "a" }, spec: claimOf({ kind: "A", name: "a" }) }] } },
  ],
  [
    "a claim's source of the core group",
    {
      spec: {
        dataVolumeTemplates: [
          {
            metadata: { name: "a" },
            spec: claimOf({ apiGroup: "", kind: "PersistentVolumeClaim", name: "a" }),
          },
        ],
      },
    },
  ],
  [
    "an owner without a name",
    { metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Pod", uid: "a" }] } },
  ],
  ["a label that is a number", { metadata: { labels: { a: 1 } } }],
  [
    "a value outside a closed list",
    { spec: { template: { spec: { domain: { rebootPolicy: "Explode" } } } } },
  ],
];
