import { expect, test } from "vitest";
import { shorten } from "../../.ci/injection-parts.ts";
import { platformValues, type PlatformValues } from "../../src/injection/platform-values.ts";
import { Field } from "../../src/field/field.ts";
import type { Platform } from "../../src/policy/policy.ts";
import { isPlatformNetworkData } from "../../src/user-data/volume/network-data.ts";
import { dataSources } from "../../src/user-data/volume/data-source.ts";
import { platformPartStart } from "../../src/user-data/wrapper/wrapper.ts";
import { caPublicKey, platform } from "../support/platform.ts";

test("shortening keeps what runs a script and every line that is no comment", () => {
  expect(shorten("#!/bin/sh\n# x\n\n  a # b\n\t# c\n'#d'\n")).toBe("#!/bin/sh\na # b\n'#d'");
});

const noCloud = { kind: "cloudInitNoCloud", guestOs: "linux" } as const;
const configDrive = { kind: "cloudInitConfigDrive", guestOs: "linux" } as const;
const windows = { kind: "cloudInitConfigDrive", guestOs: "windows" } as const;

const values = (changes: object = {}): PlatformValues => {
  const found = platformValues({ ...platform, ...changes }, "shop");
  if ("bad" in found) throw new Error(found.bad);
  return found;
};
const names = (parts: readonly string[]): unknown[] => parts.map((part) => /name="([^"]*)"/.exec(part)?.[1]);

test.for([
  ["NoCloud", noCloud, {}, ["vmgate", "vmgate-resolv", "vmgate"]],
  ["NoCloud without SSH trust", noCloud, { ssh: undefined }, ["vmgate-resolv", "vmgate"]],
  ["NoCloud without name servers", noCloud, { dns: undefined }, ["vmgate"]],
  [
    "NoCloud with an empty list of keys",
    noCloud,
    { ssh: { user: "cpln", caPublicKeys: [] } },
    ["vmgate-resolv", "vmgate"],
  ],
  ["NoCloud with an empty list of servers", noCloud, { dns: { servers: [], search: ["a"] } }, ["vmgate"]],
  ["ConfigDrive", configDrive, {}, ["vmgate", "vmgate-dns", "vmgate-resolv", "vmgate-reread"]],
  [
    "ConfigDrive without SSH trust",
    configDrive,
    { ssh: undefined },
    ["vmgate-dns", "vmgate-resolv", "vmgate-reread"],
  ],
  ["ConfigDrive without name servers", configDrive, { dns: undefined }, ["vmgate", "vmgate-reread"]],
  ["Windows", windows, {}, ["vmgate.ps1"]],
  ["Windows without SSH trust", windows, { ssh: undefined }, ["vmgate.ps1"]],
  ["nothing to say", noCloud, { dns: undefined, ssh: undefined }, []],
  ["nothing to say to a ConfigDrive", configDrive, { dns: undefined, ssh: undefined }, []],
  ["nothing to say to Windows", windows, { dns: undefined, ssh: undefined }, []],
] as const)("the parts for %s", ([, guest, changes, wanted]) => {
  const parts = values(changes).forGuest(guest).parts;
  expect(names(parts)).toEqual(wanted);
  for (const part of parts) {
    expect(part).toMatch(platformPartStart);
    expect(part, "a place that nothing was put in").not.toMatch(/@[A-Z]+@/);
    expect(part, "ASCII, which every encoding shares").toMatch(/^[\t\n -~]*$/);
    expect(part).not.toContain("--=_vmgate");
  }
});

test("values are where they belong, keys without their comments", () => {
  const [hook = ""] = values().forGuest(noCloud).parts;
  expect(hook).toContain("u=cpln\n");
  expect(hook).toContain(`ca='${caPublicKey}'\n`);
  const [, file = ""] = values().forGuest(noCloud).parts;
  expect(file).toContain(
    "echo 'search shop.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\nnameserver 10.96.0.11' >",
  );
  const [, dns = "", same = ""] = values().forGuest(configDrive).parts;
  expect(same).toBe(file);
  expect(dns).toContain("d='10.96.0.10 10.96.0.11'\ns='shop.svc.cluster.local svc.cluster.local'\n");
});

test("`updates` is never used beside a ConfigDrive, where it breaks every later boot", () => {
  expect(values().forGuest(noCloud).parts.join("")).toContain("when: [boot]");
  expect(values().forGuest(configDrive).parts.join("")).not.toContain("when:");
});

