import { describe, expect, test } from "vitest";
import { admit, validateStored } from "../../src/admission/admit.ts";
import { createPatch } from "../../src/admission/json-patch.ts";
import { excessOf, mostCharacters, mostValues } from "../../src/admission/size.ts";
import { setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { handleRequest } from "../../src/webhook/handler.ts";
import { counted } from "../support/counted.ts";
import { platform } from "../support/platform.ts";
import { create, request, today, update } from "../support/review.ts";
import { vm, vmWithTemplate } from "../support/vm.ts";
import { workload } from "../support/workload.ts";

const list = <T>(n: number, item: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => item(i));
const members = (n: number, name: string, value: unknown) =>
  Object.fromEntries(list(n, (i) => [`${name}${i}`, value]));
const devices = (changes: object): unknown => vmWithTemplate({ domain: { devices: changes } });
const withTemplates = (n: number, item: (i: number) => unknown): unknown =>
  vm({ spec: { dataVolumeTemplates: list(n, item) } });

/** Machines with n of something: nobody runs them, and anybody may send them. */
const machines: Readonly<Record<string, (n: number) => unknown>> = {
  "disks without volumes": (n) => devices({ disks: list(n, (i) => ({ name: `disk-${i}` })) }),
  "disks of one name": (n) => devices({ disks: list(n, () => ({ name: "disk" })) }),
  "disks that are numbers": (n) => devices({ disks: list(n, (i) => i) }),
  "disks with volumes": (n) =>
    vmWithTemplate({
      domain: { devices: { disks: list(n, (i) => ({ name: `disk-${i}` })) } },
      volumes: list(n, (i) => ({ name: `disk-${i}`, emptyDisk: {} })),
    }),
  "boot orders": (n) => devices({ disks: list(n, (i) => ({ name: `disk-${i}`, bootOrder: i + 1 })) }),
  "interfaces and networks": (n) =>
    vmWithTemplate({
      domain: { devices: { interfaces: list(n, (i) => ({ name: `net-${i}` })) } },
      networks: list(n, (i) => ({ name: `net-${i}`, pod: {} })),
    }),
  ports: (n) => devices({ interfaces: [{ name: "default", ports: list(n, () => ({ port: 15001 })) }] }),
  filesystems: (n) => devices({ filesystems: list(n, (i) => ({ name: `fs-${i}` })) }),
  "cloud-init volumes": (n) =>
    vmWithTemplate({
      volumes: list(n, (i) => ({ name: `c-${i}`, cloudInitNoCloud: { userData: "#!/bin/sh" } })),
    }),
  "container disks": (n) =>
    vmWithTemplate({
      volumes: list(n, (i) => ({ name: `c-${i}`, containerDisk: { image: "example.com/a" } })),
    }),
  "access credentials": (n) => vmWithTemplate({ accessCredentials: list(n, () => ({})) }),
  "data volume templates": (n) => withTemplates(n, (i) => ({ metadata: { name: `dv-${i}` } })),
  "data volume templates of one name": (n) => withTemplates(n, () => ({ metadata: { name: "dv" } })),
  "sources of one template": (n) => withTemplates(1, () => ({ spec: { source: members(n, "kind", {}) } })),
  annotations: (n) => vm({ spec: { template: { metadata: { annotations: members(n, "a", "b") } } } }),
  labels: (n) => vm({ spec: { template: { metadata: { labels: members(n, "a/os", "b") } } } }),
  "unknown members": (n) => vmWithTemplate(members(n, "a", 1)),
  "probes' members": (n) => vmWithTemplate({ readinessProbe: members(n, "a", 1) }),
};

const policy: Policy = { ...defaultPolicy, platform: { ...platform, images: { allow: ["quay.io/*"] } } };
const compiled = createEngine(policy);
const changed = (object: unknown): unknown =>
  setIn(object, ["spec", "template", "spec", "terminationGracePeriodSeconds"], 5);

/** The steps of all that is asked about one machine: both doors, as it is created and as it is updated. */
function stepsOf(object: unknown): number {
  const sent = counted(object);
  const [stored, again] = [counted(create(object, policy).object), counted(changed(object))];
  admit(request(sent.value), compiled, today);
  validateStored(request(sent.value), compiled, today);
  const updated = request(again.value, { operation: "UPDATE", oldObject: stored.value });
  admit(updated, compiled, today);
  validateStored(updated, compiled, today);
  return sent.steps() + stored.steps() + again.steps();
}

test.for(Object.keys(machines))("twice the %s take twice the steps", (name) => {
  const machine = machines[name] ?? vm;
  const [least, once, twice] = [0, 400, 800].map((n) => stepsOf(machine(n)));
  // As many steps more from 400 to 800 as from none to 400, and a little.
  expect(Number(twice) - Number(once)).toBeLessThan(1.2 * (Number(once) - Number(least)) + 1000);
});

/** A VM of the kind with about as many values as there may be. */
function fullOf(machine: (n: number) => unknown): unknown {
  let n: number = mostValues.CREATE;
  while (excessOf(machine(n), mostValues.CREATE) !== undefined) n = Math.floor(n * 0.9);
  return machine(n);
}

// A million of these looks take some 100 ms, so that the four reviews below stay far below 200 ms each.
test.for(Object.keys(machines))("no value is looked at often: %s", (name) => {
  expect(stepsOf(fullOf(machines[name] ?? vm))).toBeLessThan(200 * mostValues.CREATE);
});

test.for([
  [253, "virtio"],
  [300, undefined],
] as const)("a disk with a name of %i characters gets %s: longer names are no keys", ([length, bus]) => {
  const { object } = create(devices({ disks: [{ name: "a".repeat(length), disk: {} }] }));
  const disks = Field.root(object).at("spec", "template", "spec", "domain", "devices", "disks");
  expect(disks.at(0, "disk", "bus").value).toBe(bus);
});

test("a patch of many disks is made in steps in line with their number", () => {
  const steps = (n: number): number => {
    const [before, after] = [
      counted({ disks: list(n, () => ({})) }),
      counted({ disks: list(n, () => ({ a: 1 })) }),
    ];
    createPatch(before.value, after.value);
    return before.steps() + after.steps();
  };
  expect(steps(2000)).toBeLessThan(2.2 * steps(1000));
});

describe("how much one object may hold", () => {
  const volumes = (n: number): unknown => ({ kind: "VirtualMachine", spec: { volumes: list(n, (i) => i) } });
  // Members of the object and of its spec.
  const around = 3;

  test("counted to the limit and no further", () => {
    expect(excessOf(volumes(10 - around), 10)).toBeUndefined();
    expect(excessOf(volumes(11 - around), 10)).toBe("values");
  });

  test.for([
    ["nothing", null, false],
    ["a text", "x".repeat(100), false],
    ["empty objects", { a: [{}, {}, {}, {}, {}] }, true],
    [
      "what the cluster keeps",
      { status: list(20, () => 0), metadata: { managedFields: list(20, () => 0) } },
      false,
    ],
  ])("%s", ([, object, isOver]) => {
    expect(excessOf(object, 10)).toBe(isOver ? "values" : undefined);
  });

  test("what is nested takes no stack", () => {
    let nested: unknown = [];
    for (let i = 0; i < 200_000; i++) nested = [nested];
    expect(excessOf(nested, 1e6)).toBeUndefined();
  });

  test.for<[string, (n: number) => unknown]>([
    ["a text", (n) => ({ kind: "a".repeat(n) })],
    ["a member's name", (n) => ({ spec: { ["a".repeat(n)]: 1 } })],
    ["texts in a list", (n) => ({ kind: ["a".repeat(n - 7), "a".repeat(7)] })],
  ])("characters are counted to the limit and no further: %s", ([, of]) => {
    expect(excessOf(of(mostCharacters), 10)).toBeUndefined();
    expect(excessOf(of(mostCharacters + 1), 10)).toBe("characters");
  });

  test("what the cluster keeps is no text of the owner's", () => {
    const text = "a".repeat(2 * mostCharacters);
    expect(excessOf({ status: text, metadata: { managedFields: [text] } }, 10)).toBeUndefined();
  });

  test("more characters than can be stored are refused in words", () => {
    const sent = vmWithTemplate({ hostname: "A".repeat(mostCharacters) });
    const { findings } = create(sent);
    expect(findings).toMatchObject([{ rule: "object-size", action: "enforce", found: /characters/ }]);
    expect(update(sent, changed(sent)).findings).toMatchObject([{ rule: "object-size" }]);
  });

  const withMany = (n: number): unknown => vmWithTemplate({ volumes: list(n, () => 0) });

  test("more is refused in words, and nothing of it is looked at", () => {
    const [finding, ...others] = create(withMany(mostValues.CREATE)).findings;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: "object-size",
      action: "enforce",
      found: /more than 10000 values/,
    });
  });

  test.for([
    ["where nothing is enforced", { rules: { "*": "warn" } } as const, "warn"],
    ["where one rule still is", { rules: { "*": "warn", hostname: "enforce" } } as const, "enforce"],
  ] as const)("%s", ([, changes, action]) => {
    const { findings, warnings } = create(withMany(mostValues.CREATE), { ...defaultPolicy, ...changes });
    expect(findings.map((finding) => finding.action)).toEqual([action]);
    expect(warnings).toHaveLength(action === "warn" ? 1 : 0);
  });

  test("what KubeVirt restores is never too large", () => {
    const restored = withMany(mostValues.UPDATE);
    const oldObject = { ...(vm() as object), status: { restoreInProgress: "r" } };
    const username = "system:serviceaccount:kubevirt:kubevirt-controller";
    const { findings } = admit(
      request(restored, { operation: "UPDATE", oldObject, username }),
      createEngine(defaultPolicy),
      today,
    );
    expect(findings).toMatchObject([{ rule: "object-size", action: "warn" }]);
  });

  test("what can be created can be updated", () => {
    const sent = vmWithTemplate({ domain: { devices: { disks: list(2000, (i) => ({ name: `d-${i}` })) } } });
    const stored = create(sent).object;
    expect(create(stored).findings.map(({ rule }) => rule)).not.toContain("object-size");
    expect(update(stored, changed(stored)).findings.map(({ rule }) => rule)).not.toContain("object-size");
  });

  test("a stored one that is larger excuses nothing", () => {
    const bad = vmWithTemplate({ hostname: "A" });
    const larger = setIn(
      bad,
      ["spec", "template", "spec", "volumes"],
      list(20_000, () => 0),
    );
    const refused = (old: unknown) =>
      update(old, changed(bad)).findings.filter(({ action }) => action === "enforce");
    expect(refused(bad)).toEqual([]);
    expect(refused(larger).map(({ rule }) => rule)).toEqual(["hostname"]);
  });
});

