import { describe } from "vitest";
import { policyWith } from "../support/rule-table.ts";
import { withContainer, withVm, workload, workloadTable, type WorkloadCase } from "../support/workload.ts";

const at = "spec.containers[0].volumes";
const disk = "spec.vm.bootDisk";
const data = { name: "data", uri: "cpln://volumeset/data" };

const keys = "cpln://secret/keys";
const numbered = (i: number) => ({ name: `d${i}`, uri: `cpln://volumeset/d${i}` });

const withVolumes = (...volumes: unknown[]) => withContainer({ volumes });
const withVolume = (patch: object) => withVolumes({ ...data, ...patch });
const withDisk = (bootDisk: unknown) => withVm({ bootDisk });
const withImage = (image: unknown) => withDisk({ source: { http: null, oci: { image } } });
const withHttp = (http: unknown) => withDisk({ source: { http } });

workloadTable([
  ["a data disk", withVolume({ bus: "scsi", serial: "data-1", cdrom: false, bootOrder: 16 })],
  ["15 volumes", withVolumes(...Array.from({ length: 15 }, (_, i) => numbered(i)))],
  [
    "16 volumes",
    withVolumes(...Array.from({ length: 16 }, (_, i) => numbered(i))),
    `workload-volumes tooMany ${at}`,
  ],
  ["volumes of another type", withContainer({ volumes: data }), `workload-volumes invalid ${at}`],
  ["null volumes", withContainer({ volumes: null })],
  [
    "a null volume",
    withVolumes(null),
    `workload-volumes required ${at}[0].uri`,
    `workload-volumes required ${at}[0].name`,
  ],

  ...[
    "cpln://secret/keys",
    "//secret/keys",
    "/org/acme/secret/keys",
    "//gvc/shop/volumeset/data",
    "/org/acme/gvc/shop/volumeset/data",
    `cpln://volumeset/${"a".repeat(64)}`,
  ].map((uri): WorkloadCase => [`uri ${uri}`, withVolume({ uri })]),
  ...[
    "cpln://identity/a",
    "s3://bucket",
    "cpln://volumeset/",
    "cpln://volumeset/-a",
    "cpln://volumeset/A",
    `cpln://volumeset/${"a".repeat(65)}`,
    "cpln://volumeset/a/b",
    "data",
    "",
    5,
    {},
  ].map((uri): WorkloadCase => [
    `uri ${JSON.stringify(uri)}`,
    withVolume({ uri }),
    `workload-volumes invalid ${at}[0].uri`,
  ]),
  [
    "a uri without end",
    withVolume({ uri: `cpln://secret/${"a".repeat(9999)}` }),
    `workload-volumes tooLong ${at}[0].uri`,
  ],
  ["no uri", withVolume({ uri: null }), `workload-volumes required ${at}[0].uri`],
  ["a name of 63", withVolume({ name: "a".repeat(63) })],
  ["a name of 64", withVolume({ name: "a".repeat(64) }), `workload-volumes tooLong ${at}[0].name`],
  ["a name in capitals", withVolume({ name: "Data" }), `workload-volumes invalid ${at}[0].name`],
  ["no name", withVolume({ name: undefined }), `workload-volumes required ${at}[0].name`],
  ["a name twice", withVolumes(data, { ...data, uri: keys }), `workload-volumes duplicate ${at}[1].name`],
  ["a path", withVolume({ path: "/mnt" }), `workload-volumes forbidden ${at}[0].path`],
  ["cdrom as text", withVolume({ cdrom: "true" }), `workload-volumes invalid ${at}[0].cdrom`],
  ["a serial with a blank", withVolume({ serial: "a b" }), `workload-volumes invalid ${at}[0].serial`],
  ["a serial of 257", withVolume({ serial: "a".repeat(257) }), `workload-volumes tooLong ${at}[0].serial`],
  ["a serial as number", withVolume({ serial: 5 }), `workload-volumes invalid ${at}[0].serial`],

  ...["virtio", "sata", "scsi", null, undefined].map((bus): WorkloadCase => [
    `bus ${String(bus)}`,
    withVolume({ bus }),
  ]),
  ...["usb", "ide", "SATA", "", 5, {}].map((bus): WorkloadCase => [
    `bus ${JSON.stringify(bus)}`,
    withVolume({ bus }),
    `disk-bus notSupported ${at}[0].bus`,
  ]),
  ["a CD-ROM on sata", withVolume({ cdrom: true, bus: "sata" })],
  [
    "a CD-ROM on virtio",
    withVolume({ cdrom: true, bus: "virtio" }),
    `advice disk-bus forbidden ${at}[0].bus`,
  ],
  ["the boot disk on usb", withDisk({ bus: "usb" }), `disk-bus notSupported ${disk}.bus`],

  ["boot order 16", withDisk({ bootOrder: 16 })],
  ...[0, 17, 1.5, "1", {}].map((bootOrder): WorkloadCase => [
    `boot order ${JSON.stringify(bootOrder)}`,
    withDisk({ bootOrder }),
    `boot-order invalid ${disk}.bootOrder`,
  ]),
  ["a volume's boot order 17", withVolume({ bootOrder: 17 }), `boot-order invalid ${at}[0].bootOrder`],
  ["the order of the boot disk", withVolume({ bootOrder: 1 }), `boot-order duplicate ${at}[0].bootOrder`],
  [
    "the order that the boot disk has unless it says otherwise",
    workload({
      spec: {
        containers: [{ name: "web", cpu: 2, memory: "2Gi", volumes: [{ ...data, bootOrder: 1 }] }],
        vm: { bootDisk: { bootOrder: null } },
      },
    }),
    `boot-order duplicate ${at}[0].bootOrder`,
  ],
  [
    "two volumes of one order",
    withVolumes({ ...data, bootOrder: 2 }, { name: "b", uri: keys, bootOrder: 2 }),
    `boot-order duplicate ${at}[1].bootOrder`,
  ],

  ["no boot disk", withVm({ bootDisk: null }), `boot-disk required ${disk}`],
  ["nothing kept", withDisk({ persist: null }), `boot-disk required ${disk}.persist`],
  [
    "no volume set",
    withDisk({ persist: { volumeSet: null } }),
    `boot-disk required ${disk}.persist.volumeSet`,
  ],
  [
    "a secret as boot disk",
    withDisk({ persist: { volumeSet: "cpln://secret/a" } }),
    `boot-disk invalid ${disk}.persist.volumeSet`,
  ],
  [
    "a volume set of another type",
    withDisk({ persist: { volumeSet: {} } }),
    `boot-disk invalid ${disk}.persist.volumeSet`,
  ],

  ["no source", withDisk({ source: null }), `import-source required ${disk}.source`],
  ["neither source", withDisk({ source: { http: null } }), `import-source required ${disk}.source`],
  [
    "both sources",
    withDisk({ source: { oci: { image: "fedora" } } }),
    `import-source forbidden ${disk}.source`,
  ],
  ...[
    "quay.io/containerdisks/ubuntu:22.04",
    "fedora",
    "//image/web:1",
    "//image/team/web:v1.0",
    "/org/acme/image/web:1",
  ].map((image): WorkloadCase => [`the image ${image}`, withImage(image)]),
  [
    "an image of another org",
    withImage("/org/evil/image/web:1"),
    `import-source forbidden ${disk}.source.oci.image`,
  ],
  [
    "an image of some org where none is named",
    workload({
      org: null,
      spec: { vm: { bootDisk: { source: { http: null, oci: { image: "/org/evil/image/web:1" } } } } },
    }),
    `import-source forbidden ${disk}.source.oci.image`,
  ],
  [
    "an image of no org where none is named",
    workload({
      org: null,
      spec: { vm: { bootDisk: { source: { http: null, oci: { image: "//image/web:1" } } } } },
    }),
  ],
  ...["s3", "gcs", "snapshot", "ociimage", "constructor"].flatMap((name): WorkloadCase[] => [
    [
      `the source ${name} alone`,
      withDisk({ source: { http: null, [name]: {} } }),
      `import-source forbidden ${disk}.source.${name}`,
    ],
    [
      `the source ${name} beside http`,
      withDisk({ source: { [name]: {} } }),
      `import-source forbidden ${disk}.source.${name}`,
    ],
  ]),
  ["a null source beside http", withDisk({ source: { s3: null } })],
  ["a source of another type", withDisk({ source: "s3" }), `import-source required ${disk}.source`],
  ...["cpln://volumeset/web-root", "//volumeset/web-root", "//gvc/shop/volumeset/web-root"].map(
    (uri): WorkloadCase => [
      `the boot disk's volume set as ${uri}`,
      withVolume({ uri }),
      `advice workload-volumes duplicate ${at}[0].uri`,
    ],
  ),
  ["a volume set of that name in another GVC", withVolume({ uri: "//gvc/b/volumeset/web-root" })],
  ["one secret twice", withVolumes({ name: "a", uri: keys }, { name: "b", uri: keys })],
  [
    "one volume set on two disks",
    withVolumes(data, { ...data, name: "b" }),
    `advice workload-volumes duplicate ${at}[1].uri`,
  ],
  ...[
    "//image/web",
    "/org//image/web:1",
    "/image/web",
    "//image/Web:1",
    "docker://quay.io/a",
    "u:s3cret@quay.io/a",
    "https://quay.io/a",
    "",
    5,
    {},
  ].map((image): WorkloadCase => [
    `the image ${JSON.stringify(image)}`,
    withImage(image),
    `import-source invalid ${disk}.source.oci.image`,
  ]),
  ["no image", withImage(undefined), `import-source required ${disk}.source.oci.image`],
  ...["s3://bucket/s3cret", "gs://bucket/a"].map((url): WorkloadCase => [
    `the URL ${url}`,
    withHttp({ url }),
    `import-source invalid ${disk}.source.http.url`,
  ]),
  ["a URL with a signature", withHttp({ url: "http://u:s3cret@example.com/a?sig=s3cret" })],
  ["a text as URL", withHttp({ url: "s3cret" }), `import-source invalid ${disk}.source.http.url`],
  ["no URL", withHttp({ url: null }), `import-source required ${disk}.source.http.url`],
  [
    "no checksum",
    withHttp({ checksum: null }),
    `advice import-checksum required ${disk}.source.http.checksum`,
  ],
  ["sha512", withHttp({ checksum: `sha512:${"0".repeat(128)}` })],
  [
    "sha512 too short",
    withHttp({ checksum: `sha512:${"0".repeat(127)}` }),
    `import-checksum invalid ${disk}.source.http.checksum`,
  ],
  [
    "md5",
    withHttp({ checksum: `md5:${"0".repeat(32)}` }),
    `import-checksum invalid ${disk}.source.http.checksum`,
  ],
  [
    "a checksum of another type",
    withHttp({ checksum: 5 }),
    `import-checksum invalid ${disk}.source.http.checksum`,
  ],
]);

describe("with import-checksum enforced by name", () => {
  const required = `import-checksum required ${disk}.source.http.checksum`;
  const rules = { "import-checksum": "enforce" } as const;
  workloadTable([["no checksum", withHttp({ checksum: null }), required]], policyWith({ rules }));
});

const platform = { ...policyWith().platform, images: { allow: ["quay.io/containerdisks/*"] } };

describe("with a list of images", () => {
  workloadTable(
    [
      ["an allowed image", withImage("quay.io/containerdisks/fedora")],
      ["the platform's own image", withImage("//image/web:1")],
      ["another image", withImage("fedora"), `image-origin forbidden ${disk}.source.oci.image`],
      ["another URL", workload(), `image-origin forbidden ${disk}.source.http.url`],
    ],
    policyWith({ platform }),
  );
});