test.for<[string, Partial<Platform>]>([
  ["platform.dns.servers", { dns: { servers: ["10.0.0.1'; reboot; '"], search: [] } }],
  ["platform.dns.servers", { dns: { servers: ["dns.example"], search: [] } }],
  ["platform.dns.search", { dns: { servers: ["10.0.0.1"], search: ["$(reboot)"] } }],
  ["platform.dns.search", { dns: { servers: ["10.0.0.1"], search: ['a"'] } }],
  ["platform.ssh.user", { ssh: { user: "root", caPublicKeys: [caPublicKey] } }],
  ["platform.ssh.user", { ssh: { user: "a; reboot", caPublicKeys: [caPublicKey] } }],
  ["platform.ssh.caPublicKeys", { ssh: { user: "cpln", caPublicKeys: [`'${caPublicKey}'; reboot; '`] } }],
  ["platform.ssh.caPublicKeys", { ssh: { user: "cpln", caPublicKeys: [`${caPublicKey}\nreboot`] } }],
])("a value that could leave its place is found: %s", ([path, changes]) => {
  expect(platformValues({ ...platform, ...changes }, "shop")).toEqual({ bad: path });
});

test("a namespace that is no label is found where it is used", () => {
  expect(platformValues(platform, "x'; reboot")).toEqual({ bad: "platform.dns.search" });
});

test("NoCloud's network data", () => {
  expect(values().forGuest(noCloud).networkData).toBe(
    [
      "# vmgate",
      "version: 2",
      "ethernets:",
      ...[
        ["enp1s0", "en*"],
        ["eth0", "eth*"],
      ].flatMap(([id, pattern]) => [
        `  ${id}:`,
        `    match: {name: "${pattern}"}`,
        "    dhcp4: true",
        "    dhcp4-overrides: {use-dns: false, use-domains: false}",
        '    nameservers: {addresses: ["10.96.0.10","10.96.0.11"], search: ["shop.svc.cluster.local","svc.cluster.local"]}',
      ]),
      "",
    ].join("\n"),
  );
});

test("ConfigDrive's network data", () => {
  expect(JSON.parse(values().forGuest(configDrive).networkData ?? "")).toEqual({
    vmgate: 1,
    links: [
      { id: "enp1s0", type: "phy", name: "enp1s0" },
      { id: "eth0", type: "phy", name: "eth0" },
    ],
    networks: [
      { id: "enp1s0", link: "enp1s0", type: "ipv4_dhcp" },
      { id: "eth0", link: "eth0", type: "ipv4_dhcp" },
    ],
    services: [
      { type: "dns", address: "10.96.0.10" },
      { type: "dns", address: "10.96.0.11" },
    ],
  });
});

test("no network data for Windows, nor without name servers", () => {
  expect(values().forGuest(windows).networkData).toBeUndefined();
  expect(values({ dns: undefined }).forGuest(noCloud).networkData).toBeUndefined();
});

test.for([noCloud, configDrive, windows])(
  "where the network data is the user's, no name server is set: %j",
  (guest) => {
    const own = values().forGuest({ ...guest, hasOwnNetworkData: true });
    expect(own).toEqual({ ...values({ dns: undefined }).forGuest(guest), networkData: undefined });
    expect(own).not.toEqual(values().forGuest(guest));
  },
);

test("no search domains, no search", () => {
  const text = values({ dns: { servers: ["fd00::10"], search: [] } }).forGuest(noCloud).networkData;
  expect(text).toContain('nameservers: {addresses: ["fd00::10"]}\n');
  const parts = values({ dns: { servers: ["fd00::10"], search: [] } }).forGuest(noCloud).parts;
  expect(parts.join("")).toContain("echo 'nameserver fd00::10' >");
});

test.for([
  ["ours for NoCloud", values().forGuest(noCloud).networkData ?? "", true],
  ["ours for ConfigDrive", values().forGuest(configDrive).networkData ?? "", true],
  ["netplan of others", "version: 2\nethernets: {}\n", false],
  ["the mark further down", "version: 2\n# vmgate\n", false],
  ["JSON of others", '{"links": []}', false],
  ["JSON with another value", '{"vmgate": "1"}', false],
  ["no JSON", "{vmgate: 1", false],
  ["a blank line", "\n", false],
] as const)("network data is ours by its mark: %s", ([, text, isOurs]) => {
  const volume = Field.root({ networkData: text, networkDataBase64: "" });
  expect(dataSources(volume, "networkData").every(isPlatformNetworkData)).toBe(isOurs);
  const base64 = Buffer.from(text).toString("base64");
  expect(
    dataSources(Field.root({ networkDataBase64: base64 }), "networkData").every(isPlatformNetworkData),
  ).toBe(isOurs);
});
