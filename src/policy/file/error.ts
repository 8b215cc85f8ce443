import { formatPath, type Path } from "../../field/path.ts";

/** What is wrong in one place of a policy file. The words are for the administrator who wrote it. */
export interface PolicyError {
  /** Where, counted from 1. */
  readonly line: number;
  /** The field; empty where the text is not YAML. */
  readonly path: Path;
  readonly found: string;
  readonly allowed: string;
  readonly fix: string;
}

/** An error as a person reads it: `policy.yaml:7: rules.boot-dsk: found; allowed; fix`. */
export function formatPolicyError(file: string, error: PolicyError): string {
  const field = error.path.length === 0 ? "" : `${formatPath(error.path)}: `;
  return `${file}:${error.line}: ${field}${error.found}; ${error.allowed}; ${error.fix}`;
}
