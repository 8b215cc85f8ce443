import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodeUtf8 } from "../../../src/user-data/encoding/utf8.ts";
import { Field } from "../../../src/field/field.ts";
import { userDataLimit } from "../../../src/user-data/volume/data-source.ts";
import {
  isSameBytes,
  isSameData,
  readInline,
  type VolumeData,
} from "../../../src/user-data/volume/read-volume.ts";
import { wrap } from "../../../src/user-data/wrapper/wrapper.ts";

const inline = (
  text: string,
  source: "userData" | "userDataBase64" = "userData",
  isCompressed = false,
): VolumeData => ({
  kind: "inline",
  user: { content: encodeUtf8(text), source, isCompressed },
  wrapper: undefined,
});
const secret = (name: string): VolumeData => ({ kind: "secret", name });
const none: VolumeData = { kind: "none", addedByVmgate: false, wrapper: undefined };
const added: VolumeData = { kind: "none", addedByVmgate: true, wrapper: encodeUtf8("x") };
const unreadable: VolumeData = { kind: "unreadable" };
const [fits, moves] = ["x".repeat(2048), "x".repeat(2049)];

test.for<[what: string, a: VolumeData, b: VolumeData, isSame: boolean]>([
  ["the same text", inline("a"), inline("a"), true],
  ["other text", inline("a"), inline("b"), false],
  ["text that goes on", inline("a"), inline("ab"), false],
  ["text in another field", inline("a"), inline("a", "userDataBase64"), false],
  ["text that is compressed", inline("a"), inline("a", "userData", true), false],
  [
    "text that fits, compressed in the other field",
    inline(fits),
    inline(fits, "userDataBase64", true),
    false,
  ],
  ["text that does not fit, so", inline(moves), inline(moves, "userDataBase64", true), true],
  ["other text that does not fit", inline(moves), inline(`${fits}y`, "userDataBase64", true), false],
  ["one Secret", secret("a"), secret("a"), true],
  ["another Secret", secret("a"), secret("b"), false],
  ["none, and vmgate's own volume", none, added, true],
  ["none and text", none, inline("a"), false],
  ["a Secret and text", secret("a"), inline("a"), false],
  ["a Secret and none", secret("a"), none, false],
  ["what can't be read", unreadable, unreadable, false],
  ["none and what can't be read", none, unreadable, false],
])("whether data are the same, either way round: %s", ([, a, b, isSame]) => {
  expect(isSameData(a, b)).toBe(isSame);
  expect(isSameData(b, a)).toBe(isSame);
});

test.for<[a: number[], b: number[], isSame: boolean]>([
  [[], [], true],
  [[1, 2], [1, 2], true],
  [[1, 2], [1, 3], false],
  [[1, 2], [3, 2], false],
  [[1], [1, 0], false],
  [[], [0], false],
])("%j and %j", ([a, b, isSame]) => {
  expect(isSameBytes(Uint8Array.from(a), Uint8Array.from(b))).toBe(isSame);
});

const part = 'Content-Type: text/cloud-config; name="vmgate"\n\n#cloud-config\n';
const script = encodeUtf8("#!/bin/sh\n");
const packed = Uint8Array.from(gzipSync(script));
const user = { content: script, source: "userData", isCompressed: true } as const;
const wrapped = wrap(user, [part], "linux");
const [addedData, emptyData] = [wrap("none", [part], "linux"), wrap("empty", [part], "linux")];

test.for<[what: string, data: string | Uint8Array, wanted: VolumeData]>([
  ["text", "#!/bin/sh\n", inline("#!/bin/sh\n", "userDataBase64")],
  ["gzip", packed, inline("#!/bin/sh\n", "userDataBase64", true)],
  [
    "damaged gzip",
    packed.subarray(0, -1),
    {
      kind: "inline",
      user: { content: packed.subarray(0, -1), source: "userDataBase64", isCompressed: false },
      wrapper: undefined,
    },
  ],
  ["vmgate's wrapper", wrapped, { kind: "inline", user, wrapper: encodeUtf8(wrapped) }],
  ["the wrapper, compressed", gzipSync(wrapped), { kind: "inline", user, wrapper: encodeUtf8(wrapped) }],
  [
    "the wrapper of no volume",
    addedData,
    { kind: "none", addedByVmgate: true, wrapper: encodeUtf8(addedData) },
  ],
  [
    "the wrapper of no data",
    emptyData,
    { kind: "none", addedByVmgate: false, wrapper: encodeUtf8(emptyData) },
  ],
  ["a wrapper that was modified", wrapped.replace("; gz", "; zip"), { kind: "modified" }],
])("inline user data in base64 is read: %s", ([, data, wanted]) => {
  const text = Buffer.from(data).toString("base64");
  expect(readInline({ kind: "inline", field: Field.root(text), text, isBase64: true })).toEqual(wanted);
});

const full = "x".repeat(userDataLimit);

test.for<[what: string, text: string, isBase64: boolean, wanted: VolumeData]>([
  ["the most that there may be", full, false, inline(full)],
  ["one byte more", `${full}x`, false, unreadable],
  ["what is no base64", "%%%%", true, unreadable],
])("inline user data is read up to the limit: %s", ([, text, isBase64, wanted]) => {
  expect(readInline({ kind: "inline", field: Field.root(text), text, isBase64 })).toEqual(wanted);
});
