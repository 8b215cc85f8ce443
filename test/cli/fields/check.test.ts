import { expect, test } from "vitest";
import { stringify } from "yaml";
import { checkFields } from "../../../src/cli/fields/check.ts";
import { kubevirtFields } from "../../../src/cli/fields/kubevirt.ts";
import { formatFinding } from "../../../src/field/format.ts";
import { runCommand } from "../../support/command.ts";
import { mergePatch, vm } from "../../support/vm.ts";

const messages = (changes: object): readonly string[] =>
  checkFields(mergePatch(vm(), changes), "kubevirt.io/VirtualMachine", kubevirtFields).map((error) =>
    formatFinding({ ...error, action: "enforce" }),
  );
const bounds = {
  terminationGracePeriodSeconds: -(2 ** 53) + 1,
  domain: { cpu: { cores: 2 ** 32 - 1, maxSockets: -(2 ** 31) } },
};
const unknown = "Forbidden: may not be set: KubeVirt 1.8.4 has no such field";

test.for<[situation: string, changes: object, wanted: readonly string[]]>([
  ["nothing", {}, []],
  [
    "a misspelt field",
    { spec: { runstrategy: "Always" } },
    [`spec.runstrategy: ${unknown}; use runStrategy [unknown-field]`],
  ],
  ["a field like no other", { spec: { quux: 1 } }, [`spec.quux: ${unknown}; remove it [unknown-field]`]],
  ["one at the top", { version: "v1" }, [`version: ${unknown}; use apiVersion [unknown-field]`]],
  [
    "one in the metadata",
    { metadata: { label: {} } },
    [`metadata.label: ${unknown}; use labels [unknown-field]`],
  ],
  ["an unknown field that is null: it is sent all the same", { spec: { quux: null, running: null } }, []],
  [
    "one in a list",
    { spec: { template: { spec: { volumes: [{ name: "a", containerdisk: {} }] } } } },
    [`spec.template.spec.volumes[0].containerdisk: ${unknown}; use containerDisk [unknown-field]`],
  ],
  ["a template's metadata, which is kept as it is", { spec: { template: { metadata: { quux: 1 } } } }, []],
  ["labels of any name", { metadata: { labels: { quux: "1" } } }, []],
  [
    "a label that is a number",
    { metadata: { labels: { a: 1 } } },
    ["metadata.labels.a: Invalid value: 1: must be a string; put it in quotes [field-value]"],
  ],
  [
    "a number in quotes",
    { spec: { template: { spec: { domain: { cpu: { cores: "2" } } } } } },
    ['spec.template.spec.domain.cpu.cores: Invalid value: "2": must be an integer; use 2 [field-value]'],
  ],
  ["the bounds of 32 bits, and of 53", { spec: { template: { spec: bounds } } }, []],
  [
    "a number beyond 32 bits",
    { spec: { template: { spec: { domain: { cpu: { cores: 4294967296, maxSockets: -2147483649 } } } } } },
    ["cores: Invalid value: 4294967296", "maxSockets: Invalid value: -2147483649"].map(
      (found) =>
        `spec.template.spec.domain.cpu.${found}: must be from -2147483648 to 4294967295; use a number in this range [field-value]`,
    ),
  ],
  [
    "a number that JSON has no exact one of",
    { spec: { template: { spec: { terminationGracePeriodSeconds: 2 ** 53 } } } },
    [
      "spec.template.spec.terminationGracePeriodSeconds: Invalid value: 9007199254740992: must be from -9007199254740991 to 9007199254740991; use a number in this range [field-value]",
    ],
  ],
  [
    "a word for a number",
    { spec: { template: { spec: { domain: { cpu: { cores: "two" } } } } } },
    [
      'spec.template.spec.domain.cpu.cores: Invalid value: "two": must be an integer; write it as an integer [field-value]',
    ],
  ],
  [
    "a word for a boolean",
    { spec: { running: "true" } },
    ['spec.running: Invalid value: "true": must be true or false; use true [field-value]'],
  ],
  ["null", { spec: { template: { spec: { domain: { cpu: { cores: null } } } } } }, []],
  [
    "an object for a list",
    { spec: { template: { spec: { volumes: {} } } } },
    [
      "spec.template.spec.volumes: Invalid value: an object: must be a list; write it as a list [field-value]",
    ],
  ],
  [
    "no template",
    { spec: { template: null } },
    ["spec.template: Required value: must be set; set it to a mapping [required-field]"],
  ],
  ["no spec", { spec: null }, ["spec: Required value: must be set; set it to a mapping [required-field]"]],
  [
    "a disk and an interface without a name, and one whose name is null",
    {
      spec: {
        template: { spec: { domain: { devices: { disks: [{}, { name: null }], interfaces: [{}] } } } },
      },
    },
    ["disks[0]", "disks[1]", "interfaces[0]"].map(
      (field) =>
        `spec.template.spec.domain.devices.${field}.name: Required value: must be set; set it to a string [required-field]`,
    ),
  ],
  [
    "a name that is empty, which KubeVirt judges by itself",
    { spec: { template: { spec: { domain: { devices: { disks: [{ name: "" }] } } } } } },
    [],
  ],
  [
    "a claim's name, which KubeVirt fills in",
    { spec: { template: { spec: { volumes: [{ name: "a", persistentVolumeClaim: {} }] } } } },
    [],
  ],
  [
    "no name",
    { metadata: { name: null } },
    ["metadata.name: Required value: must be set, or else generateName; add a name [required-field]"],
  ],
  [
    "an empty name",
    { metadata: { name: "" } },
    ["metadata.name: Required value: must be set, or else generateName; add a name [required-field]"],
  ],
  ["a name for Kubernetes to make", { metadata: { name: null, generateName: "web-" } }, []],
  [
    "a list for an object",
    { spec: [] },
    ["spec: Invalid value: a list of 0: must be a mapping; write it as a mapping [field-value]"],
  ],
  [
    "a quantity as a number",
    { spec: { template: { spec: { domain: { resources: { requests: { cpu: 2 } } } } } } },
    [],
  ],
  [
    "a value outside a closed list",
    { spec: { template: { spec: { domain: { rebootPolicy: "Explode" } } } } },
    [
      'spec.template.spec.domain.rebootPolicy: Unsupported value: "Explode": supported values: "Reboot", "Terminate"; use one of these [field-value]',
    ],
  ],
])("%s", ([, changes, wanted]) => {
  expect(messages(changes)).toEqual(wanted);
});

