import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { decodeBase64 } from "../../src/user-data/encoding/base64.ts";
import { UserDataCache } from "../../src/user-data/user-data-cache.ts";
import { runs } from "../support/arbitrary-vm.ts";
import { platform } from "../support/platform.ts";
import { create, findingsOf, update } from "../support/review.ts";
import { vm } from "../support/vm.ts";

/** A cloud-config of some ten kilobytes, as people write them: many files that are much alike. */
const files = Array.from(
  { length: 150 },
  (_, i) => `- path: /etc/app/${i}.conf\n  content: |\n    [section]\n    name = value\n    on = true\n`,
);
const large = `#cloud-config\nwrite_files:\n${files.join("")}`;

/** The same with so many characters in it that do not compress. */
const noisy = (length: number): string =>
  `#cloud-config\n# ${createHash("shake256", { outputLength: length }).update("a").digest("base64").slice(0, length)}\n${large}`;

const withUserData = (source: object): unknown =>
  vm({
    spec: {
      template: {
        spec: {
          domain: {
            devices: {
              disks: [
                { name: "root", bootOrder: 1, disk: { bus: "virtio" } },
                { name: "ci", disk: { bus: "virtio" } },
              ],
            },
          },
          volumes: [
            { name: "root", persistentVolumeClaim: { claimName: "web-root" } },
            { name: "ci", cloudInitNoCloud: source },
          ],
        },
      },
    },
  });

const withPlatform: Policy = { ...defaultPolicy, platform: { ...defaultPolicy.platform, ...platform } };
const atInstance: Policy = { ...withPlatform, injection: { ...defaultPolicy.injection, at: "instance" } };
const policies: readonly (readonly [string, Policy])[] = [
  ["with platform values", withPlatform],
  ["without", defaultPolicy],
  ["injected on the instance", atInstance],
];

const sourceIn = (object: unknown): Field =>
  Field.root(object).at("spec", "template", "spec", "volumes", 1, "cloudInitNoCloud");
const storedBytes = (object: unknown): number =>
  decodeBase64(sourceIn(object).at("userDataBase64").string ?? "")?.length ?? 0;
const contentOf = (object: unknown): string => {
  const data = new UserDataCache().read(sourceIn(object));
  return data.kind === "inline" ? new TextDecoder().decode(data.user.content) : data.kind;
};

test("the cloud-config is large, and small once compressed", () => {
  expect(large.length).toBeGreaterThan(10_000);
  expect(large.length).toBeLessThan(16_384);
});

test.for(policies)("ten kilobytes are admitted and come out byte for byte, %s", ([, policy]) => {
  const sent = withUserData({ userData: large });
  const { object, findings: violations } = create(sent, policy);
  expect(violations).toEqual([]);
  expect(sourceIn(object).at("userData").isSet).toBe(false);
  expect(storedBytes(object)).toBeGreaterThan(0);
  expect(storedBytes(object)).toBeLessThanOrEqual(2048);
  expect(contentOf(object)).toBe(large);
  expect(create(object, policy).patch).toEqual([]);
  // Applied once more, the manifest changes nothing.
  expect(update(object, sent, policy).object).toEqual(object);
});

test("alone it is compressed and nothing else", () => {
  const { object } = create(withUserData({ userData: large }), atInstance);
  const bytes = decodeBase64(sourceIn(object).at("userDataBase64").string ?? "");
  expect(gunzipSync(bytes ?? new Uint8Array()).toString()).toBe(large);
});

test("what fits alone but not with the platform's part is compressed alone, and a warning says so", () => {
  const sent = Array.from({ length: 60 }, (_, i) => withUserData({ userData: noisy(i * 20) })).find(
    (object) => {
      const alone = create(object, atInstance);
      return alone.findings.length === 0 && create(object, withPlatform).injectionWarnings.length > 0;
    },
  );
  expect(sent).toBeDefined();
  const { object, injectionWarnings, findings: violations } = create(sent, withPlatform);
  expect(violations.map(({ rule, action }) => `${action} ${rule}`)).toEqual(["warn cloud-init-size"]);
  expect(injectionWarnings).toHaveLength(1);
  expect(storedBytes(object)).toBeLessThanOrEqual(2048);
  expect(sourceIn(object).at("userDataBase64").value).toBe(
    sourceIn(create(sent, atInstance).object).at("userDataBase64").value,
  );
  expect(create(object, withPlatform).object).toEqual(object);
  expect(update(object, sent, withPlatform).object).toEqual(object);
});

test("the sizes on which it depends whether all fits change nothing the second time", () => {
  for (let length = 0; length < 1200; length += Math.max(3, Math.ceil(1200 / runs))) {
    const once = create(withUserData({ userData: noisy(length) }), withPlatform).object;
    expect(create(once, withPlatform).object).toEqual(once);
  }
});

test.for([
  ["what does not fit compressed", `#!/bin/sh\n${noisy(4000)}`],
  ["over 16 KiB", `#!/bin/sh\n# ${"-".repeat(16_384)}`],
  ["what cloud-init does not know", `{"ignition": {"version": "3.4.0"}, "x": "${"-".repeat(3000)}"}`],
])("%s stays as it was written, and is refused once", ([, userData]) => {
  const sent = withUserData({ userData });
  for (const policy of [defaultPolicy, withPlatform, atInstance]) {
    const result = create(sent, policy);
    expect(sourceIn(result.object).at("userData").value).toBe(userData);
    expect(findingsOf(result).filter((line) => line.startsWith("enforce"))).toEqual([
      "enforce cloud-init-size spec.template.spec.volumes[1].cloudInitNoCloud.userData",
    ]);
    expect(findingsOf(result).filter((line) => line.includes("cloud-init-size"))).toHaveLength(1);
  }
});
