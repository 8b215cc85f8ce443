import { describe, expect, test } from "vitest";
import { imageOrigin } from "../../src/rules/image-origin.ts";
import { inputOf, policyWith, ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWithTemplate } from "../support/vm.ts";

const withSource = (source: unknown) =>
  vm({ spec: { dataVolumeTemplates: [{ metadata: { name: "web-root" }, spec: { storage: {}, source } }] } });
const withDisk = (image: unknown) =>
  vmWithTemplate({
    volumes: [
      { name: "root", dataVolume: { name: "a" } },
      { name: "b", containerDisk: { image } },
    ],
  });
const withKernel = (image: unknown) =>
  vmWithTemplate({ domain: { firmware: { kernelBoot: { container: { image } } } } });

const source = "forbidden spec.dataVolumeTemplates[0].spec.source";
/** What cannot be read is malformed, not forbidden. */
const unreadable = "invalid spec.dataVolumeTemplates[0].spec.source";
const disk = "forbidden spec.template.spec.volumes[1].containerDisk.image";
const kernel = "forbidden spec.template.spec.domain.firmware.kernelBoot.container.image";

const platform = {
  mesh: { istio: false },
  kubevirt: { namespace: "kubevirt" },
  images: { allow: ["quay.io/containerdisks/*", "https://images.example.com/*"] },
};

const cases: readonly RuleCase[] = [
  ["the minimal VM", vm()],
  ["an allowed registry", withSource({ registry: { url: "docker://quay.io/containerdisks/fedora:latest" } })],
  [
    "another registry",
    withSource({ registry: { url: "docker://quay.io/other/fedora" } }),
    `${source}.registry.url`,
  ],
  [
    "a registry with credentials",
    withSource({ registry: { url: "docker://u:s3cret@quay.io/containerdisks/a" } }),
    `${unreadable}.registry.url`,
  ],
  [
    "a registry of another transport",
    withSource({ registry: { url: "oci-archive:///a" } }),
    `${unreadable}.registry.url`,
  ],
  ["an image stream", withSource({ registry: { imageStream: "fedora" } }), `${source}.registry.imageStream`],
  ["an allowed URL", withSource({ http: { url: "https://images.example.com/a.qcow2?sig=s3cret" } })],
  ["another URL", withSource({ http: { url: "http://images.example.com/a.qcow2" } }), `${source}.http.url`],
  [
    "a signed URL of another server",
    withSource({
      http: { url: "https://u:s3cret@example.com/a?X-Amz-Credential=k3y&X-Amz-Signature=5160e0ff" },
    }),
    `${source}.http.url`,
  ],
  ["a text that is no URL", withSource({ http: { url: "images.example.com/a" } }), `${unreadable}.http.url`],
  ["a URL of another type", withSource({ http: { url: 5 } }), `${unreadable}.http.url`],
  ["no URL is no origin", withSource({ http: {}, registry: { url: null } })],
  ["sources out of sight", withSource({ pvc: { name: "a", namespace: "b" }, blank: {} })],
  ["an allowed container disk", withDisk("quay.io/containerdisks/virtio")],
  ["a container disk of Docker Hub", withDisk("kubevirt/virtio-container-disk"), disk],
  ["a container disk without an image", withDisk(null)],
  ["an empty image", withDisk(""), disk.replace("forbidden", "invalid")],
  ["an image of another type", withDisk({}), disk.replace("forbidden", "invalid")],
  ["an allowed kernel", withKernel("quay.io/containerdisks/kernel:1")],
  ["another kernel", withKernel("kernel"), kernel],
  [
    "a null template and a null volume",
    vm({ spec: { dataVolumeTemplates: [null], template: { spec: { volumes: [null] } } } }),
  ],
  [
    "an instance",
    { kind: "VirtualMachineInstance", spec: { volumes: [{ containerDisk: { image: "fedora" } }] } },
    "forbidden spec.volumes[0].containerDisk.image",
  ],
];

describe("with a list", () => {
  ruleTable(imageOrigin, cases, policyWith({ platform }));
});

describe("without a list", () => {
  ruleTable(
    imageOrigin,
    cases.map(([title, object]): RuleCase => [title, object]),
  );
});

test("a message never shows credentials", () => {
  for (const [, object] of cases) {
    expect(JSON.stringify(imageOrigin.check(inputOf(object, policyWith({ platform }))))).not.toContain(
      "s3cret",
    );
  }
});

test("a message lists the first patterns and counts the rest", () => {
  const allow = ["a.io", "b.io", "c.io", "d.io", "e.io", "f.io"];
  const policy = policyWith({ platform: { ...platform, images: { allow } } });
  const [finding] = imageOrigin.check(inputOf(withDisk("fedora"), policy));
  expect(finding?.allowed).toBe('must be an image from "a.io", "b.io", "c.io", "d.io" (and 2 more)');
});
