import { expect, test } from "vitest";
import { Field } from "../../../src/field/field.ts";
import { dataSources, inlineBytes, inlineLength } from "../../../src/user-data/volume/data-source.ts";
import { isPlatformNetworkData } from "../../../src/user-data/volume/network-data.ts";

const userSecret = { secretRef: { name: "a" } };
const networkSecret = { networkDataSecretRef: { name: "b" } };
const all = { userData: "c", userDataBase64: "ZA==", networkData: "e", networkDataBase64: "Zg==" };

// In KubeVirt's order of reading: a Secret, base64, text.
test.for<[what: string, volume: object, userData: string[], networkData: string[]]>([
  ["nothing", {}, [], []],
  [
    "all",
    { ...all, ...userSecret, ...networkSecret },
    ["secret a", "base64 ZA==", "text c"],
    ["secret b", "base64 Zg==", "text e"],
  ],
  ["user data", { userData: "c" }, ["text c"], []],
  ["user data in base64", { userDataBase64: "ZA==" }, ["base64 ZA=="], []],
  ["user data in a Secret", userSecret, ["secret a"], []],
  ["network data", { networkData: "e" }, [], ["text e"]],
  ["network data in base64", { networkDataBase64: "Zg==" }, [], ["base64 Zg=="]],
  ["network data in a Secret", networkSecret, [], ["secret b"]],
  ["empty fields", { userData: "", userDataBase64: "", secretRef: { name: "" } }, [], []],
  ["empty references", { secretRef: {}, networkDataSecretRef: null }, [], []],
  ["wrong types", { userData: 1, userDataBase64: {}, secretRef: [{ name: "a" }] }, [], []],
])("the sources of data in a volume: %s", ([, volume, userData, networkData]) => {
  const sourcesOf = (name: "userData" | "networkData"): string[] =>
    dataSources(Field.root(volume), name).map((source) =>
      source.kind === "secret"
        ? `secret ${source.name}`
        : `${source.isBase64 ? "base64" : "text"} ${source.text}`,
    );
  expect(sourcesOf("userData")).toEqual(userData);
  expect(sourcesOf("networkData")).toEqual(networkData);
});

test("a source has its field, and a Secret's is the reference", () => {
  const sources = dataSources(Field.root({ ...all, ...userSecret }), "userData");
  expect(sources.map(({ field }) => field.path)).toEqual([["secretRef"], ["userDataBase64"], ["userData"]]);
});

test.for<[text: string, isBase64: boolean, bytes: number[] | undefined]>([
  ["aé", false, [0x61, 0xc3, 0xa9]],
  ["YcM=", true, [0x61, 0xc3]],
  ["YcM=", false, [0x59, 0x63, 0x4d, 0x3d]],
  ["YcM", true, undefined],
])("the bytes of %j, base64: %s", ([text, isBase64, bytes]) => {
  const data = { kind: "inline", field: Field.root(text), text, isBase64 } as const;
  expect(inlineLength(data)).toBe(bytes?.length);
  expect(inlineBytes(data)).toEqual(bytes && Uint8Array.from(bytes));
});

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const noCloud = "# vmgate\nversion: 2\n";
const configDrive = '{"vmgate":1,"links":[]}';
const padded = (length: number): string => noCloud + "#".repeat(length - noCloud.length);

test.for<[what: string, volume: object, isPlatforms: boolean]>([
  ["of a NoCloud volume", { networkData: noCloud }, true],
  ["of a NoCloud volume in base64", { networkDataBase64: base64(noCloud) }, true],
  ["of a ConfigDrive", { networkData: configDrive }, true],
  ["of a ConfigDrive in base64", { networkDataBase64: base64(configDrive) }, true],
  ["of another version", { networkData: '{"vmgate":2}' }, false],
  ["the member as a text", { networkData: '{"vmgate":"1"}' }, false],
  ["the member further in", { networkData: '{"a":{"vmgate":1}}' }, false],
  ["the word as a value", { networkData: '{"a":"vmgate"}' }, false],
  ["damaged JSON", { networkData: '{"vmgate":1' }, false],
  ["JSON behind a blank", { networkData: ` ${configDrive}` }, false],
  ["a list", { networkData: '[{"vmgate":1}]' }, false],
  ["the header further down", { networkData: `version: 2\n${noCloud}` }, false],
  ["a longer header", { networkData: "# vmgates\n" }, false],
  ["a Secret", networkSecret, false],
  ["as much as KubeVirt takes", { networkData: padded(2048) }, true],
  ["one byte more", { networkData: padded(2049) }, false],
  ["as much in base64", { networkDataBase64: base64(padded(2048)) }, true],
  ["one byte more in base64", { networkDataBase64: base64(padded(2049)) }, false],
  ["broken base64", { networkDataBase64: `${base64(noCloud)}=` }, false],
  ["base64 as text", { networkData: base64(noCloud) }, false],
])("whether network data is vmgate's: %s", ([, volume, isPlatforms]) => {
  const [source] = dataSources(Field.root(volume), "networkData");
  expect(source && isPlatformNetworkData(source)).toBe(isPlatforms);
});
