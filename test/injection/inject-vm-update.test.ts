import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { injectVm, type Injection } from "../../src/injection/inject-vm.ts";
import { injectVmUpdate } from "../../src/injection/inject-vm-update.ts";
import { Field } from "../../src/field/field.ts";
import {
  base64,
  contentOf,
  injectChecked,
  injecting,
  readVm,
  rootDisk,
  rootVolume,
  source,
  template,
  userDataOf,
  utf8,
  without,
  withSource,
} from "../support/injection.ts";
import { platform } from "../support/platform.ts";
import { deepFreeze, vm, vmWithTemplate } from "../support/vm.ts";

const cc = "#cloud-config\nhostname: web\n";

const stored = (object: unknown): unknown => injectChecked(object).object;
const tomorrow = injecting({
  platform: {
    ...platform,
    dns: { servers: ["10.0.0.1"], search: [] },
    ssh: { user: "ops", caPublicKeys: platform.ssh?.caPublicKeys ?? [] },
  },
});

/** Updates, and checks that doing so once more with the outcome changes nothing. */
function updateChecked(object: unknown, old: unknown, how = tomorrow): Injection {
  const updated = injectVmUpdate(deepFreeze(object), deepFreeze(old), readVm, how);
  expect(injectVmUpdate(deepFreeze(updated.object), old, readVm, how).object).toEqual(updated.object);
  return updated;
}

test.for<[string, unknown]>([
  ["user data as text", withSource({ userData: cc })],
  ["user data as base64", withSource({ userDataBase64: base64(cc) })],
  ["compressed user data", withSource({ userDataBase64: base64(gzipSync(cc)) })],
  ["a Secret", withSource({ secretRef: { name: "s" } })],
  ["a ConfigDrive", withSource({ userData: cc }, "cloudInitConfigDrive")],
  ["no cloud-init", vm()],
  ["what was left as written", withSource({ userData: "hello\n" })],
])("a re-applied manifest is stored as it was, whatever the platform's values: %s", ([, object]) => {
  const old = stored(object);
  expect(updateChecked(object, old)).toEqual({ object: old, findings: [] });
});

test("what is sent back as it was read stays", () => {
  for (const object of [withSource({ userData: cc }), vm()]) {
    const old = stored(object);
    expect(updateChecked(old, old).object).toBe(old);
  }
});

test("our volume and its disk go back to their places", () => {
  const old = stored(vm());
  const volumes = [{ name: "data", emptyDisk: { capacity: "1Gi" } }, rootVolume];
  const updated = updateChecked(vmWithTemplate({ volumes }), old).object;
  expect(template(updated, "volumes", 1)).toEqual(template(old, "volumes", 1));
  expect(template(updated, "domain", "devices", "disks", 1)).toEqual(
    template(old, "domain", "devices", "disks", 1),
  );
});

test.for<[string, unknown, unknown]>([
  ["changed text", withSource({ userData: cc }), withSource({ userData: "#!/bin/sh\n" })],
  [
    "the same text in another field",
    withSource({ userData: cc }),
    withSource({ userDataBase64: base64(cc) }),
  ],
  [
    "compressed now",
    withSource({ userDataBase64: base64(cc) }),
    withSource({ userDataBase64: base64(gzipSync(cc)) }),
  ],
  [
    "another kind of volume",
    withSource({ userData: cc }),
    withSource({ userData: cc }, "cloudInitConfigDrive"),
  ],
  [
    "another name of the volume",
    withSource({ userData: cc }),
    withSource({ userData: cc }, "cloudInitNoCloud", "other"),
  ],
  ["a volume removed", withSource({ userData: cc }), vm()],
  ["a volume added", vm(), withSource({ userData: cc })],
  ["a Secret instead", withSource({ userData: cc }), withSource({ secretRef: { name: "s" } })],
  ["another Secret", withSource({ secretRef: { name: "s" } }), withSource({ secretRef: { name: "t" } })],
])("changed user data is injected anew with today's values: %s", ([, before, after]) => {
  expect(updateChecked(after, stored(before)).object).toEqual(injectVm(after, readVm, tomorrow).object);
});

test("a volume added beside ours takes its place", () => {
  const old = stored(vm());
  const volumes = [
    ...(template(old, "volumes") as object[]),
    { name: "ci", cloudInitNoCloud: { userData: cc } },
  ];
  const edited = vmWithTemplate({
    domain: { devices: { disks: template(old, "domain", "devices", "disks") } },
    volumes,
  });
  const { object } = updateChecked(edited, old);
  expect(
    Field.root(template(object, "volumes"))
      .items()
      .map((v) => v.at("name").value),
  ).toEqual(["root", "ci"]);
  expect(template(object, "domain", "devices", "disks")).toEqual([rootDisk]);
  expect(userDataOf(source(object))).toMatchObject({ user: { content: utf8(cc) } });
});

