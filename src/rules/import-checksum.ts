import type { Field } from "../field/field.ts";
import { warning, required, type FieldError } from "../field/error.ts";
import { isEnforcedByName } from "../policy/compiled-policy.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { checkChecksum } from "../validation/checksum.ts";
import type { Rule } from "./rule.ts";

/** CDI's annotation (1.65 and later); a checksum in `source.http` is not part of the VirtualMachine API. */
const annotation = "cdi.kubevirt.io/storage.import.checksum";

/**
 * An imported disk image is the intended one.
 *
 * Restricted: spec.dataVolumeTemplates[].metadata.annotations[cdi.kubevirt.io/storage.import.checksum]
 * Allowed: sha256:<64 hexadecimal digits>, sha512:<128 hexadecimal digits>; absent, with a warning if
 *   the source is http, which a policy that sets this rule to enforce denies
 * Source: contract §2; KUBEVIRT.md §7.
 */
export const importChecksum: Rule = {
  id: "import-checksum",
  summary:
    "The annotation `cdi.kubevirt.io/storage.import.checksum`, if present, is `sha256:<64 hex>` or `sha512:<128 hex>`; an http source has one.",
  why: "What an http server sends can change or be replaced in transit; with a checksum CDI rejects any other image. A checksum that CDI cannot read makes the import fail forever.",
  fix: 'Add `cdi.kubevirt.io/storage.import.checksum: sha256:` and the output of `sha256sum` for the image to the annotations in the template\'s `metadata`. If a CSI storage class provisions the disk, also add `cdi.kubevirt.io/storage.usePopulator: "false"`, or CDI does not see the checksum.',
  action: "enforce",
  appliesTo: "vm",
  examples: {
    refused:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root, annotations: {cdi.kubevirt.io/storage.import.checksum: "md5:d41d8cd98f00b204e9800998ecf8427e"}}, spec: {storage: {}, source: {http: {url: "https://example.com/disk.qcow2"}}}}]}',
    admitted:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root, annotations: {cdi.kubevirt.io/storage.import.checksum: "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}, spec: {storage: {}, source: {http: {url: "https://example.com/disk.qcow2"}}}}]}',
  },
  check: ({ vm, policy }) =>
    vm.spec
      .at("dataVolumeTemplates")
      .items()
      .flatMap((template) => checkTemplate(template, policy)),
};

function checkTemplate(template: Field, policy: NamespacePolicy): FieldError[] {
  const checksum = template.at("metadata", "annotations", annotation);
  if (checksum.isSet) return checkChecksum(checksum);
  const http = template.at("spec", "source", "http");
  if (!http.isSet) return [];
  const finding = withoutChecksum(http);
  return [isEnforcedByName(policy, "import-checksum") ? finding : warning(finding)];
}

function withoutChecksum(http: Field): FieldError {
  if (http.has("checksum")) {
    const found = "checksum is dropped by the VirtualMachine API";
    const fix = `move it to the annotation ${annotation} of this dataVolumeTemplate`;
    return {
      ...required(
        http,
        "must have its checksum in an annotation: the VirtualMachine API drops this one",
        fix,
      ),
      found,
    };
  }
  const fix = `add the annotation ${annotation}: sha256:<hex> to this dataVolumeTemplate`;
  return { ...required(http, "must have a checksum", fix), found: "no checksum" };
}
