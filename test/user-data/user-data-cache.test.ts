import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { UserDataCache } from "../../src/user-data/user-data-cache.ts";
import { dataSources } from "../../src/user-data/volume/data-source.ts";
import { wrap, type WrappedData } from "../../src/user-data/wrapper/wrapper.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const cloudConfig = "#cloud-config\npackages: [nginx]\n";
const trap = "#cloud-config\nruncmd: yes\nwrite_files: [{path: /a, permissions: 0644}]\n";

describe("reading", () => {
  test.for<[string, object]>([
    ["text", { userData: cloudConfig }],
    ["base64", { userDataBase64: base64(cloudConfig) }],
    ["base64 with line ends", { userDataBase64: `${base64(cloudConfig)}\n` }],
    ["broken base64", { userDataBase64: "a" }],
    ["a text that is also base64", { userData: base64(cloudConfig) }],
    ["two sources", { userData: cloudConfig, userDataBase64: base64(cloudConfig) }],
    ["a Secret", { secretRef: { name: "web" } }],
    ["nothing", {}],
    ["more than is accepted", { userData: "#".repeat(40_000) }],
  ])("%s gives the same again, and in another cache", ([, source]) => {
    const cache = new UserDataCache();
    const first = cache.read(Field.root(source));
    expect(cache.read(Field.root(structuredClone(source)))).toEqual(first);
    expect(new UserDataCache().read(Field.root(source))).toEqual(first);
  });

  test.for<[what: string, source: object, data: object]>([
    ["two sources", { userData: cloudConfig, userDataBase64: base64(cloudConfig) }, { kind: "unreadable" }],
    ["a Secret", { secretRef: { name: "web" } }, { kind: "secret", name: "web" }],
    ["nothing", {}, { kind: "none", addedByVmgate: false, wrapper: undefined }],
    ["broken base64", { userDataBase64: "a" }, { kind: "unreadable" }],
  ])("%s is what there is", ([, source, data]) => {
    expect(new UserDataCache().read(Field.root(source))).toEqual(data);
  });

  test("text and base64 of the same characters are two things", () => {
    const cache = new UserDataCache();
    const text = base64(cloudConfig);
    const kinds = [{ userData: text }, { userDataBase64: text }].map((source) => {
      const data = cache.read(Field.root(source));
      return data.kind === "inline" ? new TextDecoder().decode(data.user.content) : data.kind;
    });
    expect(kinds).toEqual([text, cloudConfig]);
  });

  test("the same text is decoded once", () => {
    const cache = new UserDataCache();
    const read = (): unknown => cache.read(Field.root({ userData: cloudConfig }));
    expect(read()).toBe(read());
  });
});

test.for<[string, object, number | undefined]>([
  ["text", { userData: "#cloud-config\n" }, 14],
  ["text with two bytes a character", { userData: "#\u00e9" }, 3],
  ["base64", { userDataBase64: base64(cloudConfig) }, cloudConfig.length],
  ["broken base64", { userDataBase64: "a" }, undefined],
  ["more than is kept", { userData: "#".repeat(40_000) }, 40_000],
])("the length of %s is the same before it is read and after", ([, source, length]) => {
  const cache = new UserDataCache();
  const [data] = dataSources(Field.root(source), "userData");
  if (data?.kind !== "inline") throw new Error("not inline");
  expect(cache.lengthOf(data)).toBe(length);
  cache.read(Field.root(source));
  expect(cache.lengthOf(data)).toBe(length);
});

test("findings are those of the guest's own operating system", () => {
  const cache = new UserDataCache();
  const source = Field.root({ userData: trap });
  const linux = cache.findings(source, "linux");
  expect(linux).not.toEqual([]);
  expect(cache.findings(source, "windows")).toEqual(new UserDataCache().findings(source, "windows"));
  expect(cache.findings(source, "linux")).toBe(linux);
});

const gz = (content: string | Uint8Array): Uint8Array => Uint8Array.from(gzipSync(content));
const encoded = (content: Uint8Array): string => Buffer.from(content).toString("base64");
const wrapped = (user: WrappedData | "empty"): string =>
  base64(wrap(user, ['Content-Type: text/cloud-config; name="vmgate"\n\n#cloud-config\n'], "linux"));
