import type { Style } from "../../style.ts";
import type { Report } from "../report.ts";

/**
 * Prints a report: all of it, as text that ends with a newline (or is empty). Every problem and every object that
 * could not be read must be in it. Names and messages come from files that anybody may have written: what the
 * format reads as its own must be escaped.
 * @param style marks for a terminal; for text that people read
 */
type Format = (report: Report, style: Style) => string;

/** An output format that can be chosen. */
export interface OutputFormat {
  /** Loads what prints it: only the formats that are asked for are. */
  readonly load: () => Promise<Format>;
  /** Whom or what it is for, in Markdown: its row in the documentation. */
  readonly purpose: string;
}
