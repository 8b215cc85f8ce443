import type { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { forbidden, quote, required, type FieldError } from "../field/error.ts";
import { checkHttpUrl, checkRegistryUrl, signedUrl } from "../validation/import-source.ts";
import type { Rule } from "./rule.ts";

/**
 * A disk that is created with the VM has exactly one source, of a supported kind.
 *
 * Restricted: spec.dataVolumeTemplates[].spec (source, sourceRef, and dataSource, dataSourceRef in pvc and storage)
 * Allowed: exactly one of source.registry with a docker:// URL, source.http with an http or https URL, source.pvc,
 *   source.snapshot, source.blank, sourceRef. A source that CDI does not know is dropped by KubeVirt, and does not count
 * Source: contract §2; KUBEVIRT.md §1.4, §7: source together with sourceRef passes KubeVirt and fails in CDI.
 */
export const importSource: Rule = {
  id: "import-source",
  summary:
    "A `dataVolumeTemplate` has exactly one source: `registry` (`docker://`), `http` (http or https), `pvc`, `snapshot`, `blank` or a `sourceRef`.",
  why: "CDI reads the source only when it creates the disk, after the VM was admitted: with a bad one the VM waits forever. Object stores and other hypervisors need credentials that the platform does not have.",
  fix: "Use one source. Instead of `s3`, `gcs`, `imageio`, `vddk` or `upload`, put the image where a signed http(s) URL reaches it and use that as `source.http.url`.",
  action: "enforce",
  appliesTo: "vm",
  examples: {
    refused:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root}, spec: {storage: {}, source: {s3: {url: "s3://images/disk.qcow2"}}}}]}',
    admitted:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root}, spec: {storage: {}, source: {registry: {url: "docker://quay.io/containerdisks/fedora:latest"}}}}]}',
  },
  check: ({ vm }) => vm.spec.at("dataVolumeTemplates").items().flatMap(checkTemplate),
};

/** What the platform imports from, and what else CDI could. */
const supportedKinds: readonly string[] = ["registry", "http", "pvc", "snapshot", "blank"];
const otherKinds: readonly string[] = ["s3", "gcs", "imageio", "vddk", "upload"];
const allKinds: readonly string[] = [...supportedKinds, ...otherKinds];

const sourceList = "registry, http, pvc, snapshot, blank or sourceRef";
const oneSource = `must have one source: ${sourceList}`;
const notASource = `may not be set: a disk is created from ${sourceList}`;

function checkTemplate(template: Field): readonly FieldError[] {
  const spec = template.at("spec");
  const sources = statedSources(spec);
  if (sources.length === 0) return [noSource(spec)];
  if (sources.length === 1) return sources.flatMap(checkKind);
  const supported = sources.filter(isSupported);
  const kept = supported.find((source) => checkKind(source).length === 0) ?? supported[0];
  if (kept === undefined) return sources.flatMap(checkKind);
  const others = sources.filter((source) => source !== kept).map((source) => nameIn(spec, source));
  const names = sources.map((source) => nameIn(spec, source)).join(" and ");
  const fix = `keep ${nameIn(spec, kept)} and remove ${others.join(", ")}`;
  return [
    ...checkKind(kept),
    forbidden(spec, `${names} set`, `may not have more than one source: ${names}`, fix),
  ];
}

/** Every source that is set, supported or not. */
function statedSources(spec: Field): readonly Field[] {
  return [
    ...spec.at("source").setMembers(allKinds),
    ...spec.setMembers(["sourceRef"]),
    ...["pvc", "storage"].flatMap((name) => spec.at(name).setMembers(["dataSource", "dataSourceRef"])),
  ];
}

const emptyDisk = "source: {blank: {}}";

function noSource(spec: Field): FieldError {
  if (!spec.isSet) {
    const storage = "storage: {resources: {requests: {storage: 20Gi}}}";
    return required(spec, oneSource, `add spec: {${emptyDisk}, ${storage}} for an empty disk`);
  }
  const source = spec.at("source");
  const fix = `add the source of the disk, or ${emptyDisk} for an empty one`;
  const unknown = isObject(source.value) ? Object.keys(source.value) : [];
  const finding = required(source, oneSource, fix);
  return unknown[0] === undefined ? finding : { ...finding, found: `${quote(unknown[0])} is not a source` };
}

function checkKind(source: Field): readonly FieldError[] {
  const kind = kindOf(source);
  if (kind === "http")
    return checkHttpUrl(source.at("url"), (image) => `registry: {url: "docker://${image}"}`);
  if (kind === "registry") return checkRegistry(source);
  if (isSupported(source)) return [];
  const fix = kind.startsWith("dataSource") ? asSource(source) : `use http: {url: <url>} with ${signedUrl}`;
  return [forbidden(source, `${kind} is not supported`, notASource, fix)];
}

function isSupported(source: Field): boolean {
  return [...supportedKinds, "sourceRef"].includes(kindOf(source));
}

/** An image stream can be changed in the cluster, and CDI imports it on nodes only. */
function checkRegistry(registry: Field): readonly FieldError[] {
  const [url, stream] = [registry.at("url"), registry.at("imageStream")];
  if (!stream.isSet) return checkRegistryUrl(url);
  const fix = url.isSet ? "remove it" : "use url: docker://<registry>/<repository>:<tag> instead";
  const finding = forbidden(stream, quote(stream.value), "may not be set: only url is supported", fix);
  return [...(url.isSet ? checkRegistryUrl(url) : []), finding];
}

const sourceOfKind: ReadonlyMap<unknown, string> = new Map([
  ["PersistentVolumeClaim", "pvc"],
  ["VolumeSnapshot", "snapshot"],
]);

/** A reference in the claim, as the source that makes the same disk. */
function asSource(reference: Field): string {
  const claim = kindOf(reference.parent);
  const kind = sourceOfKind.get(reference.at("kind").value);
  const [name, namespace] = ["name", "namespace"].map((key) => valueOr(reference.at(key), `<${key}>`));
  const instead =
    kind === undefined ? "source" : `source: {${kind}: {name: ${name}, namespace: ${namespace}}}`;
  return `use ${instead} instead of ${claim}.${kindOf(reference)}`;
}

function valueOr(field: Field, placeholder: string): string {
  return field.string === undefined ? placeholder : quote(field.string);
}

function kindOf(source: Field): string {
  return source.name;
}

/** The path below the template's spec: `source.http`, `storage.dataSourceRef`. */
function nameIn(spec: Field, source: Field): string {
  return source.path.slice(spec.path.length).join(".");
}