const written = { content: utf8(trap), source: "userData", isCompressed: false } as const;
test.for<[what: string, source: object, lines: number[]]>([
  ["text", { userData: trap }, [3]],
  ["base64", { userDataBase64: base64(trap) }, [3]],
  ["gzip", { userDataBase64: encoded(gz(trap)) }, [3]],
  ["gzip of gzip, which is unpacked once", { userDataBase64: encoded(gz(gz(trap))) }, [1]],
  ["vmgate's wrapper of text", { userDataBase64: wrapped(written) }, [3]],
  ["vmgate's wrapper of what was gzip", { userDataBase64: wrapped({ ...written, isCompressed: true }) }, [3]],
  [
    "vmgate's wrapper of what was gzip of gzip",
    { userDataBase64: wrapped({ ...written, content: gz(trap), isCompressed: true }) },
    [1],
  ],
  ["vmgate's wrapper of nothing", { userDataBase64: wrapped("empty") }, []],
  ["two sources", { userData: trap, userDataBase64: base64(trap) }, []],
  ["broken base64", { userDataBase64: `${base64(trap)}%` }, []],
  ["more than is accepted", { userData: `${trap}#${" ".repeat(16_384)}` }, []],
  ["a Secret", { secretRef: { name: "web" } }, []],
  ["nothing", {}, []],
])("the lines of findings in %s", ([, source, lines]) => {
  const cache = new UserDataCache();
  for (let i = 0; i < 2; i++) {
    expect(cache.findings(Field.root(source), "linux").map(({ line }) => line)).toEqual(lines);
  }
});

// 16 KiB of text take 32 KiB as a key, 16 as content and some for findings; a cache of texts has a mebibyte.
test.for<[what: string, name: "userData" | "userDataBase64", length: number]>([
  ["texts", "userData", 16_384],
  ["base64", "userDataBase64", 16_384],
])("a cache keeps the last of the %s, and not all", ([, name, length]) => {
  const cache = new UserDataCache();
  const read = (i: number): unknown =>
    cache.read(
      Field.root({
        [name]: String(i)
          .padStart(4, "0")
          .repeat(length / 4),
      }),
    );
  const first = read(0);
  for (let i = 1; i <= 15; i++) read(i);
  expect(read(0)).toBe(first);
  for (let i = 16; i <= 30; i++) read(i);
  expect(read(0)).not.toBe(first);
});

describe("packing", () => {
  const bytes = utf8(cloudConfig);

  test("compresses and encodes, the same bytes each time", () => {
    const cache = new UserDataCache();
    const packed = cache.pack(bytes);
    expect(gunzipSync(Buffer.from(packed.base64, "base64")).toString()).toBe(cloudConfig);
    expect(packed.length).toBe(Buffer.from(packed.base64, "base64").length);
    expect(cache.pack(utf8(cloudConfig))).toBe(packed);
    expect(new UserDataCache().pack(bytes)).toEqual(packed);
  });

  test("the last are kept, and not all", () => {
    const cache = new UserDataCache();
    // A key of 16 KiB takes twice that; there are two mebibytes.
    const pack = (i: number): unknown => cache.pack(utf8(String(i).padStart(4, "0").repeat(4096)));
    const first = pack(0);
    for (let i = 1; i <= 50; i++) pack(i);
    expect(pack(0)).toBe(first);
    for (let i = 51; i <= 80; i++) pack(i);
    expect(pack(0)).not.toBe(first);
  });

  test("bytes that are not UTF-8 are not taken for others", () => {
    const cache = new UserDataCache();
    const [a, b] = [cache.pack(Uint8Array.of(0xff)), cache.pack(Uint8Array.of(0xfe))];
    expect(a.base64).not.toBe(b.base64);
  });

  test.for<[string, WrappedData | "none" | "empty"]>([
    ["user data", { content: bytes, source: "userData", isCompressed: false }],
    ["compressed user data", { content: bytes, source: "userDataBase64", isCompressed: true }],
    ["an empty volume", "empty"],
    ["no volume", "none"],
  ])("a wrapper of %s is kept as reading it would give it", ([, user]) => {
    const parts = ['Content-Type: text/cloud-config; name="vmgate"\n\n#cloud-config\n'];
    const cache = new UserDataCache();
    const packed = cache.packWrapper(wrap(user, parts, "linux"), user);
    const source = Field.root({ userDataBase64: packed.base64 });
    expect(cache.read(source)).toEqual(new UserDataCache().read(source));
  });
});
