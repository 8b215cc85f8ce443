import type { FieldError } from "../../field/error.ts";
import { formatErrorBody } from "../../field/format.ts";
import { formatPath } from "../../field/path.ts";

/** What is wrong with one field of a policy file; its path is empty where the text is not YAML. */
export interface PolicyError extends FieldError {
  /** Line of the file, from 1. */
  readonly line: number;
}

/** An error on a line of its own: `policy.yaml:7: rules.boot-dsk: Unsupported value: "boot-dsk": must be …; fix`. */
export function formatPolicyError(file: string, error: PolicyError): string {
  const field = error.path.length === 0 ? "" : `${formatPath(error.path)}: `;
  return `${file}:${error.line}: ${field}${formatErrorBody(error)}`;
}
