import { describe, expect, test } from "vitest";
import {
  addVolume,
  hasOwnVolume,
  removeOwnVolumes,
  withoutOwnVolume,
} from "../../src/injection/cloud-init-volume.ts";
import { UserDataCache } from "../../src/user-data/user-data-cache.ts";
import { injectChecked, readVm, rootDisk, rootVolume, template } from "../support/injection.ts";
import { deepFreeze, vm, vmWithTemplate } from "../support/vm.ts";

const userData = new UserDataCache();
/** The source of the volume that vmgate adds. */
const ownSource = (template(injectChecked(vm()).object, "volumes", 1) as { cloudInitNoCloud: object })
  .cloudInitNoCloud;

const own = (name = "vmgate-cloudinit"): object => ({ name, cloudInitNoCloud: ownSource });
const users = (name: string): object => ({ name, cloudInitNoCloud: { userData: "#!/bin/sh\n" } });
const disk = (name: unknown): object => ({ name, disk: { bus: "virtio" } });
const claim = (name: string): object => ({ name, persistentVolumeClaim: { claimName: name } });

const vmOf = (volumes: unknown, disks: unknown, rest: object = {}): unknown =>
  deepFreeze(vmWithTemplate({ ...rest, volumes, domain: { devices: { disks } } }));
const listsOf = (object: unknown): readonly unknown[] => [
  template(object, "volumes"),
  template(object, "domain", "devices", "disks"),
];

describe("a volume is vmgate's", () => {
  const many = (count: number): object[] => Array.from({ length: count }, (_, i) => users(`u${i}`));
  test.for<readonly [string, readonly object[], boolean]>([
    ["the only one", [own()], true],
    ["under any name", [own("mine")], true],
    ["one of several", [users("u"), own()], true],
    ["none", [], false],
    ["a user's", [users("vmgate-cloudinit")], false],
    ["empty", [{ name: "e", cloudInitNoCloud: {} }], false],
    ["the sixteenth", [...many(15), own()], true],
    ["the seventeenth is not looked for", [...many(16), own()], false],
  ])("%s", ([, volumes, expected]) => {
    expect(hasOwnVolume(readVm(vmOf(volumes, [])).cloudInitVolumes, userData)).toBe(expected);
  });
});

describe("a volume is added last, with a disk", () => {
  const added = (object: unknown): readonly unknown[] =>
    listsOf(addVolume(readVm(object), { kind: "cloudInitNoCloud", guestOs: "linux" }, ownSource));

  test.for<readonly [string, unknown, unknown, unknown]>([
    [
      "after all others",
      vmOf([rootVolume, claim("b")], [rootDisk, disk("b")]),
      [rootVolume, claim("b"), own()],
      [rootDisk, disk("b"), disk("vmgate-cloudinit")],
    ],
    [
      "without a disk where another volume has none",
      vmOf([rootVolume, claim("b")], [rootDisk]),
      [rootVolume, claim("b"), own()],
      [rootDisk],
    ],
    ["to no lists", vmOf(null, null), [own()], [disk("vmgate-cloudinit")]],
    ["to empty lists", vmOf([], []), [own()], [disk("vmgate-cloudinit")]],
    [
      "the name of a disk is taken",
      vmOf([rootVolume], [rootDisk, disk("vmgate-cloudinit")]),
      [rootVolume, own("vmgate-cloudinit-2")],
      [rootDisk, disk("vmgate-cloudinit"), disk("vmgate-cloudinit-2")],
    ],
    [
      "two names are taken",
      vmOf([own(), own("vmgate-cloudinit-2")], [disk("vmgate-cloudinit"), disk("vmgate-cloudinit-2")]),
      [own(), own("vmgate-cloudinit-2"), own("vmgate-cloudinit-3")],
      [disk("vmgate-cloudinit"), disk("vmgate-cloudinit-2"), disk("vmgate-cloudinit-3")],
    ],
  ])("%s", ([, object, volumes, disks]) => {
    expect(added(object)).toEqual([volumes, disks]);
  });

  test("a filesystem's name is taken too", () => {
    const object = vmWithTemplate({
      domain: { devices: { filesystems: [{ name: "vmgate-cloudinit", virtiofs: {} }] } },
    });
    expect(
      template(
        addVolume(readVm(object), { kind: "cloudInitNoCloud", guestOs: "linux" }, ownSource),
        "volumes",
        1,
      ),
    ).toEqual(own("vmgate-cloudinit-2"));
  });

  test.for<readonly [string, unknown]>([
    ["volumes", vmOf("none", [rootDisk])],
    ["disks", vmOf([], "none")],
  ])("%s that are no list are left as they are, with all of the VM", ([, object]) => {
    expect(addVolume(readVm(object), { kind: "cloudInitNoCloud", guestOs: "linux" }, ownSource)).toBe(object);
  });
});

