/**
 * What reading user data as the guest reads it has brought up. The texts are for the user who wrote
 * it and never repeat its content.
 */
export interface ContentFinding {
  /**
   * `aborts`: the guest drops the whole run, the platform's part too. `misread`: the guest ignores
   * a part of it, or reads something else than what seems to stand there.
   */
  readonly effect: "aborts" | "misread";
  /** Line in the user data as written (after decompression), from 1; an encoded MIME part counts as its first line. */
  readonly line: number;
  readonly found: string;
  readonly allowed: string;
  readonly fix: string;
}

/** Most findings that one user data has, or one part of it: past this a reader corrects and looks again. */
export const mostFindings = 20;

/** The first findings, as many as are told; what ends the guest's run is never left out for what does not. */
export function firstFindings(findings: readonly ContentFinding[]): readonly ContentFinding[] {
  if (findings.length <= mostFindings) return findings;
  const worst = findings.filter(({ effect }) => effect === "aborts").slice(0, mostFindings);
  let room = mostFindings - worst.length;
  return findings.filter((finding) => (finding.effect === "aborts" ? worst.includes(finding) : room-- > 0));
}

/** Something the guest ignores or reads differently from how it looks. */
export function partWarning(line: number, found: string, allowed: string, fix: string): ContentFinding {
  return { effect: "misread", line, found, allowed, fix };
}

/** Something for which the guest drops all user data. */
export function partError(line: number, found: string, allowed: string, fix: string): ContentFinding {
  return { effect: "aborts", line, found, allowed, fix };
}

/** Something that is over the budget of one review. What is in it nobody knows, so it is no more than a warning. */
export function notLookedAt(line: number): ContentFinding {
  return partWarning(
    line,
    "more, or more deeply nested, than is looked through: not looked at",
    "what opens to no more than 64 KiB in all",
    "let the guest fetch large files",
  );
}
