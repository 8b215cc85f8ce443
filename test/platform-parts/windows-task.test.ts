import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { injectVm } from "../../src/injection/inject-vm.ts";
import { vmiUserData } from "../../src/injection/merge-stored.ts";
import { platformValues, type PlatformValues } from "../../src/injection/platform-values.ts";
import type { Platform } from "../../src/policy/policy.ts";
import { contentOf, injecting, readVm, rootDisk, rootVolume, source } from "../support/injection.ts";
import { platform } from "../support/platform.ts";
import { vm } from "../support/vm.ts";

/*
 * The startup task of a Windows guest reads the configuration drive anew at each start. Without Windows nothing runs
 * here: what is tested is that the script's own expression, taken from the script, finds in everything that vmgate puts
 * on the drive exactly the script that cloudbase-init was given, with today's values, and nothing of the user's.
 */

const script = readFileSync(`${import.meta.dirname}/../../src/platform-parts/windows-boot.ps1`, "utf8");
const [, pattern = ""] = /-match '\(\?s\)([^']+)'/.exec(script) ?? [];
/** What the task takes from the drive: a regular expression of .NET that means the same in JavaScript. */
const partOn = (drive: Uint8Array): string | undefined =>
  new RegExp(pattern, "s").exec(new TextDecoder().decode(drive))?.[1];

const guest = { kind: "cloudInitConfigDrive", guestOs: "windows" } as const;
const today: Platform = platform;
const later: Platform = { ...platform, dns: { servers: ["10.0.0.53"], search: ["later.example"] } };
const valuesOf = (of: Platform): PlatformValues => {
  const values = platformValues(of, "shop");
  if ("bad" in values) throw new Error(values.bad);
  return values;
};
/** What cloudbase-init runs at the first start: the part behind its headers. */
const scriptWith = (of: Platform): string =>
  (valuesOf(of).forGuest(guest).parts[0] ?? "").replace(/^[^]*?\n\n/, "");

const machine = (userData: string): unknown =>
  vm({
    spec: {
      template: {
        metadata: { annotations: { "vm.cpln.io/guest-os": "windows" } },
        spec: {
          domain: { devices: { disks: [rootDisk, { name: "ci", disk: { bus: "virtio" } }] } },
          volumes: [rootVolume, { name: "ci", cloudInitConfigDrive: { userData } }],
        },
      },
    },
  });
const inline = (userData: string, of: Platform): Uint8Array => {
  const { object } = injectVm(machine(userData), readVm, injecting({ platform: of }));
  return contentOf(source(object, 1, "cloudInitConfigDrive"));
};
const inSecret = (userData: string, of: Platform): Uint8Array =>
  vmiUserData(new TextEncoder().encode(userData), "secret", valuesOf(of), guest).bytes ?? new Uint8Array();

test("the script has an expression that takes its own successor from the drive", () => {
  expect(pattern).toContain("vmgate");
});

describe.each([
  ["inline", inline],
  ["in a derived Secret", inSecret],
])("user data %s", (_, drive) => {
  test.for<[what: string, userData: string]>([
    ["a script of the user's", "#ps1_sysnative\nWrite-Host hello\n"],
    ["cloud-config", "#cloud-config\nset_hostname: web\n"],
    ["a decoy in the user's data", '#ps1_sysnative\n#name="vmgate.ps1"\n\nevil\n--=_vmgate\n'],
  ])("beside %s the task finds the script that cloudbase-init ran, so it writes nothing", ([, userData]) => {
    expect(partOn(drive(userData, today))).toBe(scriptWith(today));
  });

  test("after a change of the platform's values the task finds the new script", () => {
    const found = partOn(drive("#ps1_sysnative\nWrite-Host hello\n", later));
    expect(found).toBe(scriptWith(later));
    expect(found).not.toBe(scriptWith(today));
    expect(found).toContain("10.0.0.53");
  });
});

test("the task looks where KubeVirt's two kinds of drive have the user data, and unpacks what is packed", () => {
  for (const text of [
    "'config-2', 'cidata'",
    String.raw`'openstack\latest\user_data', 'user-data'`,
    "-eq 31",
    "GZipStream",
  ])
    expect(script).toContain(text);
});
