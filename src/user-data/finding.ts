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

/** Something the guest ignores or reads differently from how it looks. */
export function misread(line: number, found: string, allowed: string, fix: string): ContentFinding {
  return { effect: "misread", line, found, allowed, fix };
}

/** Something for which the guest drops all user data. */
export function aborts(line: number, found: string, allowed: string, fix: string): ContentFinding {
  return { effect: "aborts", line, found, allowed, fix };
}
