import { titleOf, withVm, workload, workloadTable, type WorkloadCase } from "../support/workload.ts";

function onEach(
  values: readonly unknown[],
  patch: (value: unknown) => object,
  ...findings: string[]
): WorkloadCase[] {
  return values.map((value) => [titleOf(patch(value)), withVm(patch(value)), ...findings]);
}

const options = (autoscaling: unknown) => workload({ spec: { defaultOptions: { autoscaling } } });

workloadTable([
  ["another type of workload", workload({ spec: { type: "standard", vm: null, containers: null } })],
  ["vm in another type", workload({ spec: { type: "standard" } }), "workload-shape forbidden spec.vm"],
  ["vm without a type", workload({ spec: { type: null } }), "workload-shape forbidden spec.vm"],
  ["no vm", workload({ spec: { vm: null } }), "workload-shape required spec.vm"],
  [
    "vm of another type",
    workload({ spec: { vm: "linux" } }),
    "workload-shape invalid spec.vm",
    "boot-disk required spec.vm.bootDisk",
  ],

  ...onEach([1, 32], (sockets) => ({ cpu: { sockets } })),
  ...onEach(
    [0, 33, 1.5, "1"],
    (sockets) => ({ cpu: { sockets } }),
    "cpu-topology invalid spec.vm.cpu.sockets",
  ),
  ...onEach([1, 8], (threads) => ({ cpu: { threads } })),
  ...onEach(
    [0, 9, 1.5, "1"],
    (threads) => ({ cpu: { threads } }),
    "cpu-topology invalid spec.vm.cpu.threads",
  ),

  ...onEach(["efi", "bios"], (bootloader) => ({ firmware: { bootloader } })),
  ...onEach(
    ["EFI", "uefi", 5, {}],
    (bootloader) => ({ firmware: { bootloader } }),
    "workload-shape notSupported spec.vm.firmware.bootloader",
  ),
  ...onEach(
    [true],
    (secureBoot) => ({ firmware: { secureBoot } }),
    "secure-boot forbidden spec.vm.firmware.secureBoot",
  ),
  ...onEach(
    ["true", 1, {}],
    (secureBoot) => ({ firmware: { secureBoot } }),
    "secure-boot invalid spec.vm.firmware.secureBoot",
  ),
  ...onEach(["5d307ca9-b3ef-428c-8861-06e72d69f223"], (uuid) => ({ firmware: { uuid } })),
  // Unlike a VirtualMachine's, which KubeVirt may have derived from a name.
  ...onEach(
    ["6f1e2b34-9c1d-5a7e-b0c1-2d3e4f5a6b7c"],
    (uuid) => ({ firmware: { uuid } }),
    "firmware-identity invalid spec.vm.firmware.uuid",
  ),
  ...onEach(
    ["web", 5],
    (uuid) => ({ firmware: { uuid } }),
    "firmware-identity invalid spec.vm.firmware.uuid",
  ),
  ...onEach(["s".repeat(64)], (serial) => ({ firmware: { serial } })),
  ...onEach(
    ["s".repeat(65)],
    (serial) => ({ firmware: { serial } }),
    "firmware-identity tooLong spec.vm.firmware.serial",
  ),
  ...["manufacturer", "product", "version", "sku", "family"].flatMap((name) => [
    ...onEach(["s".repeat(64)], (text) => ({ firmware: { smbios: { [name]: text } } })),
    ...onEach(
      ["s".repeat(65)],
      (text) => ({ firmware: { smbios: { [name]: text } } }),
      `firmware-identity tooLong spec.vm.firmware.smbios.${name}`,
    ),
    ...onEach(
      [5],
      (text) => ({ firmware: { smbios: { [name]: text } } }),
      `firmware-identity invalid spec.vm.firmware.smbios.${name}`,
    ),
  ]),

  ...onEach(["linux", "windows"], (guestOS) => ({ guestOS })),
  ...onEach(["Windows", "", 5], (guestOS) => ({ guestOS }), "guest-os notSupported spec.vm.guestOS"),
  ...onEach(["Europe/Paris", "US/Eastern"], (timezone) => ({ clock: { timezone } })),
  ...onEach(
    ["europe/paris", "Mars", "", 5, "x".repeat(65)],
    (timezone) => ({ clock: { timezone } }),
    "clock invalid spec.vm.clock.timezone",
  ),
  ...onEach(["a".repeat(63)], (name) => ({ hostname: name, subdomain: name })),
  ...onEach(["a".repeat(64)], (hostname) => ({ hostname }), "hostname tooLong spec.vm.hostname"),
  ...onEach(["web_1", "a.b", 5], (subdomain) => ({ subdomain }), "hostname invalid spec.vm.subdomain"),

  ...onEach(["Always", "RerunOnFailure", "Manual"], (runStrategy) => ({ runStrategy })),
  ...onEach(
    ["Once", "always", "", true],
    (runStrategy) => ({ runStrategy }),
    "run-strategy notSupported spec.vm.runStrategy",
  ),
  [
    "halted with minScale 0",
    workload({ spec: { vm: { runStrategy: "Halted" }, defaultOptions: { autoscaling: { minScale: 0 } } } }),
  ],
  [
    "halted with minScale 1",
    withVm({ runStrategy: "Halted" }),
    "run-strategy invalid spec.defaultOptions.autoscaling.minScale",
  ],
  [
    "halted without minScale",
    workload({ spec: { vm: { runStrategy: "Halted" }, defaultOptions: null } }),
    "run-strategy required spec.defaultOptions.autoscaling.minScale",
  ],

  [
    "halted with minScale 1 in one location, none in another",
    workload({
      spec: {
        vm: { runStrategy: "Halted" },
        defaultOptions: { autoscaling: { minScale: 0 } },
        localOptions: [{ autoscaling: { minScale: 0 } }, { autoscaling: { minScale: 1 } }, {}],
      },
    }),
    "run-strategy invalid spec.localOptions[1].autoscaling.minScale",
    "run-strategy required spec.localOptions[2].autoscaling.minScale",
  ],
  ...[-1, 1.5, "1", {}, true].map((minScale): WorkloadCase => [
    `minScale ${titleOf(minScale)}`,
    options({ minScale }),
    "workload-shape invalid spec.defaultOptions.autoscaling.minScale",
  ]),
  [
    "maxScale -1",
    options({ maxScale: -1 }),
    "workload-shape invalid spec.defaultOptions.autoscaling.maxScale",
  ],
  ["0 to 0 replicas", options({ minScale: 0, maxScale: 0 })],
  ["no scales", options({ minScale: null, maxScale: null })],
  [
    "minScale over maxScale",
    options({ minScale: 3, maxScale: 2 }),
    "workload-shape invalid spec.defaultOptions.autoscaling.minScale",
  ],
  [
    "minScale over maxScale in one location",
    workload({ spec: { localOptions: [{ autoscaling: { minScale: 2, maxScale: 1 } }, null] } }),
    "workload-shape invalid spec.localOptions[0].autoscaling.minScale",
  ],

  [
    "misspelt keys",
    withVm({ bootdisk: {}, runstrategy: "Halted", cloudInit: { userData: "#!/bin/sh", userdata: "" } }),
    "advice workload-shape forbidden spec.vm.bootdisk",
    "advice workload-shape forbidden spec.vm.runstrategy",
    "advice workload-shape forbidden spec.vm.cloudInit.userdata",
  ],
  [
    "a misspelt key instead of the right one",
    workload({ spec: { vm: { guestOS: null, guestos: "windows" } } }),
    "advice workload-shape forbidden spec.vm.guestos",
  ],
  [
    "unknown keys in lists",
    withVm({ accessCredentials: [{ sshPublicKeySecret: "//secret/a", users: ["a"], user: "b" }, null] }),
    "advice workload-shape forbidden spec.vm.accessCredentials[0].user",
    "access-credentials required spec.vm.accessCredentials[1].sshPublicKeySecret",
    "access-credentials required spec.vm.accessCredentials[1].users",
  ],
  ["a null key says nothing", withVm({ constructor: null })],
  [
    "a key named as a member of every object",
    withVm({ constructor: 1 }),
    "advice workload-shape forbidden spec.vm.constructor",
  ],
  [
    "of many unknown keys the first 20",
    withVm(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x${i}`, 1]))),
    ...Array.from({ length: 20 }, (_, i) => `advice workload-shape forbidden spec.vm.x${i}`),
  ],

  [
    "security options",
    workload({ spec: { securityOptions: { runAsUser: 0 } } }),
    "workload-shape forbidden spec.securityOptions",
  ],
  ["a job", workload({ spec: { job: {} } }), "workload-shape forbidden spec.job"],
  [
    "replicas one by one",
    workload({ spec: { loadBalancer: { replicaDirect: true } } }),
    "workload-shape forbidden spec.loadBalancer.replicaDirect",
  ],
  [
    "replicas not one by one",
    workload({ spec: { loadBalancer: { replicaDirect: false, direct: { enabled: true } } } }),
  ],
  ["no metric", options({ metric: null })],
  ["a metric", options({ metric: "cpu" }), "workload-shape forbidden spec.defaultOptions.autoscaling.metric"],
  [
    "several metrics",
    options({ multi: [{ metric: "cpu" }] }),
    "workload-shape forbidden spec.defaultOptions.autoscaling.multi",
  ],
  [
    "a metric of one location",
    workload({ spec: { localOptions: [{ location: "a" }, { autoscaling: { metric: "rps" } }] } }),
    "workload-shape forbidden spec.localOptions[1].autoscaling.metric",
  ],
  [
    "capacity AI",
    workload({ spec: { defaultOptions: { capacityAI: true } } }),
    "workload-shape forbidden spec.defaultOptions.capacityAI",
  ],
  ["no capacity AI", workload({ spec: { defaultOptions: { capacityAI: false } } })],
  [
    "what a virtual machine has too",
    workload({
      spec: {
        identityLink: "//identity/web",
        supportDynamicTags: true,
        extras: { tolerations: [] },
        firewallConfig: {},
        loadBalancer: { geoLocation: { enabled: true } },
        requestRetryPolicy: { attempts: 2 },
      },
    }),
  ],
]);
