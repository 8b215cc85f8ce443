import { gzipSync } from "fflate";
import { expect, test } from "vitest";
import { fromFragment, toFragment } from "../../src/playground/state.ts";

const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const packed = (value: unknown): string =>
  base64Url(gzipSync(new TextEncoder().encode(JSON.stringify(value)), { mtime: 0 }));

test.for<[what: string, manifest: string, old: string, policy: string]>([
  ["nothing", "", "", ""],
  ["a manifest", "kind: VirtualMachine\n", "", ""],
  ["an update", "a: 1\n", "a: 2\n", ""],
  ["all three", "a: 1\n", "a: 2\n", "b: 2\n"],
  ["other characters", "a: häßlich 👍 \u202e\u0000", "{", "<script>"],
])("texts come back as they were: %s", ([, manifest, old, policy]) => {
  const fragment = toFragment({ manifest, old, policy }) ?? "";
  expect(fragment).toMatch(/^[\w-]+$/);
  expect(fromFragment(fragment)).toEqual({ manifest, old, policy });
});

test("a link from before there were old objects has none", () => {
  expect(fromFragment(packed(["a", "b"]))).toEqual({ manifest: "a", old: "", policy: "b" });
});

test("a text that would make a link too long makes none", () => {
  const random = Array.from({ length: 20_000 }, (_, i) => String((i * 7919) % 10_007)).join(" ");
  expect(toFragment({ manifest: random, old: "", policy: "" })).toBeUndefined();
  expect(toFragment({ manifest: "x".repeat(300_000), old: "", policy: "" })).toBeUndefined();
  expect(toFragment({ manifest: "x".repeat(200_000), old: "", policy: "" })).toBeDefined();
});

test.for<[what: string, fragment: string]>([
  ["empty", ""],
  ["no base64", "%%%"],
  ["no gzip", base64Url(new TextEncoder().encode("hello"))],
  ["gzip of no JSON", base64Url(gzipSync(new TextEncoder().encode("{")))],
  ["gzip of no UTF-8", base64Url(gzipSync(new Uint8Array([0xff])))],
  ["not a pair", packed({ manifest: "a" })],
  ["half a pair", packed(["a"])],
  ["numbers", packed([1, 2])],
  ["an old object that is none", packed(["a", "b", null])],
  ["null", packed(null)],
  ["more than may be unpacked", packed(["x".repeat(300_000), ""])],
  ["longer than may be read", `${packed(["a", "b"])}${"A".repeat(16_000)}`],
  ["cut", packed(["a", "b"]).slice(0, -8)],
])("a fragment that is none gives nothing: %s", ([, fragment]) => {
  expect(fromFragment(fragment)).toBeUndefined();
});
