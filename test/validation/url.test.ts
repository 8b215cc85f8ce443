import { expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { describeUrl, parseUrl } from "../../src/validation/url.ts";

test.for([
  ["https://example.com/disk.qcow2", "https", "example.com", "/disk.qcow2"],
  ["HTTPS://Example.COM/Disk", "https", "example.com", "/Disk"],
  ["http://10.0.0.1:9000/image/a.img", "http", "10.0.0.1:9000", "/image/a.img"],
  ["https://example.com:443/a", "https", "example.com", "/a"],
  ["http://example.com:443/a", "http", "example.com:443", "/a"],
  ["http://example.com:/a", "http", "example.com", "/a"],
  ["http://[2001:DB8::1]:8080/a", "http", "[2001:db8::1]:8080", "/a"],
  ["https://example.com", "https", "example.com", ""],
  ["https://example.com?a=/b#c", "https", "example.com", ""],
  ["https://example.com/a?X-Amz-Signature=s3cret#f", "https", "example.com", "/a"],
  ["https://user:s3cret@example.com/a", "https", "example.com", "/a"],
  // The host comes after the last @ of the authority, and the authority ends at the first of / ? #.
  ["https://good.example@evil.example/a", "https", "evil.example", "/a"],
  ["https://good.example:80@evil.example/a", "https", "evil.example", "/a"],
  ["https://a@b@evil.example/a", "https", "evil.example", "/a"],
  ["https://evil.example/@good.example/a", "https", "evil.example", "/@good.example/a"],
  ["https://evil.example#@good.example/a", "https", "evil.example", ""],
  ["https://evil.example?@good.example/a", "https", "evil.example", ""],
  ["s3://bucket/key", "s3", "bucket", "/key"],
  ["docker://quay.io/a:b", "docker", "quay.io", "/a:b"],
])("%s", ([text, scheme, host, path]) => {
  expect(parseUrl(text)).toEqual({ scheme, host, path });
});

test.for([
  "",
  "example.com/a",
  "//example.com/a",
  "http:example.com",
  "http:/example.com",
  "http://",
  "http:///a",
  "http://:80/a",
  "http://example.com:x/a",
  "http://example.com:80:80/a",
  "http://exa mple.com/a",
  "http://example.com/a b",
  " http://example.com/a",
  "http://example.com/a\n",
  "http://example.com/\u0000",
  // Go refuses these; JavaScript would see good.example and evil.example.
  "https://good.example\\@evil.example\\a",
  "https://%65vil.example/a",
  "https://user@/a",
  "http://[::1/a",
  "http://[zz]/a",
  5,
  null,
  undefined,
  {},
])("%j is no URL", (value) => {
  expect(parseUrl(value)).toBeUndefined();
});

test.for([
  ["https://user:s3cret@example.com/tok-s3cret?sig=s3cret#s3cret", '"https://example.com/…"'],
  ["https://example.com:8443", '"https://example.com:8443"'],
  ["https://user:s3cret@", "an unreadable URL"],
  ["user:s3cret@example.com", "not a URL"],
  ["", "not a URL"],
  [undefined, "not set"],
  [null, "not set"],
  [["s3cret"], "a list of 1"],
  [7, "7"],
])("%j is shown as %s", ([value, shown]) => {
  expect(describeUrl(Field.root(value))).toBe(shown);
});

test.for([
  [64, "a"],
  [65, undefined],
] as const)("a scheme of %i characters", ([length, host]) => {
  expect(parseUrl(`${"s".repeat(length)}://a`)?.host).toBe(host);
});

test("a long text takes no longer than its length", () => {
  for (const text of [
    "a".repeat(1e6),
    `http://${"@".repeat(1e6)}`,
    `http://${":".repeat(1e6)}`,
    "+".repeat(1e6),
  ]) {
    expect(parseUrl(text)).toBeUndefined();
  }
}, 1_000);
