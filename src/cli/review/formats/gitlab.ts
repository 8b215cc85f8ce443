import { jsonText } from "../../json-text.ts";
import { knownProblems } from "../fingerprint.ts";
import type { Report } from "../report.ts";
import { objectName, slashedPath } from "../names.ts";

/**
 * For GitLab: a Code Quality report, which is a list of issues (docs.gitlab.com, ci/testing/code_quality). Each must
 * have a path and a line.
 */
export function gitlab(report: Report): string {
  const issues = knownProblems(report).map(({ result, problem, fingerprint }) => ({
    description: [objectName(result), problem.message].filter(Boolean).join(": "),
    check_name: problem.rule,
    fingerprint,
    severity: problem.level === "error" ? "major" : "minor",
    location: { path: slashedPath(result.file), lines: { begin: Math.max(1, problem.location.line) } },
  }));
  return jsonText(issues);
}
