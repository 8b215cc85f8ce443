import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { dataSources, inlineBytes } from "../../src/user-data/volume/data-source.ts";
import { unpack } from "../../src/user-data/read.ts";
import { cloudInitKinds } from "../../src/vm/cloud-init-volumes.ts";
import { injectVm } from "../../src/injection/inject-vm.ts";
import { injectVmUpdate } from "../../src/injection/inject-vm-update.ts";
import { UserDataCache } from "../../src/user-data/user-data-cache.ts";
import { corpusFiles, describeCorpus } from "../support/corpus.ts";
import { injectChecked, injecting, readVm, source, withSource } from "../support/injection.ts";
import { deepFreeze } from "../support/vm.ts";

/** Inline user data of one volume, decompressed as the guest does it; undefined where there are none. */
function inlineContent(volume: Field): Uint8Array | undefined {
  const [data] = dataSources(volume, "userData");
  const bytes = data?.kind === "inline" ? inlineBytes(data) : undefined;
  return bytes === undefined ? undefined : unpack(bytes)?.content;
}

/** The user's bytes in a volume, our wrapper taken off. */
function extracted(volume: Field): Uint8Array | undefined {
  const data = new UserDataCache().read(volume);
  return data.kind === "inline" ? data.user.content : undefined;
}

describeCorpus("vms", () => {
  const machines = corpusFiles("vms").flatMap(({ name, content }) =>
    parseAllDocuments(new TextDecoder().decode(content), { logLevel: "silent" })
      .filter(({ errors }) => errors.length === 0)
      .map((document) => document.toJS() as unknown)
      .filter((object) => Field.root(object).at("kind").value === "VirtualMachine")
      .map((object, i) => ({ name: `${name} ${i}`, object: deepFreeze(object) })),
  );

  test("every VM: injecting is idempotent, the user's bytes come back, a re-apply changes nothing", () => {
    expect(machines.length).toBeGreaterThan(150);
    for (const { name, object } of machines) {
      const injected = injectChecked(object).object;
      const [before] = readVm(object).cloudInitVolumes;
      const [after] = readVm(injected).cloudInitVolumes;
      expect(after, name).toBeDefined();
      if (before !== undefined && after !== undefined) {
        expect(extracted(after.source), name).toEqual(inlineContent(before.source));
      }
      expect(injectVmUpdate(object, injected, readVm, injecting()).object, name).toEqual(injected);
    }
  });

  test("inline user data stay inline with one ed25519 CA key and two name servers", () => {
    const inline = machines.flatMap(({ object }) => {
      const [first] = readVm(object).cloudInitVolumes;
      const content = first === undefined ? undefined : inlineContent(first.source);
      return content === undefined ? [] : [measure(object)];
    });
    const fits = inline.filter(({ rules }) => !rules.includes("cloud-init-size"));
    const sizes = fits.map(({ bytes }) => bytes).toSorted((a, b) => a - b);
    console.log(
      `inline user data of ${inline.length} machines: ${fits.length} stay inline; ` +
        `median ${sizes[sizes.length >> 1]}, 95 % below ${sizes[Math.floor(sizes.length * 0.95)]}, ` +
        `largest ${sizes.at(-1)} of 2048 bytes`,
    );
    expect(fits.length / inline.length).toBeGreaterThanOrEqual(0.99);
  });
});

/** What the VM's user data takes inline after injection, and the findings. */
function measure(object: unknown): { bytes: number; rules: readonly string[] } {
  const { object: injected, findings } = injectVm(object, readVm, injecting());
  const [first] = readVm(injected).cloudInitVolumes;
  const [data] = first === undefined ? [] : dataSources(first.source, "userData");
  return {
    bytes: data?.kind === "inline" ? (inlineBytes(data)?.length ?? 0) : 0,
    rules: findings.map(({ rule }) => rule),
  };
}

describeCorpus("user-data", () => {
  test("every file: injecting is idempotent and its bytes come back, inline as text or base64", () => {
    const sizes: number[] = [];
    for (const { name, content } of corpusFiles("user-data")) {
      if (content.length > 2048) continue;
      const object = withSource({ userDataBase64: Buffer.from(content).toString("base64") });
      const injected = injectChecked(object).object;
      expect(extracted(source(injected)), name).toEqual(unpack(content)?.content ?? content);
      const { bytes, rules } = measure(object);
      if (!rules.includes("cloud-init-content")) sizes.push(rules.length === 0 ? bytes : Infinity);
    }
    const sorted = sizes.toSorted((a, b) => a - b);
    const fits = sizes.filter(Number.isFinite).length;
    console.log(
      `user data files up to 2048 bytes that can be wrapped: ${fits} of ${sizes.length} stay inline; ` +
        `median ${sorted[sorted.length >> 1]}, 95 % below ${sorted[Math.floor(sorted.length * 0.95)]}`,
    );
    expect(fits / sizes.length).toBeGreaterThanOrEqual(0.99);
  });
});

test("whatever the VM looks like: no exception, injecting is idempotent, a re-apply changes nothing", () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom("#cloud-config\n", "#!/bin/sh\n", "", "# vmgate\n", "IyE="),
  );
  const data = fc.record(
    {
      userData: fc.oneof(text, json),
      userDataBase64: fc.oneof(text, fc.base64String(), json),
      secretRef: fc.oneof(fc.record({ name: text }), json),
      networkData: fc.oneof(text, json),
      networkDataBase64: fc.oneof(fc.base64String(), json),
    },
    { requiredKeys: [] },
  );
  const volume = fc.oneof(
    json,
    fc
      .tuple(fc.constantFrom(...cloudInitKinds), data, fc.constantFrom("a", "b", "vmgate-cloudinit"))
      .map(([kind, members, name]) => ({ name, [kind]: members })),
    fc.constant({ name: "root", dataVolume: { name: "root" } }),
  );
  const disk = fc.oneof(json, fc.record({ name: fc.constantFrom("a", "root"), disk: fc.constant({}) }));
  const machine = fc
    .tuple(fc.array(volume, { maxLength: 3 }), fc.oneof(fc.array(disk, { maxLength: 3 }), json))
    .map(([volumes, disks]) => ({
      spec: { template: { spec: { volumes, domain: { devices: { disks } } } } },
    }));
  const action = fc.constantFrom<"enforce" | "warn" | "off">("enforce", "warn", "off");
  fc.assert(
    fc.property(fc.oneof(machine, json), fc.oneof(machine, json), action, (object, other, rule) => {
      const how = injecting({ rules: { "network-data": rule } });
      const stored = injectChecked(object, how).object;
      expect(injectVmUpdate(object, stored, readVm, how).object).toEqual(stored);
      expect(injectVmUpdate(stored, stored, readVm, how).object).toEqual(stored);
      const updated = injectVmUpdate(deepFreeze(other), stored, readVm, how).object;
      expect(injectVmUpdate(updated, updated, readVm, how).object).toEqual(updated);
    }),
    { numRuns: 300 },
  );
});
