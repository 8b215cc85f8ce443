import type { Field } from "../field/field.ts";
import { warning, forbidden, invalid, required, type FieldError } from "../field/error.ts";
import { dataMembers, type DataName, type DataSource, dataSources } from "../user-data/volume/data-source.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/**
 * It is clear where a guest's cloud-init data comes from, and it can be read.
 *
 * Restricted: spec.template.spec.volumes[].cloudInitNoCloud, spec.template.spec.volumes[].cloudInitConfigDrive
 * Allowed: one such volume; in it one of secretRef, userDataBase64 and userData, and one of networkDataSecretRef,
 *   networkDataBase64 and networkData; base64 in the standard alphabet with padding; references with a name. A
 *   warning for a Windows guest on cloudInitNoCloud
 * Source: contract §2; KubeVirt reads the first cloud-init volume only, and no webhook refuses two (KUBEVIRT.md §2.3)
 */
export const cloudInitSource: Rule = {
  id: "cloud-init-source",
  summary: "A VM has at most one cloud-init volume, with one readable source of user data.",
  why: "KubeVirt uses only the first cloud-init volume and silently ignores a second; of two sources in a volume it uses one; and base64 that a client decodes may still be rejected by Kubernetes.",
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
  check: ({ vm, userData }) => {
    const [first, ...others] = vm.cloudInitVolumes;
    if (first === undefined) return [];
    return [
      ...checkVolume(first, userData),
      ...checkGuest(first, vm),
      ...others.map(({ volume }) => secondVolume(volume)),
    ];
  },
};

function secondVolume(volume: Field): FieldError {
  const allowed = "may not be a second cloud-init volume: KubeVirt uses only the first";
  return forbidden(volume, "second cloud-init volume", allowed, "merge it into the first one, or remove it");
}

/** cloudbase-init looks for a config drive, but not for NoCloud unless its image is configured to. */
function checkGuest({ kind, source }: CloudInitVolume, vm: VmView): FieldError[] {
  if (kind !== "cloudInitNoCloud" || vm.guestOs !== "windows") return [];
  const found = "cloudbase-init does not read NoCloud by default";
  const allowed = `must be cloudInitConfigDrive: ${found}`;
  return [warning(forbidden(source, found, allowed, "use cloudInitConfigDrive instead"))];
}

function checkVolume({ source }: CloudInitVolume, userData: UserDataCache): FieldError[] {
  return [
    ...checkData(source, "userData", userData),
    ...checkData(source, "networkData", userData),
    ...checkReference(source, "userData"),
    ...checkReference(source, "networkData"),
  ];
}

function checkData(source: Field, name: DataName, userData: UserDataCache): FieldError[] {
  const sources = dataSources(source, name);
  const { text, base64 } = dataMembers[name];
  return [
    ...source.setMembers([text, base64]).flatMap(checkText),
    ...sources
      .slice(1)
      .map(({ field }) =>
        forbidden(
          field,
          `second source of ${name}`,
          `may not be set together with \`${nameOf(sources)}\``,
          "keep one of the two",
        ),
      ),
    ...sources.flatMap((data) =>
      data.kind === "inline" && userData.lengthOf(data) === undefined ? [brokenBase64(data.field)] : [],
    ),
  ];
}

/** The source that KubeVirt would use, by its field. */
function nameOf([first]: readonly DataSource[]): string {
  return first?.field.name ?? "";
}

/** The value is never shown: it may be a secret. */
function checkText(field: Field): FieldError[] {
  if (field.string !== undefined) return [];
  const fix = `use a block scalar in YAML, ${field.name}: |`;
  return [invalid(field, "must be a string", fix, typeOf(field.value))];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function brokenBase64(field: Field): FieldError {
  const allowed = "must be base64 in the standard alphabet, with padding";
  return invalid(field, allowed, "encode it again with base64 -w0", "not standard base64");
}

/** Next to another source an empty reference makes KubeVirt build a pod that Kubernetes rejects. */
function checkReference(source: Field, data: DataName): FieldError[] {
  const reference = source.at(dataMembers[data].secret);
  const name = reference.at("name");
  if (!reference.isSet || (name.string !== undefined && name.string !== "")) return [];
  const fix = "add the name of the Secret";
  const allowed = "must be the name of a Secret";
  const isAlone = dataSources(source, data).length === 0;
  return [required(name, allowed, isAlone ? fix : `${fix}, or remove the reference`)];
}