test("user data of another type is not quoted", () => {
  const volumes = [{ name: "ci", cloudInitNoCloud: { userData: 12345, userDataBase64: true } }];
  const found = messages({ spec: { template: { spec: { volumes } } } });
  expect(found).toHaveLength(2);
  expect(found.join()).not.toMatch(/12345|true/);
});

test.for<[string, unknown]>([
  ["null", null],
  ["a list", [1]],
  ["a number", 1],
  ["a member of JavaScript's", { constructor: 1, ["__proto__"]: 2, spec: { constructor: {} } }],
])("%s as an object never throws", ([, object]) => {
  expect(checkFields(object, "kubevirt.io/VirtualMachine", kubevirtFields).length).toBeLessThan(6);
  expect(checkFields(object, "constructor", kubevirtFields)).toEqual([]);
});

test("past a hundred errors no more are looked for", () => {
  const steps = (count: number): number => {
    let read = 0;
    const spec = new Proxy(Object.fromEntries(Array.from({ length: count }, (_, i) => [`quux${i}`, 1])), {
      getOwnPropertyDescriptor: (target, name) => {
        read++;
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    });
    expect(checkFields({ spec }, "kubevirt.io/VirtualMachine", kubevirtFields)).toHaveLength(100);
    return read;
  };
  const [once, twice] = [steps(1000), steps(2000)];
  expect(once).toBeGreaterThan(100);
  expect(twice).toBeLessThanOrEqual(once * 2 + 10);
});

const misspelt = stringify(mergePatch(vm(), { spec: { runstrategy: "Always" } }));

test.for([
  [
    "strict",
    1,
    /: error: spec\.runstrategy: Forbidden: .* \[unknown-field\]\n.*runstrategy: Always\n.*\^\n {4}fix: use runStrategy\n/,
  ],
  ["warn", 0, /: warning: spec\.runstrategy: .* \[unknown-field\]\n/],
  ["ignore", 0, /^(?![^]*runstrategy)/],
] as const)("--fields %s exits with %i", async ([mode, code, wanted]) => {
  const ran = await runCommand(["review", "-", "--fields", mode], misspelt);
  expect(ran.code).toBe(code);
  expect(ran.stdout).toMatch(wanted);
});

test("strict by default", async () => {
  expect((await runCommand(["review", "-"], misspelt)).code).toBe(1);
  expect((await runCommand(["review", "-", "--fields", "lax"], misspelt)).code).toBe(2);
});

test("the object that lacks a field is shown", async () => {
  const disks = [{ name: "root", disk: { bus: "virtio" } }, { disk: { bus: "sata" } }];
  const file = stringify(
    mergePatch(vm(), { spec: { template: { spec: { domain: { devices: { disks } } } } } }),
  );
  const line = file.split("\n").findIndex((text) => text.includes("sata"));
  const { stdout } = await runCommand(["review", "-"], file);
  expect(stdout).toMatch(
    new RegExp(`:${line}:\\d+: error: spec\\..*\\.disks\\[1\\]\\.name: Required value: must be set`),
  );
});
