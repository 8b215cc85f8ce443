import { type Explanation, type FieldError, invalid, warning } from "../field/error.ts";
import type { Field } from "../field/field.ts";

/**
 * Something that the guest rejects or ignores in user data. The texts are for the user who wrote it and never
 * repeat its content.
 */
export interface ContentFinding extends Explanation {
  /**
   * `error`: the guest discards all user data, platform cloud-init too. `warning`: the guest ignores a part of it,
   * or reads it differently from how it looks.
   */
  readonly severity: "error" | "warning";
  /** Line in the user data as written (after decompression), from 1; an encoded MIME part counts as its first line. */
  readonly line: number;
}

/** Most findings reported for one user data, or for one part of it: its author corrects these and checks again. */
export const mostFindings = 20;

/** About the most bytes of the findings in one user data, for caches: twenty of three short texts, two bytes a character. */
export const longestFindings = mostFindings * 3 * 64 * 2;

/** The first findings, as many as are reported; an error is never dropped in favour of a warning. */
export function firstFindings(findings: readonly ContentFinding[]): readonly ContentFinding[] {
  if (findings.length <= mostFindings) return findings;
  const errors = findings.filter(({ severity }) => severity === "error").slice(0, mostFindings);
  let room = mostFindings - errors.length;
  return findings.filter((finding) => (finding.severity === "error" ? errors.includes(finding) : room-- > 0));
}

/** Something that the guest ignores or reads differently from how it looks. */
export function partWarning(line: number, found: string, allowed: string, fix: string): ContentFinding {
  return { severity: "warning", line, found, allowed, fix };
}

/** Something for which the guest discards all user data. */
export function partError(line: number, found: string, allowed: string, fix: string): ContentFinding {
  return { severity: "error", line, found, allowed, fix };
}

/** A finding as an error of the field that holds the user data. */
export function toFieldError(
  field: Field,
  { severity, line, found, allowed, fix }: ContentFinding,
): FieldError {
  const error = invalid(field, allowed, fix, `line ${line}: ${found}`);
  return severity === "error" ? error : warning(error);
}

/** Something over the budget of one review. Its content is unknown, so it is no more than a warning. */
export function notChecked(line: number): ContentFinding {
  return partWarning(
    line,
    "too large or too deeply nested to be checked",
    "must be at most 64 KiB when unpacked",
    "let the guest download large files",
  );
}
