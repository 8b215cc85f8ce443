import type { PolicyFile } from "../policy.ts";

/** One error as ajv gives it. */
export interface SchemaError {
  readonly keyword: string;
  /** Where, as a JSON Pointer. */
  readonly instancePath: string;
  /** By keyword: missingProperty, additionalProperty. */
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Whether parsed YAML is a policy file. Fills in the defaults; `errors` has all errors.
 */
export const validate: {
  (data: unknown): data is PolicyFile;
  readonly errors?: readonly SchemaError[] | null;
};
