import type { Report } from "./report.ts";

/**
 * What was skipped, counted by kind and reason, a line for each reason: `2 Service, 1 ConfigMap`,
 * `1 VirtualMachine: a patch of kustomize, not a whole object`, `3 files: ignored by .gitignore`. Everything in the
 * order in which it was found.
 */
export function describeSkipped({ results, leftOut }: Report): readonly string[] {
  const reasons = new Map<string, Map<string, number>>();
  const count = (kind: string, reason: string): void => {
    const kinds = reasons.get(reason) ?? new Map<string, number>();
    reasons.set(reason, kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
  };
  for (const { verdict, kind, reason = "" } of results) {
    if (verdict === "skipped") count(kind === "" ? "without a kind" : kind, reason);
  }
  for (const { isFolder, reason } of leftOut) count(isFolder ? "folder(s)" : "file(s)", reason);
  return [...reasons].map(([reason, kinds]) => {
    const counts = [...kinds].map(([kind, number]) => `${number} ${withNumber(kind, number)}`).join(", ");
    return reason === "" ? counts : `${counts}: ${reason}`;
  });
}

/** `file(s)` as one says it of so many. */
function withNumber(kind: string, number: number): string {
  return kind.replace("(s)", number === 1 ? "" : "s");
}
