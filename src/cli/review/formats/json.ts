import { jsonText } from "../../json-text.ts";
import { countByRule } from "../../scan/tally.ts";
import { countExempt } from "../../scan/exempt.ts";
import type { LiveReport, Problem, Report, Result } from "../report.ts";

/** For scripts: the members are a fixed interface, described in src/cli/README.md. */
export function json({ results, summary, live }: Report): string {
  const counts = live === undefined ? {} : countsJson(results, live);
  return jsonText({ results: results.map(resultJson), ...counts, summary });
}

function countsJson(results: readonly Result[], { against, ...groups }: LiveReport): object {
  const counts = countByRule(results);
  if (against !== undefined) return { counts, noLonger: countByRule(against.noLonger) };
  return { counts, exempt: countExempt(results), ...groups };
}

function resultJson(result: Result): unknown {
  const { file, line, apiVersion, kind, namespace, name, verdict, reason, problems, patch } = result;
  const isUnreadable = verdict === "unreadable";
  const warnings = isUnreadable
    ? problems.map(({ summary }) => summary)
    : problems.filter(({ level }) => level === "warning").map(({ message }) => message);
  return {
    ...{ file, line, apiVersion, kind, namespace, name, verdict },
    violations: isUnreadable ? [] : problems.map(violationJson),
    warnings: reason === undefined ? warnings : [reason],
    patch,
  };
}

function violationJson({ rule, level, location, ...problem }: Problem): unknown {
  const { type, field, found, allowed, fix, message, exemption } = problem;
  const action = level === "error" ? "enforce" : "warn";
  const { line, column } = location;
  const exempt = exemption === undefined ? {} : { exemption };
  return { rule, action, type, field, found, allowed, fix, message, line, column, ...exempt };
}
