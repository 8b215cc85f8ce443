import { expect, test } from "vitest";
import { parse } from "yaml";
import { isObject } from "../../src/field/json.ts";
import { noImage } from "../../src/rules/no-image.ts";
import { create } from "../support/review.ts";
import { inputOf, ruleTable } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const image = { image: "quay.io/containerdisks/fedora:42" };
const claim = { claimName: "web-root" };
const withKernel = (kernelBoot: unknown) => vmWithTemplate({ domain: { firmware: { kernelBoot } } });
const withDisks = (disks: unknown, volumes: unknown) =>
  vmWithTemplate({ domain: { devices: { disks } }, volumes });
const containerDisk = "forbidden spec.template.spec.volumes[0].containerDisk";
const kernelBoot = "forbidden spec.template.spec.domain.firmware.kernelBoot";

ruleTable(noImage, [
  ["the minimal VM", vm()],
  [
    "a containerDisk to boot from",
    vmWithTemplate({ volumes: [{ name: "root", containerDisk: image }] }),
    containerDisk,
  ],
  [
    "an empty containerDisk",
    vmWithTemplate({ volumes: [{ name: "root", containerDisk: {} }] }),
    containerDisk,
  ],
  ["a null containerDisk", vmWithTemplate({ volumes: [{ name: "root", containerDisk: null }] })],
  [
    "a containerDisk without a disk entry, to which KubeVirt gives one",
    withDisks(null, [{ name: "root", containerDisk: image }]),
    containerDisk,
  ],
  [
    "a containerDisk that boots first by its order",
    withDisks(
      [
        { name: "root", bootOrder: 2 },
        { name: "live", bootOrder: 1 },
      ],
      [
        { name: "live", containerDisk: image },
        { name: "root", persistentVolumeClaim: claim },
      ],
    ),
    containerDisk,
  ],
  [
    "an installer in a cdrom that boots first",
    withDisks(
      [
        { name: "installer", cdrom: {}, bootOrder: 1 },
        { name: "root", bootOrder: 2 },
      ],
      [
        { name: "installer", containerDisk: image },
        { name: "root", persistentVolumeClaim: claim },
      ],
    ),
  ],
  [
    "a containerDisk beside the boot disk",
    withDisks(
      [{ name: "root" }, { name: "drivers" }],
      [
        { name: "root", persistentVolumeClaim: claim },
        { name: "drivers", containerDisk: image },
      ],
    ),
  ],
  ["a kernel from an image", withKernel({ container: { ...image, kernelPath: "/vmlinuz" } }), kernelBoot],
  ["an empty kernelBoot", withKernel({}), kernelBoot],
  ["a null kernelBoot", withKernel(null)],
  ["kernelBoot of another type", withKernel("vmlinuz"), kernelBoot],
  [
    "both at once",
    vmWithTemplate({
      domain: { firmware: { kernelBoot: { container: image } } },
      volumes: [{ name: "root", containerDisk: image }],
    }),
    containerDisk,
    kernelBoot,
  ],
  ["volumes of another type", vmWithTemplate({ volumes: "containerDisk" })],
  ["no template", vm({ spec: { template: null } })],
  [
    "an instance",
    vmi({ volumes: [{ name: "root", containerDisk: image }] }),
    "forbidden spec.volumes[0].containerDisk",
  ],
]);

test("what the message recommends can be pasted, and is admitted", () => {
  const refused = withBootImage("quay.io/containerdisks/fedora:42");
  const [finding] = noImage.check(inputOf(refused));
  const [, templates, source] =
    /^add (dataVolumeTemplates: .*) and use (dataVolume: .*)$/.exec(finding?.fix ?? "") ?? [];
  const entries: unknown = parse(templates ?? "");
  const volume: unknown = parse(source ?? "");
  expect(entries).toMatchObject({
    dataVolumeTemplates: [
      { spec: { source: { registry: { url: "docker://quay.io/containerdisks/fedora:42" } } } },
    ],
  });
  const spec = {
    ...(isObject(entries) ? entries : {}),
    template: { spec: { volumes: [{ name: "root", ...(isObject(volume) ? volume : {}) }] } },
  };
  expect(create(vm({ spec })).findings).toEqual([]);
});

test("an image with credentials or of any length is not repeated as something to paste", () => {
  for (const image of ["user:s3cret@quay.io/fedora", `quay.io/${"a".repeat(200)}`]) {
    const [finding] = noImage.check(inputOf(withBootImage(image)));
    expect(finding?.fix).toContain('"docker://<image>"');
    expect(JSON.stringify(finding)).not.toContain("s3cret");
  }
});

function withBootImage(image: string): unknown {
  return vmWithTemplate({ volumes: [{ name: "root", containerDisk: { image } }] });
}
