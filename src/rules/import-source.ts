import type { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { forbidden, required, type Finding } from "../field/violation.ts";
import { checkHttpUrl, checkRegistryUrl, useSignedUrl } from "../vm/import-source.ts";
import type { Rule } from "./rule.ts";

/**
 * A disk that is made with the VM has exactly one source, of a kind that the platform imports from.
 *
 * Restricted: spec.dataVolumeTemplates[].spec (source, sourceRef, and dataSource, dataSourceRef in pvc and storage)
 * Allowed: exactly one of source.registry with a docker:// URL, source.http with an http or https URL, source.pvc,
 *   source.snapshot, source.blank, sourceRef
 * Source: contract §2; kubevirt.md §1.4, §7: source beside sourceRef passes KubeVirt and fails in CDI.
 */
export const importSource: Rule = {
  id: "import-source",
  summary:
    "A `dataVolumeTemplate` has exactly one source: `registry` (`docker://`), `http` (http or https), `pvc`, `snapshot`, `blank` or a `sourceRef`.",
  why: "CDI looks at the source only when it makes the disk, after the VM was admitted: a bad one leaves a VM that waits for ever. Object stores and other hypervisors need credentials that the platform does not hold.",
  fix: "Name one source. Instead of `s3`, `gcs`, `imageio`, `vddk` or `upload`, put the image where a signed http(s) URL reaches it and name that under `source.http.url`.",
  action: "enforce",
  appliesTo: "machine",
  examples: {
    refused:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root}, spec: {storage: {}, source: {s3: {url: "s3://images/disk.qcow2"}}}}]}',
    admitted:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root}, spec: {storage: {}, source: {registry: {url: "docker://quay.io/containerdisks/fedora:latest"}}}}]}',
  },
  check: ({ vm }) => vm.spec.at("dataVolumeTemplates").items().flatMap(checkTemplate),
};

const allowed =
  "exactly one of source.registry, source.http, source.pvc, source.snapshot, source.blank, sourceRef";

function checkTemplate(template: Field): Finding[] {
  const spec = template.at("spec");
  const sources = statedSources(spec);
  if (sources.length === 0) {
    return [
      required(
        spec.isSet ? spec.at("source") : spec,
        allowed,
        "name what the disk is made from, or write source: {blank: {}} for an empty one",
      ),
    ];
  }
  const kinds = sources.flatMap(checkKind);
  if (sources.length === 1) return kinds;
  const found = sources.map((source) => nameIn(spec, source)).join(" beside ");
  return [...kinds, forbidden(spec, found, allowed, "keep one and remove the others")];
}

/** Whatever says what the disk is made of, of known kinds or not. */
function statedSources(spec: Field): readonly Field[] {
  const source = spec.at("source");
  const kinds = isObject(source.value) ? Object.keys(source.value) : [];
  return [
    ...kinds.map((kind) => source.at(kind)),
    spec.at("sourceRef"),
    ...["pvc", "storage"]
      .map((name) => spec.at(name))
      .flatMap((claim) => (claim.isFilled ? [claim.at("dataSource"), claim.at("dataSourceRef")] : [])),
  ].filter((field) => field.isSet);
}

function checkKind(source: Field): readonly Finding[] {
  const kind = String(source.path.at(-1));
  if (["pvc", "snapshot", "blank", "sourceRef"].includes(kind)) return [];
  if (kind === "http") return checkHttpUrl(source.at("url"));
  if (kind === "registry") return checkRegistryUrl(source.at("url"));
  const fix = kind.startsWith("dataSource") ? "write source.pvc or source.snapshot instead" : useSignedUrl;
  return [forbidden(source, `a source of kind ${kind}`, allowed, fix)];
}

/** The path below the template's spec: `source.http`, `storage.dataSourceRef`. */
function nameIn(spec: Field, source: Field): string {
  return source.path.slice(spec.path.length).join(".");
}
