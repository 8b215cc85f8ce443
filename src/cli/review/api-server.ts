import type { AdmissionRequest } from "../../admission/admission-review.ts";
import { resourceOf } from "../../admission/resources.ts";
import { notSupported, type FieldError } from "../../field/error.ts";
import { Field } from "../../field/field.ts";
import { formatWarning } from "../../field/format.ts";
import { checkFields, type CheckedField } from "../fields/check.ts";
import { checkKind } from "../fields/kind.ts";
import { kubevirtFields } from "../fields/kubevirt.ts";
import { checks, type Check } from "./checks.ts";
import type { Manifest } from "./manifests.ts";
import { errorProblem, warningProblem } from "./problems.ts";
import type { Problem } from "./report.ts";

/** What is done about unknown fields and kinds, as kubectl's --validate has it. */
export const fieldModes = ["ignore", "warn", "strict"] as const;

/** One of them. */
export type FieldMode = (typeof fieldModes)[number];

/** What an API server refuses by itself, whoever would review the object. */
export function apiServerProblems(
  manifest: Manifest,
  request: AdmissionRequest,
  mode: FieldMode,
): readonly Problem[] {
  const unserved = unservedVersion(request).map((error) =>
    errorProblem({ ...error, action: "enforce" }, manifest),
  );
  if (mode === "ignore") return unserved;
  const { kind, object } = request;
  const wrongKind = checkKind(Field.root(object), kind, kubevirtFields);
  const errors = [
    ...(wrongKind === undefined ? [] : [ofCheck(checks.unknownKind, wrongKind)]),
    ...checkFields(object, `${kind.group}/${kind.kind}`, kubevirtFields),
  ];
  const problems = errors.map((error) => {
    if (mode === "strict") return errorProblem({ ...error, action: "enforce" }, manifest);
    const finding = { ...error, action: "warn" } as const;
    return warningProblem(finding, formatWarning(finding), manifest);
  });
  return [...unserved, ...problems];
}

function unservedVersion({ kind, object }: AdmissionRequest): readonly CheckedField[] {
  const resource = resourceOf(kind);
  if (resource === undefined || resource.versions.includes(kind.version)) return [];
  const served = resource.versions.map((version) => `${resource.group}/${version}`);
  const allowed = `must be ${served.map((version) => `"${version}"`).join(" or ")}`;
  const error = notSupported(Field.root(object).at("apiVersion"), allowed, `use "${served[0] ?? ""}"`);
  return [ofCheck(checks.servedVersion, error)];
}

function ofCheck({ id }: Check, error: FieldError): CheckedField {
  return { ...error, rule: id };
}