describe("vmgate's volumes are removed, with their disks", () => {
  test.for<readonly [string, unknown, unknown, unknown]>([
    ["one", vmOf([rootVolume, own()], [rootDisk, disk("vmgate-cloudinit")]), [rootVolume], [rootDisk]],
    [
      "two, and the user's stays",
      vmOf([own("a"), users("u"), own("b")], [disk("a"), disk("u"), disk("b")]),
      [users("u")],
      [disk("u")],
    ],
    [
      "a disk that another volume has stays",
      vmOf([rootVolume, own("root")], [rootDisk]),
      [rootVolume],
      [rootDisk],
    ],
    [
      "none",
      vmOf([rootVolume, users("u")], [rootDisk, disk("u")]),
      [rootVolume, users("u")],
      [rootDisk, disk("u")],
    ],
  ])("%s", ([, object, volumes, disks]) => {
    expect(listsOf(removeOwnVolumes(readVm(object), userData))).toEqual([volumes, disks]);
  });
});

describe("an update is without the volume that vmgate had added", () => {
  const stored = vmOf([rootVolume, own()], [rootDisk, disk("vmgate-cloudinit")]);
  const emptied = { name: "vmgate-cloudinit", cloudInitNoCloud: {} };
  test.for<readonly [string, unknown, unknown, unknown, unknown]>([
    ["sent back", stored, stored, [rootVolume], [rootDisk]],
    [
      "the volume alone was dropped",
      vmOf([rootVolume], [rootDisk, disk("vmgate-cloudinit")]),
      stored,
      [rootVolume],
      [rootDisk],
    ],
    ["both were", vmOf([rootVolume], [rootDisk]), stored, [rootVolume], [rootDisk]],
    [
      "it was emptied",
      vmOf([rootVolume, emptied], [rootDisk, disk("vmgate-cloudinit")]),
      stored,
      [rootVolume],
      [rootDisk],
    ],
    [
      "an empty one of another name is the user's",
      vmOf([{ ...emptied, name: "e" }], [disk("e")]),
      stored,
      [{ ...emptied, name: "e" }],
      [disk("e")],
    ],
    [
      "one of its name with user data is the user's",
      vmOf([users("vmgate-cloudinit")], [disk("vmgate-cloudinit")]),
      stored,
      [users("vmgate-cloudinit")],
      [disk("vmgate-cloudinit")],
    ],
    [
      "an emptied one beside another stays",
      vmOf([users("u"), emptied], [disk("u")]),
      stored,
      [users("u"), emptied],
      [disk("u")],
    ],
    [
      "nothing was vmgate's: an empty one stays",
      vmOf([emptied], [disk("vmgate-cloudinit")]),
      vmOf([users("vmgate-cloudinit")], []),
      [emptied],
      [disk("vmgate-cloudinit")],
    ],
  ])("%s", ([, object, old, volumes, disks]) => {
    expect(listsOf(withoutOwnVolume(readVm(object), readVm(old), userData))).toEqual([volumes, disks]);
  });
});
