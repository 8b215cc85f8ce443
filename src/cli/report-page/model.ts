import type { Location } from "../review/source-lines.ts";

/** How bad something is; decides its colour. */
type Tone = "good" | "warning" | "error" | "neutral";

/** A word or number with its colour. */
export interface Toned {
  readonly tone: Tone;
  readonly label: string;
}

/** A row of the table of problems. */
export interface PageProblem {
  readonly level: Toned;
  readonly rule: string;
  readonly namespace: string;
  /** The object's name, or those of several. */
  readonly object: string;
  /** What the page's `where` is a heading of. */
  readonly where: string;
  /** The field that is wrong; empty where no field is to blame. */
  readonly field: string;
  readonly summary: string;
  /** What to write instead; empty where that is not known. */
  readonly fix: string;
  readonly location?: Location;
  /** How many objects it stands for, for the bars. */
  readonly count: number;
}

/** A report as a page. */
export interface Page {
  /** The command whose report it is. */
  readonly title: string;
  /** The whole outcome in a sentence. */
  readonly headline: Toned;
  /** The counts. */
  readonly counts: readonly (Toned & { readonly count: number })[];
  readonly problems: readonly PageProblem[];
  /** The heading of the column that says where a problem is. */
  readonly where: string;
  /** What is to be known about the report, a paragraph each. */
  readonly notes: readonly string[];
}
