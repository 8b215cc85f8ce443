import { describe, expect, test } from "vitest";
import { compileOrigins, isAllowedOrigin } from "../../src/policy/image-origin.ts";
import { readImage } from "../../src/validation/image.ts";
import { parseUrl } from "../../src/validation/url.ts";

const digest = `sha256:${"0".repeat(64)}`;

const table: readonly [pattern: string, allowed: readonly string[], not: readonly string[]][] = [
  ["*", ["fedora", "quay.io/a/b", "http://example.com/a/../b"], []],
  [
    "quay.io/containerdisks/*",
    [
      "quay.io/containerdisks/fedora",
      "docker://QUAY.IO/containerdisks/fedora:40",
      `quay.io/containerdisks/fedora@${digest}`,
      "quay.io/containerdisks/old/fedora",
      "https://quay.io/containerdisks/fedora.qcow2",
    ],
    [
      "quay.io/other/fedora",
      "quay.io/containerdisks-evil/fedora",
      "quay.io/containerdisks",
      "evil.net/quay.io/containerdisks/fedora",
      "quay.io.evil.net/containerdisks/fedora",
      "quay.io:5000/containerdisks/fedora",
      "https://quay.io@evil.net/containerdisks/fedora",
      "https://quay.io/containerdisks/../evil/a.qcow2",
      "https://quay.io/containerdisks/%2e%2E/evil/a.qcow2",
      "https://quay.io/containerdisks/..%2fevil/a.qcow2",
      "https://quay.io/containerdisks/..\\evil/a.qcow2",
      "containerdisks/fedora",
    ],
  ],
  [
    "quay.io/containerdisks/fedora",
    [
      "quay.io/containerdisks/fedora",
      "quay.io/containerdisks/fedora:40",
      `quay.io/containerdisks/fedora:40@${digest}`,
    ],
    ["quay.io/containerdisks/fedora2", "quay.io/containerdisks/fedora/x", "quay.io/containerdisks/fedor"],
  ],
  [
    "quay.io/containerdisks/fedora:40",
    ["quay.io/containerdisks/fedora:40"],
    [
      "quay.io/containerdisks/fedora",
      "quay.io/containerdisks/fedora:41",
      `quay.io/containerdisks/fedora:40@${digest}`,
    ],
  ],
  [
    "quay.io/containerdisks/fedora:latest",
    ["quay.io/containerdisks/fedora"],
    ["quay.io/containerdisks/fedora:40"],
  ],
  [`quay.io/a/b@${digest}`, [`quay.io/a/b@${digest}`, `quay.io/a/b:40@${digest}`], ["quay.io/a/b"]],
  ["quay.io/*/fedora", ["quay.io/a/fedora:40"], ["quay.io/a/b/fedora", "quay.io/fedora", "quay.io/a/ubuntu"]],
  ["quay.io/a/fed*", ["quay.io/a/fedora", "quay.io/a/fedora/x"], ["quay.io/a/ubuntu", "quay.io/b/fedora"]],
  [
    "*.example.com/*",
    ["images.example.com/a/b", "https://a.b.example.com/x/y"],
    [
      "example.com/a",
      "evil.net/a.example.com/b",
      "https://evil.net/.example.com/b",
      "images.example.com.evil.net/a",
    ],
  ],
  ["quay.io", ["quay.io/a/b/c:40", "https://quay.io/x"], ["quay.io.evil.net/a", "evil.net/quay.io"]],
  ["*.example.com", ["a.example.com/b"], ["example.com/b", "evil.net/a.example.com"]],
  ["QUAY.io/a/*", ["quay.io/a/b"], ["https://quay.io/A/b"]],
  ["docker://quay.io/a/*", ["quay.io/a/b", "docker://quay.io/a/b"], ["https://quay.io/a/b"]],
  [
    "fedora:*",
    ["fedora", "fedora:40", "docker.io/library/fedora"],
    ["ubuntu", "kubevirt/fedora", "quay.io/fedora"],
  ],
  ["kubevirt/*", ["kubevirt/fedora", "docker.io/kubevirt/fedora:1"], ["quay.io/kubevirt/fedora", "fedora"]],
  ["docker.io/fedora", ["fedora:40"], ["kubevirt/fedora"]],
  ["docker.io/*", ["fedora:40", "kubevirt/fedora"], ["quay.io/fedora"]],
  ["docker.io", ["fedora:40", "kubevirt/fedora"], ["quay.io/fedora"]],
  ["ubuntu:22.04", ["ubuntu:22.04"], ["ubuntu", "https://ubuntu:22/a"]],
  ["registry:5000/*", ["registry:5000/kubevirt/cirros"], ["registry/cirros", "registry:5001/cirros"]],
  ["localhost/*", ["localhost/a"], ["localhost.evil.net/a"]],
  [
    "https://cloud-images.ubuntu.com/releases/*",
    [
      "https://cloud-images.ubuntu.com/releases/jammy/disk.img",
      "HTTPS://Cloud-Images.ubuntu.com:443/releases/disk.img?sig=x",
      "https://user:s3cret@cloud-images.ubuntu.com/releases/disk.img",
    ],
    [
      "http://cloud-images.ubuntu.com/releases/disk.img",
      "https://cloud-images.ubuntu.com:8443/releases/disk.img",
      "https://cloud-images.ubuntu.com/noble/disk.img",
      "https://evil.net/?https://cloud-images.ubuntu.com/releases/disk.img",
      "cloud-images.ubuntu.com/releases/disk",
    ],
  ],
  ["https://*", ["https://example.com/a/b"], ["http://example.com/a", "quay.io/a"]],
  [
    "https://example.com/disk.qcow2",
    ["https://example.com/disk.qcow2?x"],
    ["https://example.com/disk.qcow2:40"],
  ],
  ["", [], ["fedora", "quay.io/a", "https://example.com/"]],
  ["quay.io/", [], ["quay.io/a"]],
];

describe.for(table)("%s", ([pattern, allowed, not]) => {
  test.for(allowed)("matches %s", (text) => {
    expect(isAllowedOrigin(compileOrigins([pattern]), originOf(text))).toBe(true);
  });
  test.for(not)("does not match %s", (text) => {
    expect(isAllowedOrigin(compileOrigins([pattern]), originOf(text))).toBe(false);
  });
});

test("one of several patterns is enough, none matches nothing", () => {
  expect(isAllowedOrigin(compileOrigins(["quay.io/a/*", "quay.io/b/*"]), originOf("quay.io/b/c"))).toBe(true);
  expect(isAllowedOrigin(compileOrigins([]), originOf("quay.io/b/c"))).toBe(false);
});

function originOf(text: string) {
  const origin = readImage(text) ?? parseUrl(text);
  if (origin === undefined) throw new Error(`no origin: ${text}`);
  return origin;
}
