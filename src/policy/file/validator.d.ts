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
 * Whether parsed YAML is a policy file. Fills the defaults in; what is wrong stands in `errors`, all of it.
 */
export const validate: {
  (data: unknown): data is PolicyFile;
  readonly errors?: readonly SchemaError[] | null;
};
