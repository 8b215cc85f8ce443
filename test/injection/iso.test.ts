import { expect, test } from "vitest";
import { unpack } from "../../src/user-data/read.ts";
import { unwrap } from "../../src/user-data/wrapper/wrapper.ts";
import { injectChecked, utf8, withSource } from "../support/injection.ts";
import { cloudInitDisk } from "../support/iso.ts";
import { vm } from "../support/vm.ts";

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

test("NoCloud: what the guest reads of an admitted VM", () => {
  const { object } = injectChecked(withSource({ userData: "#!/bin/sh\n" }));
  const disk = cloudInitDisk(object);
  expect(disk?.label).toBe("cidata");
  expect(JSON.parse(text(disk?.files["meta-data"]))).toEqual({ "instance-id": "", "local-hostname": "web" });
  expect(text(disk?.files["network-config"])).toMatch(/^# vmgate\n/);
  const userData = unpack(disk?.files["user-data"] ?? new Uint8Array())?.content ?? new Uint8Array();
  expect(unwrap(userData)).toMatchObject({ user: { content: utf8("#!/bin/sh\n") } });
});

test("ConfigDrive, with the data in a Secret", () => {
  const { object } = injectChecked(withSource({ secretRef: { name: "s" } }, "cloudInitConfigDrive"));
  const disk = cloudInitDisk(object, { s: { userdata: "#!/bin/sh\n" } });
  expect(disk?.label).toBe("config-2");
  expect(JSON.parse(text(disk?.files["openstack/latest/meta_data.json"]))).toMatchObject({
    instance_id: "web.shop",
  });
  expect(text(disk?.files["openstack/latest/user_data"])).toBe("#!/bin/sh\n");
  expect(JSON.parse(text(disk?.files["openstack/latest/network_data.json"]))).toMatchObject({ vmgate: 1 });
});

test("no cloud-init volume, no disk", () => {
  expect(cloudInitDisk(vm())).toBeUndefined();
});
