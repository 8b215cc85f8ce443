import type { FieldError } from "../../src/field/error.ts";

/** An object that was judged, and what was found in it, each with the id of its rule. */
export interface Judged {
  readonly object: unknown;
  readonly findings: readonly (FieldError & {
    readonly rule: string;
    readonly action?: "enforce" | "warn";
  })[];
}

/** What the tables of cases that were set up in this process give; the golden page of messages is made of it. */
export const judgedTables: (() => readonly Judged[])[] = [];
