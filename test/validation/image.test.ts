import { expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { describeImage, readImage } from "../../src/validation/image.ts";

const digest = `sha256:${"0".repeat(64)}`;

test.for([
  ["fedora", "docker.io", "/library/fedora:latest"],
  ["fedora:40", "docker.io", "/library/fedora:40"],
  ["kubevirt/fedora", "docker.io", "/kubevirt/fedora:latest"],
  ["docker.io/fedora", "docker.io", "/library/fedora:latest"],
  ["index.docker.io/kubevirt/fedora", "docker.io", "/kubevirt/fedora:latest"],
  ["quay.io/containerdisks/fedora", "quay.io", "/containerdisks/fedora:latest"],
  ["docker://quay.io/containerdisks/fedora:40", "quay.io", "/containerdisks/fedora:40"],
  ["QUAY.io/containerdisks/fedora:V1.0_x", "quay.io", "/containerdisks/fedora:V1.0_x"],
  ["Registry/fedora", "registry", "/fedora:latest"],
  ["registry:5000/kubevirt/cirros:devel", "registry:5000", "/kubevirt/cirros:devel"],
  ["localhost/fedora", "localhost", "/fedora:latest"],
  ["[2001:db8::1]:5000/fedora", "[2001:db8::1]:5000", "/fedora:latest"],
  [`quay.io/a/b@${digest}`, "quay.io", `/a/b@${digest}`],
  // Beside a digest a tag says nothing.
  [`quay.io/a/b:trusted@${digest}`, "quay.io", `/a/b@${digest}`],
])("%s", ([text, host, path]) => {
  expect(readImage(text)).toEqual({ scheme: "docker", host, path });
});

test.for([
  "",
  "docker://",
  "/fedora",
  "quay.io/",
  "quay.io//fedora",
  "quay.io/Fedora",
  "quay.io/fedora:",
  "quay.io/fedora:a:b",
  "quay.io/fedora@sha256:abc",
  `quay.io/fedora@${digest}@${digest}`,
  `quay.io/fedora:${"t".repeat(129)}`,
  "quay.io/fedora latest",
  "quay.io/fedora?x=y",
  "user:s3cret@quay.io/fedora",
  "docker://user:s3cret@quay.io/fedora",
  "quay.io:port/fedora",
  "https://quay.io/fedora",
  "DOCKER://quay.io/fedora",
  5,
  null,
  undefined,
  {},
])("%j is no name of an image", (value) => {
  expect(readImage(value)).toBeUndefined();
});

test("credentials in a name are not shown", () => {
  expect(describeImage(Field.root("user:s3cret@quay.io/fedora"))).toBe("not an image reference");
  expect(describeImage(Field.root("quay.io/fedora"))).toBe('"quay.io/fedora"');
  expect(describeImage(Field.root({ a: "s3cret" }))).toBe("an object");
});
