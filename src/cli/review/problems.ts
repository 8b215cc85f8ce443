import type { Decision } from "../../admission/admit.ts";
import type { Finding } from "../../field/error.ts";
import { errorTypes, formatFinding } from "../../field/format.ts";
import { formatPath } from "../../field/path.ts";
import type { Check } from "./checks.ts";
import type { Manifest } from "./manifests.ts";
import type { Problem } from "./report.ts";
import type { Location } from "./source-lines.ts";

/** The findings of a decision, each where it is in the file. */
export function problemsOf(decision: Decision, manifest: Manifest): readonly Problem[] {
  // The decision has a text for each finding that only warns, in their order; it names the exemption, if there is one.
  const warnings = [...decision.injectionWarnings, ...decision.warnings];
  let warned = 0;
  return decision.findings.map((finding) =>
    finding.action === "enforce"
      ? errorProblem(finding, manifest)
      : warningProblem(finding, warnings[warned++] ?? "", manifest),
  );
}

/** A finding that refuses the object. */
export function errorProblem(finding: Finding, { locate }: Manifest): Problem {
  const { rule, type, path, found, allowed, fix, edits = [] } = finding;
  const { label, showsFound } = errorTypes[type];
  return {
    rule,
    level: "error",
    type,
    field: formatPath(path),
    found,
    allowed,
    fix,
    summary: [label, ...(showsFound && found !== "" ? [found] : []), allowed].join(": "),
    message: formatFinding(finding),
    location: locate(path),
    edits,
  };
}

/** A finding that only warns; the message is the cluster's, where the cluster has one. */
export function warningProblem(finding: Finding, message: string, { locate }: Manifest): Problem {
  const { rule, type, path, found, allowed, fix, edits = [], exemption } = finding;
  const field = formatPath(path);
  // The message without what the other members say.
  const body = message.slice(`${field}: `.length, message.length - ` [${rule}]`.length);
  const summary = withoutFix(body, fix);
  return {
    rule,
    level: "warning",
    type,
    field,
    found,
    allowed,
    fix,
    summary,
    message,
    location: locate(path),
    edits,
    ...(exemption === undefined ? {} : { exemption }),
  };
}

/** The beginning of a fix by which it is known in a text that was cut. */
const knownFix = 16;

/** A text without the fix at its end, of which a text that was cut has only the beginning. */
function withoutFix(body: string, fix: string): string {
  const end = `; ${fix}`;
  if (body.endsWith(end)) return body.slice(0, -end.length);
  const start = body.endsWith("…") ? body.indexOf(end.slice(0, knownFix)) : -1;
  return start > 0 && end.startsWith(body.slice(start, -1)) ? body.slice(0, start) : body;
}

/** An error that is no field's. */
export function fileProblem({ id }: Check, summary: string, location: Location): Problem {
  const empty = { type: "", field: "", found: "", allowed: "", fix: "", edits: [] };
  return { rule: id, level: "error", ...empty, summary, message: `${summary} [${id}]`, location };
}
