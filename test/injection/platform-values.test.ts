import { expect, test } from "vitest";
import { platformValues, type GuestCloudInit } from "../../src/injection/platform-values.ts";
import type { Guest } from "../../src/platform-parts/part.ts";
import type { Platform } from "../../src/policy/policy.ts";
import { platform } from "../support/platform.ts";

const linux: Guest = { kind: "cloudInitNoCloud", guestOs: "linux" };
const windows: Guest = { kind: "cloudInitConfigDrive", guestOs: "windows" };
const configDrive: Guest = { kind: "cloudInitConfigDrive", guestOs: "linux" };

const { dns, ssh, ...nothing } = platform;
const onlyDns: Platform = { ...nothing, ...(dns && { dns }) };
const onlySsh: Platform = { ...nothing, ...(ssh && { ssh }) };

function given(of: Platform, guest: Guest): GuestCloudInit {
  const values = platformValues(of, "shop");
  if ("bad" in values) throw new Error(values.bad);
  return values.forGuest(guest);
}

test.for<readonly [string, Platform, Guest, string, string]>([
  ["all, by NoCloud", platform, linux, "DNS updates and SSH trust", "network, DNS and SSH trust"],
  ["all, by ConfigDrive", platform, configDrive, "DNS and SSH trust", "network, DNS and SSH trust"],
  ["one", onlyDns, linux, "DNS updates", "network and DNS"],
  ["the other", onlySsh, linux, "SSH trust", "SSH trust"],
  ["none", nothing, linux, "", ""],
])("what a guest lacks: %s", ([, of, guest, fromUserData, altogether]) => {
  expect(given(of, guest)).toMatchObject({
    missingFromUserData: fromUserData,
    missingAltogether: altogether,
  });
});

test("what is rendered for one kind of guest is kept, and is no other's", () => {
  const values = platformValues(platform, "shop");
  if ("bad" in values) throw new Error(values.bad);
  const kinds = [linux, windows, configDrive].map((guest) => values.forGuest(guest));
  expect(values.forGuest({ ...linux })).toBe(kinds[0]);
  expect(new Set(kinds).size).toBe(3);
  expect(kinds.map(({ networkData }) => networkData !== undefined)).toEqual([true, false, true]);
});

test("nothing is given where there is nothing to give", () => {
  expect(given(nothing, linux)).toMatchObject({ parts: [], networkData: undefined });
});

test("a value that must not get into a script is named by its path", () => {
  const search = ["a b"];
  expect(platformValues({ ...platform, dns: { servers: ["10.0.0.1"], search } }, "shop")).toMatchObject({
    bad: expect.stringContaining("dns.search") as unknown,
  });
});
