import { describe } from "vitest";
import { importChecksum } from "../../src/rules/import-checksum.ts";
import { policyWith, ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm } from "../support/vm.ts";

const annotation = "cdi.kubevirt.io/storage.import.checksum";
const field = `spec.dataVolumeTemplates[0].metadata.annotations[${annotation}]`;
const noChecksum = "advice required spec.dataVolumeTemplates[0].spec.source.http";

const http = { http: { url: "https://example.com/disk.qcow2" } };
const withTemplate = (template: unknown) => vm({ spec: { dataVolumeTemplates: [template] } });
const withChecksum = (checksum: unknown, source: unknown = http) =>
  withTemplate({ metadata: { name: "web-root", annotations: { [annotation]: checksum } }, spec: { source } });

const hex64 = "0123456789abcdef".repeat(4);
const hex128 = hex64.repeat(2);

ruleTable(importChecksum, [
  ["the minimal VM has no template", vm()],
  ["sha256", withChecksum(`sha256:${hex64}`)],
  ["sha512", withChecksum(`sha512:${hex128}`)],
  // CDI takes off blanks and reads any case.
  ["in capitals", withChecksum(`SHA256:${hex64.toUpperCase()}`)],
  ["with a line break after it", withChecksum(`sha256:${hex64}\n`)],
  ...[
    `sha256:${hex64.slice(1)}`,
    `sha256:${hex64}0`,
    `sha256:${hex128}`,
    `sha512:${hex64}`,
    `sha512:${hex128}0`,
    `sha256:${hex64.slice(1)}g`,
    `sha256: ${hex64.slice(1)}`,
    `sha256:${hex64}:`,
    `sha1:${hex64.slice(24)}`,
    `md5:${hex64.slice(32)}`,
    `toString:${hex64}`,
    hex64,
    "sha256:",
    "sha256",
    "",
    ":",
    5,
    {},
    [],
  ].map((checksum): RuleCase => [
    `${JSON.stringify(checksum)} is none`,
    withChecksum(checksum),
    `invalid ${field}`,
  ]),
  ["it is judged whatever the source", withChecksum("md5:0", { blank: {} }), `invalid ${field}`],
  ["http without a checksum", withTemplate({ metadata: { name: "a" }, spec: { source: http } }), noChecksum],
  ["http with a null checksum", withChecksum(null), noChecksum],
  ["http without metadata", withTemplate({ spec: { source: http } }), noChecksum],
  [
    "a checksum where the API drops it",
    withTemplate({ spec: { source: { http: { ...http.http, checksum: `sha256:${hex64}` } } } }),
    noChecksum,
  ],
  [
    "a registry source needs none",
    withTemplate({ spec: { source: { registry: { url: "docker://quay.io/containerdisks/fedora" } } } }),
  ],
  ["a null template", withTemplate(null)],
  ["a template of another type", withTemplate("web-root")],
]);

describe("enforced by name", () => {
  const required = noChecksum.replace("advice ", "");
  ruleTable(
    importChecksum,
    [
      ["http without a checksum", withTemplate({ spec: { source: http } }), required],
      ["http with a checksum", withChecksum(`sha256:${hex64}`)],
      ["another source", withTemplate({ spec: { source: { blank: {} } } })],
    ],
    policyWith({ rules: { "import-checksum": "enforce" } }),
  );
});

describe("enforced with all others", () => {
  const all = policyWith({ rules: { "*": "enforce" } });
  ruleTable(importChecksum, [["http alone", withTemplate({ spec: { source: http } }), noChecksum]], all);
});
