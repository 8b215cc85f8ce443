import { importSource } from "../../src/rules/import-source.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm } from "../support/vm.ts";

const spec = "spec.dataVolumeTemplates[0].spec";
const withTemplates = (dataVolumeTemplates: unknown) => vm({ spec: { dataVolumeTemplates } });
const withSpec = (value: unknown) => withTemplates([{ metadata: { name: "web-root" }, spec: value }]);
const withSource = (source: unknown) => withSpec({ storage: {}, source });
const http = (url: unknown) => withSource({ http: { url } });
const registry = (url: unknown) => withSource({ registry: { url } });

ruleTable(importSource, [
  ["the minimal VM has no template", vm()],
  ["no templates", withTemplates([])],
  ["templates of another type", withTemplates({ name: "a" })],
  ["blank", withSource({ blank: {} })],
  ["pvc", withSource({ pvc: { name: "a", namespace: "b" } })],
  ["snapshot", withSource({ snapshot: { name: "a", namespace: "b" } })],
  ["sourceRef", withSpec({ storage: {}, sourceRef: { kind: "DataSource", name: "fedora" } })],
  [
    "a null source beside a sourceRef",
    withSpec({ source: null, sourceRef: { kind: "DataSource", name: "a" } }),
  ],
  ["a null kind beside another", withSource({ http: null, blank: {} })],

  ...["http://example.com/a.img", "https://example.com/a.img", "HTTPS://u:p@example.com:8443/a?sig=x"].map(
    (url): RuleCase => [`the URL ${url}`, http(url)],
  ),
  ...[
    "s3://bucket/a.img",
    "gs://bucket/a.img",
    "ftp://example.com/a.img",
    "docker://quay.io/a",
    "file:///a",
  ].map((url): RuleCase => [`the URL ${url}`, http(url), `invalid ${spec}.source.http.url`]),
  ...[
    "example.com/a.img",
    "http://",
    "https:///a.img",
    "http:example.com",
    "http://a b/c",
    "",
    5,
    {},
    [],
  ].map((url): RuleCase => [
    `${JSON.stringify(url)} is no URL`,
    http(url),
    `invalid ${spec}.source.http.url`,
  ]),
  ["http without a URL", withSource({ http: {} }), `required ${spec}.source.http.url`],
  ["http with a null URL", http(null), `required ${spec}.source.http.url`],

  ...["docker://quay.io/containerdisks/fedora", "docker://registry:5000/a/b:devel", "docker://fedora:40"].map(
    (url): RuleCase => [`the image ${url}`, registry(url)],
  ),
  ...[
    "oci-archive:///a",
    "quay.io/containerdisks/fedora",
    "https://quay.io/a",
    "docker://",
    "docker:quay.io/a",
    // CDI's admission takes it, its importer does not.
    "DOCKER://quay.io/a",
    "docker://user:s3cret@quay.io/a",
    5,
    {},
  ].map((url): RuleCase => [
    `${JSON.stringify(url)} is no image`,
    registry(url),
    `invalid ${spec}.source.registry.url`,
  ]),
  [
    "an image stream",
    withSource({ registry: { imageStream: "a" } }),
    `forbidden ${spec}.source.registry.imageStream`,
  ],
  [
    "an image stream beside a URL",
    withSource({ registry: { imageStream: "a", url: "docker://quay.io/a" } }),
    `forbidden ${spec}.source.registry.imageStream`,
  ],
  ["a registry with neither", withSource({ registry: {} }), `required ${spec}.source.registry.url`],

  ...["s3", "gcs", "imageio", "vddk", "upload"].map((kind): RuleCase => [
    `the source ${kind}`,
    withSource({ [kind]: { url: "https://example.com" } }),
    `forbidden ${spec}.source.${kind}`,
  ]),
  ...["pvc", "storage"].flatMap((claim) =>
    ["dataSource", "dataSourceRef"].map((reference): RuleCase => [
      `${claim}.${reference}`,
      withSpec({ [claim]: { [reference]: { kind: "VolumeSnapshot", name: "a" } } }),
      `forbidden ${spec}.${claim}.${reference}`,
    ]),
  ),

  // KubeVirt drops what is no source of CDI's.
  ["another member beside a source", withSource({ blank: {}, size: "1Gi" })],
  [
    "several other members beside a source",
    withSource({ http: { url: "http://a/b" }, floppy: {}, name: "a" }),
  ],
  ["only other members", withSource({ size: "1Gi" }), `required ${spec}.source`],
  ["a member named as one of every object", withSource({ constructor: {} }), `required ${spec}.source`],
  [
    "a reference of another kind",
    withSpec({ storage: { dataSourceRef: { kind: "VolumeCloneSource", name: "a" } } }),
    `forbidden ${spec}.storage.dataSourceRef`,
  ],
  ["a null reference", withSpec({ source: { blank: {} }, storage: { dataSourceRef: null } })],
  [
    "two kinds, neither taken",
    withSource({ s3: {}, gcs: {} }),
    `forbidden ${spec}.source.s3`,
    `forbidden ${spec}.source.gcs`,
  ],
  ["two kinds, the bad one goes", withSource({ http: { url: "" }, blank: {} }), `forbidden ${spec}`],

  ["no source", withSpec({ storage: {} }), `required ${spec}.source`],
  ["an empty source", withSource({}), `required ${spec}.source`],
  ["a source of another type", withSource("http://example.com"), `required ${spec}.source`],
  ["no spec", withSpec(undefined), `required ${spec}`],
  ["a null template", withTemplates([null]), `required ${spec}`],
  ["two kinds", withSource({ blank: {}, pvc: { name: "a", namespace: "b" } }), `forbidden ${spec}`],
  // KubeVirt admits it, and CDI refuses later.
  [
    "source beside sourceRef",
    withSpec({ source: { blank: {} }, sourceRef: { name: "a" } }),
    `forbidden ${spec}`,
  ],
  [
    "two kinds, one of them not taken",
    withSource({ blank: {}, s3: { url: "s3://a/b" } }),
    `forbidden ${spec}`,
  ],
  [
    "every template is judged",
    withTemplates([{ spec: { source: { blank: {} } } }, { spec: { source: { upload: {} } } }]),
    "forbidden spec.dataVolumeTemplates[1].spec.source.upload",
  ],
]);
