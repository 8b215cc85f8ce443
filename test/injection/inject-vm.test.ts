import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { InjectionOptions } from "../../src/injection/options.ts";
import { Field } from "../../src/field/field.ts";
import {
  base64,
  contentOf,
  injectChecked,
  injecting,
  rootVolume,
  source,
  template,
  userDataOf,
  utf8,
  without,
  withSource,
  words,
} from "../support/injection.ts";
import { platform } from "../support/platform.ts";
import { vm, vmWithTemplate } from "../support/vm.ts";

const cc = "#cloud-config\nhostname: web\n";

/** Text that hardly compresses. */
const noise = (length: number): string =>
  Array.from({ length }, (_, i) =>
    String.fromCharCode(33 + (((i * i * 7919 + i * 104729) % 8191) % 90)),
  ).join("");

test.for<[string, object, string, string, boolean]>([
  ["text", { userData: cc }, cc, "userData", false],
  ["base64", { userDataBase64: base64(cc) }, cc, "userDataBase64", false],
  ["base64 of gzip", { userDataBase64: base64(gzipSync(cc)) }, cc, "userDataBase64", true],
  ["a script", { userData: "#!/bin/sh\n:\n" }, "#!/bin/sh\n:\n", "userData", false],
  ["blank lines", { userData: "\n" }, "\n", "userData", false],
])("user data is wrapped in its own field: %s", ([, data, content, from, isCompressed]) => {
  const { object, findings } = injectChecked(withSource(data));
  expect(userDataOf(source(object))).toEqual({
    kind: "wrapped",
    user: { content: utf8(content), source: from, isCompressed },
  });
  expect(source(object).at("userData").value).toBeUndefined();
  expect(source(object).at("networkData").string).toMatch(/^# vmgate\n/);
  expect(findings).toEqual([]);
});

test("a ConfigDrive gets its own network data, Windows none", () => {
  const { object } = injectChecked(withSource({ userData: cc }, "cloudInitConfigDrive"));
  expect(source(object, 1, "cloudInitConfigDrive").at("networkData").string).toMatch(/^\{"vmgate":1,/);
  const annotations = { "vm.cpln.io/guest-os": "windows" };
  const windows = vm({
    spec: {
      template: {
        metadata: { annotations },
        spec: { volumes: [rootVolume, { name: "ci", cloudInitConfigDrive: { userData: "#ps1\nls" } }] },
      },
    },
  });
  const injected = source(injectChecked(windows).object, 1, "cloudInitConfigDrive");
  expect(injected.at("networkData").value).toBeUndefined();
  expect(userDataOf(injected)).toMatchObject({ user: { content: utf8("#ps1\nls") } });
});

test("network data alone is given user data", () => {
  const how = injecting({ rules: { "network-data": "off" } });
  const { object } = injectChecked(withSource({ networkData: "version: 2\n" }), how);
  expect(userDataOf(source(object))).toEqual({ kind: "wrapped", user: "empty" });
  expect(source(object).at("networkData").value).toBe("version: 2\n");
});

test("only the first cloud-init volume is touched", () => {
  const before = vmWithTemplate({
    volumes: [
      rootVolume,
      { name: "a", cloudInitConfigDrive: { userData: cc } },
      { name: "b", cloudInitNoCloud: { userData: cc } },
    ],
  });
  const { object } = injectChecked(before);
  expect(template(object, "volumes", 2)).toBe(template(before, "volumes", 2));
  expect(userDataOf(source(object, 1, "cloudInitConfigDrive")).kind).toBe("wrapped");
});

test("without a volume there is a new one, last in both lists and without an order", () => {
  const { object, findings } = injectChecked(vm());
  expect(template(object, "volumes", 1, "name")).toBe("vmgate-cloudinit");
  expect(template(object, "domain", "devices", "disks", 1)).toEqual({
    name: "vmgate-cloudinit",
    disk: { bus: "virtio" },
  });
  expect(userDataOf(source(object))).toEqual({ kind: "wrapped", user: "none" });
  expect(findings).toEqual([]);
});

const disks = (...list: object[]): object => ({ domain: { devices: { disks: list } } });

test.for<[string, unknown, unknown]>([
  [
    "the boot disk's bus",
    vmWithTemplate(disks({ name: "root", disk: { bus: "sata" } })),
    { disk: { bus: "sata" } },
  ],
  [
    "the boot disk's bus, not the first disk's",
    vmWithTemplate({
      ...disks(
        { name: "x", bootOrder: 2, disk: { bus: "virtio" } },
        { name: "root", bootOrder: 1, disk: { bus: "scsi" } },
      ),
      volumes: [{ name: "x", emptyDisk: { capacity: "1Gi" } }, rootVolume],
    }),
    { disk: { bus: "scsi" } },
  ],
  ["a boot disk without a bus", vmWithTemplate(disks({ name: "root" })), { disk: { bus: "virtio" } }],
  [
    "a preference that chooses the bus",
    vm({ spec: { preference: { name: "fedora" }, template: { spec: disks({ name: "root", disk: {} }) } } }),
    { disk: {} },
  ],
])("the new disk: %s", ([, object, wanted]) => {
  const { object: injected } = injectChecked(object);
  const last = Field.root(template(injected, "domain", "devices", "disks"))
    .items()
    .at(-1)?.value;
  expect(last).toEqual({ name: "vmgate-cloudinit", ...(wanted as object) });
});

test.for([
  ["amd64", "sata"],
  ["arm64", "scsi"],
])("Windows gets a CD-ROM with a ConfigDrive: %s", ([architecture, bus]) => {
  const annotations = { "vm.cpln.io/guest-os": "windows" };
  const { object } = injectChecked(
    vm({ spec: { template: { metadata: { annotations }, spec: { architecture } } } }),
  );
  expect(template(object, "domain", "devices", "disks", 1)).toEqual({
    name: "vmgate-cloudinit",
    cdrom: { bus },
  });
  expect(userDataOf(source(object, 1, "cloudInitConfigDrive")).kind).toBe("wrapped");
});

const credentialsBy = (...methods: string[]): unknown =>
  vmWithTemplate({
    accessCredentials: methods.map((method) => ({ sshPublicKey: { propagationMethod: { [method]: {} } } })),
  });

test.for([
  ["cloudInitConfigDrive", ["configDrive"]],
  ["cloudInitConfigDrive", ["qemuGuestAgent", "configDrive"]],
  ["cloudInitNoCloud", ["qemuGuestAgent"]],
  ["cloudInitNoCloud", ["configDrive", "noCloud"]],
] as const)("a new volume is %s for access credentials by %s", ([kind, methods]) => {
  const { object } = injectChecked(credentialsBy(...methods));
  expect(userDataOf(source(object, 1, kind)).kind).toBe("wrapped");
});

test("beside a volume without a disk entry the vmgate volume has none either, so that it comes after it", () => {
  const { object } = injectChecked(vmWithTemplate({ domain: { devices: { disks: [] } } }));
  expect(template(object, "domain", "devices", "disks")).toEqual([]);
  expect(template(object, "volumes", 1, "name")).toBe("vmgate-cloudinit");
});

test("a name that is taken is not taken twice", () => {
  const { object } = injectChecked(
    vmWithTemplate({ volumes: [rootVolume, { name: "vmgate-cloudinit", emptyDisk: { capacity: "1Gi" } }] }),
  );
  expect(template(object, "volumes", 2, "name")).toBe("vmgate-cloudinit-2");
});

test.for<[string, unknown, InjectionOptions, ...string[]]>([
  ["broken base64", withSource({ userDataBase64: "!" }), injecting({ rules: { "network-data": "off" } })],
  ["two sources", withSource({ userData: cc, userDataBase64: base64(cc), networkData: "x" }), injecting()],
  [
    "more than the platform takes",
    withSource({ userData: cc + "#".repeat(16_384), networkData: "x" }),
    injecting(),
  ],
  [
    "no platform values",
    withSource({ userData: cc }),
    injecting({ platform: { mesh: platform.mesh, kubevirt: platform.kubevirt } }),
  ],
  [
    "no platform values, no volume",
    vm(),
    injecting({ platform: { mesh: { istio: false }, kubevirt: { namespace: "k" } } }),
  ],
  [
    "the instance's turn",
    withSource({ userData: cc }),
    injecting({ injection: { at: "instance", secrets: true, whenImpossible: "warn" } }),
  ],
  [
    "the instance's turn, no volume",
    vm(),
    injecting({ injection: { at: "instance", secrets: true, whenImpossible: "warn" } }),
  ],
  ["no volumes at all", vmWithTemplate({ volumes: 5 }), injecting()],
  ["no spec", vm({ spec: 5 }), injecting()],
  [
    "a malformed platform value",
    withSource({ userData: cc }),
    injecting({
      platform: { ...platform, ssh: { user: "root", caPublicKeys: platform.ssh?.caPublicKeys ?? [] } },
    }),
    "warn cloud-init-content spec.template.spec.volumes",
  ],
])("nothing is changed: %s", ([, object, how, ...findings]) => {
  const injected = injectChecked(object, how);
  expect(injected.object).toBe(object);
  expect(words(injected.findings)).toEqual(findings);
});

// KubeVirt denies a volume without any data.
test.for([
  ["vmgate's own", vm()],
  ["its owner's, without data", withSource({})],
])("without platform values nothing of older ones stays in a volume that is %s", ([, object]) => {
  const { mesh, kubevirt } = platform;
  const later = injectChecked(injectChecked(object).object, injecting({ platform: { mesh, kubevirt } }));
  expect(source(later.object).value).toEqual({ userData: "#cloud-config\n" });
  expect(later.findings).toEqual([]);
});

const userDataPath = "spec.template.spec.volumes[1].cloudInitNoCloud.userData";

test("a wrapper changed by hand is reported here only where its rule is off", () => {
  const object = withSource({ userData: "MIME-Version: 1.0\nX-Vmgate: 2\n\n" });
  expect(injectChecked(object)).toEqual({ object, findings: [] });
  const { findings } = injectChecked(object, injecting({ rules: { "cloud-init-content": "off" } }));
  expect(words(findings)).toEqual(["warn cloud-init-content spec.template.spec.volumes[1].cloudInitNoCloud"]);
});

test.for<[string, string]>([
  ["Ignition", '{"ignition": {"version": "3.4.0"}}'],
  ["text that nothing knows", "hello\n"],
  ["user data that do not fit", cc + noise(1700)],
])("reported, and left exactly as written: %s", ([, userData]) => {
  const rule = userData.startsWith("#") ? "cloud-init-size" : "cloud-init-content";
  for (const [whenImpossible, action] of [
    ["warn", "warn"],
    ["refuse", "enforce"],
  ] as const) {
    const how = injecting({ injection: { at: "vm", secrets: true, whenImpossible } });
    const { object, findings } = injectChecked(withSource({ userData }), how);
    expect(source(object).at("userData").value).toBe(userData);
    expect(words(findings)).toEqual([`${action} ${rule} ${userDataPath}`]);
    expect(JSON.stringify(findings)).not.toContain(userData.slice(-20).trim());
  }
});

test("the message about the size has the numbers", () => {
  const { findings } = injectChecked(withSource({ userData: cc + noise(1700) }));
  expect(findings[0]?.found).toMatch(/^2\d\d\d bytes with platform [^(]+ \(user data 1728\), not injected$/);
  expect(findings[0]?.allowed).toBe("must be at most 2048 bytes inline, compressed");
  expect(findings[0]?.fix).toMatch(/^shorten it by about \d+ compressed bytes/);
});

test("what is merged at each start is reported, and never refused", () => {
  const injection = { at: "vm", secrets: true, whenImpossible: "refuse" } as const;
  const how = { ...injecting({ injection }), derivedSecrets: true };
  expect(words(injectChecked(withSource({ userData: cc + noise(1700) }), how).findings)).toEqual([
    `warn cloud-init-size ${userDataPath}`,
  ]);
  expect(injectChecked(withSource({ secretRef: { name: "s" } }), how).findings).toEqual([]);
});

test("a secretRef is left in place, its volume gets network data", () => {
  const { object, findings } = injectChecked(withSource({ secretRef: { name: "s" } }));
  expect(source(object).value).toEqual({
    secretRef: { name: "s" },
    networkData: expect.stringMatching(/^# vmgate\n/) as unknown,
  });
  expect(words(findings)).toEqual([
    "warn cloud-init-source spec.template.spec.volumes[1].cloudInitNoCloud.secretRef",
  ]);
});

const ownNetwork = { networkData: "version: 2\n" };
const ours = { networkData: "# vmgate\nversion: 2\n" };
const actions = ["enforce", "warn", "off"] as const;

test.for(
  actions.flatMap((action) => [
    [action, "text", ownNetwork, ownNetwork] as const,
    [action, "base64", { networkDataBase64: base64("version: 2\n") }, undefined] as const,
    [action, "a Secret", { networkDataSecretRef: { name: "n" } }, undefined] as const,
    [action, "text that marks itself too late", { networkData: "\n# vmgate\n" }, undefined] as const,
    [
      action,
      "text beside vmgate's",
      { networkDataBase64: base64("# vmgate\n"), ...ownNetwork },
      ownNetwork,
    ] as const,
    [
      action,
      "a Secret beside vmgate's",
      { networkDataSecretRef: { name: "n" }, ...ours },
      { networkDataSecretRef: { name: "n" } },
    ] as const,
  ]),
)("network data of the user's is kept, rule %s: %s", ([action, , network, kept = network]) => {
  const how = injecting({ rules: { "network-data": action } });
  const injected = injectChecked(withSource({ userData: cc, ...network }), how);
  expect(without(source(injected.object), "userDataBase64")).toEqual(kept);
  const content = Buffer.from(contentOf(source(injected.object))).toString();
  expect(content.match(/name="vmgate.*"/g), "SSH trust alone").toEqual(['name="vmgate"']);
  expect(injected.findings).toEqual([]);
});

test.for([
  ["of yesterday", ours],
  ["as base64", { networkDataBase64: base64("# vmgate\n") }],
] as const)("network data of vmgate's %s is replaced", ([, network]) => {
  const { object } = injectChecked(withSource({ userData: cc, ...network }));
  expect(without(source(object), "userDataBase64")).toEqual({
    networkData: expect.stringMatching(/^# vmgate\nversion: 2\nethernets/) as unknown,
  });
});

test("the stored bytes stay where only the compression differs", () => {
  const { object } = injectChecked(withSource({ userData: cc }));
  const content = contentOf(source(object));
  const otherwise = withSource({
    userDataBase64: base64(gzipSync(content, { level: 1 })),
    networkData: source(object).at("networkData").value,
  });
  expect(injectChecked(otherwise).object).toBe(otherwise);
});

test("new platform values are put round the same user data", () => {
  const { object } = injectChecked(withSource({ userData: cc }));
  const how = injecting({ platform: { ...platform, dns: { servers: ["10.0.0.1"], search: [] } } });
  const renewed = injectChecked(object, how).object;
  expect(source(renewed).at("networkData").string).toContain("10.0.0.1");
  expect(userDataOf(source(renewed))).toEqual(userDataOf(source(object)));
});

test.for<[string, object]>([
  ["text", { userData: "#cloud-config\n# é\n" }],
  ["base64", { userDataBase64: base64("#cloud-config\n# é\n") }],
])("an injected VM comes back as written when instances are injected instead: %s", ([, data]) => {
  const injected = injectChecked(withSource(data)).object;
  const how = injecting({ injection: { at: "instance", secrets: true, whenImpossible: "warn" } });
  const members = without(source(injectChecked(injected, how).object), "networkData");
  expect(members).toEqual(data);
});

test("network data of the platform's that is too long is reported and left out", () => {
  const search = Array.from({ length: 8 }, (_, i) => `${"a".repeat(60)}.${"b".repeat(60)}.d${i}`);
  const how = injecting({ platform: { ...platform, dns: { servers: ["10.0.0.1"], search } } });
  for (const object of [withSource({ userData: cc }), vm()]) {
    const injected = injectChecked(object, how);
    expect(source(injected.object).at("networkData").value).toBeUndefined();
    expect(injected.findings.map(({ found }) => found)).toEqual([
      expect.stringMatching(/^platform network data is 2\d\d\d bytes and was not injected$/),
    ]);
  }
});
