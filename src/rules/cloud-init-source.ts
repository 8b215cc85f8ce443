import type { Field } from "../field/field.ts";
import { warning, forbidden, invalid, required, type FieldError } from "../field/error.ts";
import { dataSources, inlineLength } from "../user-data/volume/data-source.ts";
import { type CloudInitVolume, cloudInitVolumes } from "../vm/cloud-init-volumes.ts";
import { guestOs } from "../vm/guest-os.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/**
 * It is clear where a guest's cloud-init data come from, and they can be read.
 *
 * Restricted: spec.template.spec.volumes[].cloudInitNoCloud, spec.template.spec.volumes[].cloudInitConfigDrive
 * Allowed: one such volume; in it one of secretRef, userDataBase64 and userData, and one of networkDataSecretRef,
 *   networkDataBase64 and networkData; base64 in the standard alphabet with padding; references with a name. A
 *   warning for a Windows guest on cloudInitNoCloud
 * Source: contract §2; KubeVirt reads the first cloud-init volume only, and no webhook refuses two (KUBEVIRT.md §2.3)
 */
export const cloudInitSource: Rule = {
  id: "cloud-init-source",
  summary: "There is at most one cloud-init volume, with one source of user data that can be read.",
  why: "KubeVirt gives the guest the first cloud-init volume only and says nothing of a second; of two sources in one it takes one; and base64 that a client decodes may still be refused by Kubernetes.",
  fix: "Keep one `cloudInitNoCloud` or `cloudInitConfigDrive` volume, and in it one of `userData`, `userDataBase64` (standard alphabet, with padding) and `secretRef` with a `name`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {userDataBase64: I2Nsb3VkLWNvbmZpZwo}}]}}}`,
    admitted: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {userDataBase64: I2Nsb3VkLWNvbmZpZwo=}}]}}}`,
  },
  check: ({ vm }) => {
    const [first, ...others] = cloudInitVolumes(vm);
    if (first === undefined) return [];
    return [
      ...checkVolume(first),
      ...checkGuest(first, vm),
      ...others.map(({ volume }) => secondVolume(volume)),
    ];
  },
};

function secondVolume(volume: Field): FieldError {
  const allowed = "at most one: KubeVirt gives the guest the first one only";
  return forbidden(volume, "a further cloud-init volume", allowed, "merge it into the first, or remove it");
}

/** Of its data sources cloudbase-init looks for a config drive, and not for NoCloud unless its image says so. */
function checkGuest({ kind, source }: CloudInitVolume, vm: VmView): FieldError[] {
  if (kind !== "cloudInitNoCloud" || guestOs(vm) !== "windows") return [];
  const found = "cloudbase-init does not read NoCloud unless its image is set up to";
  const fix = "write cloudInitConfigDrive instead";
  return [warning(forbidden(source, found, "must be cloudInitConfigDrive in a Windows guest", fix))];
}

function checkVolume({ source }: CloudInitVolume): FieldError[] {
  return [
    ...checkData(source, "userData"),
    ...checkData(source, "networkData"),
    ...checkReference(source.at("secretRef"), dataSources(source, "userData").length),
    ...checkReference(source.at("networkDataSecretRef"), dataSources(source, "networkData").length),
  ];
}

function checkData(source: Field, name: "userData" | "networkData"): FieldError[] {
  const sources = dataSources(source, name);
  return [
    ...[source.at(name), source.at(`${name}Base64`)].flatMap(checkText),
    ...sources
      .slice(1)
      .map(({ field }) =>
        forbidden(
          field,
          "a second source of the same data",
          "one source of user data, and one of network data",
          "keep one of them",
        ),
      ),
    ...sources.flatMap((data) =>
      data.kind === "inline" && inlineLength(data) === undefined ? [brokenBase64(data.field)] : [],
    ),
  ];
}

/** The value is never shown: it may be a secret. */
function checkText(field: Field): FieldError[] {
  if (!field.isSet || field.string !== undefined) return [];
  return [invalid(field, "user data and network data are texts", "write a text, in YAML after |", "no text")];
}

function brokenBase64(field: Field): FieldError {
  const allowed = "base64 in the standard alphabet (+ and /), with padding";
  return invalid(
    field,
    allowed,
    "encode it again, for example with base64 -w0",
    "text that is not base64 of this kind",
  );
}

/** Beside another source an empty reference makes KubeVirt build a pod that Kubernetes refuses. */
function checkReference(reference: Field, sources: number): FieldError[] {
  const name = reference.at("name");
  if (!reference.isSet || (name.string !== undefined && name.string !== "")) return [];
  const fix = sources > 0 ? "name the Secret, or remove the reference" : "name the Secret";
  return [required(name, "the name of a Secret", fix)];
}
