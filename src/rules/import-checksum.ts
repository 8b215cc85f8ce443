import type { Field } from "../field/field.ts";
import { advice, required, type Finding } from "../field/violation.ts";
import { checkChecksum } from "../vm/checksum.ts";
import type { Rule } from "./rule.ts";

/** CDI's annotation (1.65 and later); a checksum in `source.http` is not part of the VirtualMachine API. */
const annotation = "cdi.kubevirt.io/storage.import.checksum";

/**
 * A disk image that is imported is the one that was meant.
 *
 * Restricted: spec.dataVolumeTemplates[].metadata.annotations[cdi.kubevirt.io/storage.import.checksum]
 * Allowed: sha256:<64 hexadecimal digits>, sha512:<128 hexadecimal digits>; absent, with a warning where the source is http
 * Source: contract §2; kubevirt.md §7.
 */
export const importChecksum: Rule = {
  id: "import-checksum",
  summary:
    "The annotation `cdi.kubevirt.io/storage.import.checksum`, if present, is `sha256:<64 hex>` or `sha512:<128 hex>`; an http source has one.",
  why: "What an http server sends can change or be replaced on the way; with a checksum CDI refuses every other image. A checksum that CDI cannot read stops the import for good.",
  fix: 'Write `cdi.kubevirt.io/storage.import.checksum: sha256:` and what `sha256sum` prints for the image into the annotations of the template\'s `metadata`. Where a CSI storage class makes the disk, add `cdi.kubevirt.io/storage.usePopulator: "false"`, or CDI does not see the checksum.',
  action: "enforce",
  appliesTo: "machine",
  examples: {
    refused:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root, annotations: {cdi.kubevirt.io/storage.import.checksum: "md5:d41d8cd98f00b204e9800998ecf8427e"}}, spec: {storage: {}, source: {http: {url: "https://example.com/disk.qcow2"}}}}]}',
    admitted:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root, annotations: {cdi.kubevirt.io/storage.import.checksum: "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}, spec: {storage: {}, source: {http: {url: "https://example.com/disk.qcow2"}}}}]}',
  },
  check: ({ vm }) => vm.spec.at("dataVolumeTemplates").items().flatMap(checkTemplate),
};

function checkTemplate(template: Field): Finding[] {
  const checksum = template.at("metadata", "annotations", annotation);
  if (checksum.isSet) return checkChecksum(checksum);
  const http = template.at("spec", "source", "http");
  return http.isSet ? [withoutChecksum(http)] : [];
}

function withoutChecksum(http: Field): Finding {
  const found = http.at("checksum").isSet
    ? "a checksum where the VirtualMachine API drops it"
    : "an http source without a checksum";
  const fix = `add ${annotation}: sha256:<hex> to the annotations of this dataVolumeTemplate`;
  return advice({ ...required(http, "an image whose checksum is known", fix), found });
}
