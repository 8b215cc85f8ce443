import type { ErrorType, FieldError, Finding } from "./error.ts";
import { formatPath } from "./path.ts";

interface TypeWords {
  readonly label: string;
  readonly reason: string;
  /** Whether a message shows what was found; a value that is not set or not permitted is named by its field. */
  readonly showsFound: boolean;
}

/** The label and cause reason of each type, as in Kubernetes (apimachinery, pkg/util/validation/field). */
export const errorTypes: Readonly<Record<ErrorType, TypeWords>> = {
  required: { label: "Required value", reason: "FieldValueRequired", showsFound: false },
  invalid: { label: "Invalid value", reason: "FieldValueInvalid", showsFound: true },
  notSupported: { label: "Unsupported value", reason: "FieldValueNotSupported", showsFound: true },
  forbidden: { label: "Forbidden", reason: "FieldValueForbidden", showsFound: false },
  tooLong: { label: "Too long", reason: "FieldValueTooLong", showsFound: true },
  tooMany: { label: "Too many", reason: "FieldValueTooMany", showsFound: true },
  duplicate: { label: "Duplicate value", reason: "FieldValueDuplicate", showsFound: true },
};

/** An error without its field, as in Kubernetes: `Invalid value: "1500m": must be …; use "2"`. */
export function formatErrorBody({ type, found, allowed, fix }: FieldError): string {
  const { label, showsFound } = errorTypes[type];
  return [label, ...(showsFound && found !== "" ? [found] : []), `${allowed}; ${fix}`].join(": ");
}

/** The message of a cause, which kubectl shows behind its field: `Invalid value: "1500m": must be …; use "2" [rule]`. */
export function formatCause(finding: Finding): string {
  return `${formatErrorBody(finding)} [${finding.rule}]`;
}

/** A finding that denies, on a line of its own: `field: Type: value: must …; fix [rule]`. */
export function formatFinding(finding: Finding): string {
  return `${formatPath(finding.path)}: ${formatCause(finding)}`;
}

/**
 * Longest text of a warning. kubectl shows a warning on one line; the API server may shorten those over 256
 * characters (apiserver, pkg/endpoints/handlers/responsewriters and KEP-1693).
 */
const longestWarning = 256;

/**
 * A finding that only warns: `field: what was found; remedy [rule]`. The object was admitted, so there is no type
 * word; what the rule allows is on its page. The reason of an exemption takes the place of the remedy.
 */
export function formatWarning({
  path,
  found,
  fix,
  rule,
  exemption,
}: Pick<Finding, "path" | "found" | "fix" | "rule" | "exemption">): string {
  const text =
    exemption === undefined
      ? [found, fix].filter(Boolean).join("; ")
      : `${found} (exempt: ${exemption.reason})`;
  const [head, tail] = [`${formatPath(path)}: ${text}`, ` [${rule}]`];
  const room = longestWarning - tail.length;
  return head.length <= room ? head + tail : `${head.slice(0, room - 1)}…${tail}`;
}