test("an edited platform part is put right", () => {
  const old = stored(withSource({ userData: cc }));
  const content = contentOf(source(old));
  const edited = Buffer.from(content).toString().replace("NOPASSWD", "PASSWD");
  const changed = withSource({ ...(source(old).value as object), userDataBase64: base64(gzipSync(edited)) });
  expect(updateChecked(changed, old).object).toEqual(old);
});

test("a wrapper that was changed beyond the platform's part is left to the rule", () => {
  const old = stored(withSource({ userData: cc }));
  const changed = withSource({
    ...(source(old).value as object),
    userData: undefined,
    userDataBase64: base64("MIME-Version: 1.0\nX-Vmgate: 2\n\n"),
  });
  expect(updateChecked(changed, old, injecting()).object).toEqual(changed);
});

const own = { networkData: "version: 2\n" };
const ownBase64 = { networkDataBase64: base64("version: 2\n") };

test.for(["enforce", "warn", "off"] as const)(
  "network data added on an update is kept, rule %s",
  (action) => {
    const how = injecting({ rules: { "network-data": action } });
    const old = stored(withSource({ userData: cc }));
    const networkOf = (sent: object): object => {
      const { object, findings } = updateChecked(withSource({ userData: cc, ...sent }), old, how);
      expect(findings).toEqual([]);
      expect(object, "as if created so").toEqual(
        injectChecked(withSource({ userData: cc, ...sent }), how).object,
      );
      return without(source(object), "userDataBase64");
    };
    expect(networkOf(own)).toEqual(own);
    // Server-side apply and merge patches leave vmgate's beside it.
    const { networkData } = source(old).value as { networkData: string };
    expect(networkOf({ networkData, ...ownBase64 })).toEqual(ownBase64);
  },
);

test("network data removed on an update give way to the platform's", () => {
  const how = injecting({ rules: { "network-data": "off" } });
  const old = injectChecked(withSource({ userData: cc, networkData: "version: 2\n" }), how).object;
  const { object } = updateChecked(withSource({ userData: cc }), old, how);
  expect(source(object).at("networkData").string).toMatch(/^# vmgate\n/);
  expect(object, "as if created so").toEqual(injectChecked(withSource({ userData: cc }), how).object);
});

test("a guest that is Windows after all is injected anew", () => {
  const object = withSource({ userData: "#ps1\nls\n" }, "cloudInitConfigDrive");
  const old = stored(object);
  const windows = vm({
    spec: {
      template: {
        metadata: { annotations: { "vm.cpln.io/guest-os": "windows" } },
        spec: template(object),
      },
    },
  });
  const updated = updateChecked(windows, old, injecting()).object;
  expect(userDataOf(source(updated, 1, "cloudInitConfigDrive"))).toMatchObject({
    user: { content: utf8("#ps1\nls\n") },
  });
});

test("the vmgate volume is created anew for a guest that turns out to be Windows", () => {
  const windows = vm({
    spec: { template: { metadata: { annotations: { "vm.cpln.io/guest-os": "windows" } } } },
  });
  expect(updateChecked(windows, stored(vm()), injecting()).object).toEqual(stored(windows));
});

test("the first of two volumes of the user's is put back as it is stored", () => {
  const two = vmWithTemplate({
    volumes: [
      rootVolume,
      { name: "ci", cloudInitNoCloud: { userData: cc } },
      { name: "other", cloudInitNoCloud: { userData: "#!/bin/sh\n" } },
    ],
  });
  expect(updateChecked(two, stored(two)).object).toEqual(stored(two));
});

test("does not restore the vmgate volume next to a user's cloud-init volume", () => {
  const old = stored(vm());
  const [ours] = Field.root(old)
    .at("spec", "template", "spec", "volumes")
    .items()
    .filter((volume) => volume.at("cloudInitNoCloud").isSet);
  const name = ours?.at("name").value;
  const both = [
    rootVolume,
    { name, cloudInitNoCloud: {} },
    { name: "seed", cloudInitNoCloud: { userData: cc } },
  ];
  const updated = updateChecked(vmWithTemplate({ volumes: both }), old).object;
  expect(injectVmUpdate(updated, updated, readVm, tomorrow).object).toEqual(updated);
});