describe("an answer stays small", () => {
  const ask = (object: unknown) =>
    handleRequest("mutating", request(object), compiled, today).review.response;
  const withPorts = (n: number) =>
    devices({
      interfaces: [{ name: "default", masquerade: {}, ports: [{ port: 22 }, ...list(n, () => 0)] }],
    });

  test.for([
    [100, 100],
    [101, 101],
    [5000, 101],
  ] as const)("of %i findings %i causes are listed", ([count, listed]) => {
    const { status } = ask(withPorts(count));
    expect(status?.details?.causes).toHaveLength(listed);
    if (count === listed) return;
    const last = `${count - 100} more findings; "vmgate review" shows them all`;
    expect(status?.details?.causes.at(-1)?.message).toBe(last);
    expect(status?.message.split("\n").at(-1)).toBe(`spec: ${last}`);
  });

  const big = "a".repeat(1_000_000);
  test.for([
    ["the key of a source", withTemplates(1, () => ({ spec: { source: { [big]: {} } } }))],
    [
      "the host of an image",
      withTemplates(1, () => ({ spec: { source: { http: { url: `http://${big}` } } } })),
    ],
    ["the kind of a volume", vmWithTemplate({ volumes: [{ name: "root", [big]: {} }] })],
    ["a name", vm({ metadata: { name: big }, spec: { runStrategy: "Once" } })],
    [
      "an image",
      vmWithTemplate({ volumes: [{ name: "root", containerDisk: { image: "a/".repeat(500_000) } }] }),
    ],
  ])("where %s is a megabyte", ([, object]) => {
    const response = ask(object);
    expect(response.allowed).toBe(false);
    expect(JSON.stringify(response).length).toBeLessThan(10_000);
  });
});

test("the defaults of a workload are filled in in steps in line with its volumes", () => {
  const steps = (n: number): number => {
    const sent = counted(
      setIn(
        workload(),
        ["spec", "containers", 0, "volumes"],
        list(n, () => ({})),
      ),
    );
    admit(
      request(sent.value, { kind: { group: "cpln.io", version: "v1", kind: "workload" } }),
      compiled,
      today,
    );
    return sent.steps();
  };
  expect(steps(800) - steps(400)).toBeLessThan(1.2 * (steps(400) - steps(0)) + 1000);
});
