import { printableLines } from "./printable.ts";

/** A value as indented JSON in which nothing can forge what is around it. */
export function jsonText(value: unknown): string {
  return printableLines(`${JSON.stringify(value, null, 2)}\n`);
}
