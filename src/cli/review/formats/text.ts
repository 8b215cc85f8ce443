import { formatPath } from "../../../field/path.ts";
import { printable, printableName } from "../../printable.ts";
import { scanText } from "../../scan/format-text.ts";
import type { Style } from "../../style.ts";
import { countProblems, isNothingReviewed, type Problem, type Report, type Result } from "../report.ts";
import { describeSkipped } from "../skipped.ts";
import type { Location } from "../source-lines.ts";

/** Packed cloud-init is two thousand characters that nobody reads; other defaults are shorter. */
const longestValue = 160;

/**
 * For people, as compilers print: every object that was reviewed, what is wrong with it and where, and what is filled
 * in; then what was skipped, and the counts. Of a cluster, which may have thousands of objects, a line for each rule.
 */
export function text(report: Report, style: Style): string {
  const { results, live } = report;
  if (live !== undefined) return scanText(report, live);
  return results.map((result) => objectText(result, style)).join("") + endText(report);
}

/** What follows the objects: what was skipped, and the counts. */
export function endText(report: Report): string {
  const { summary } = report;
  const skipped = describeSkipped(report).map((line) => printable(`skipped: ${line}`));
  const counts = Object.entries(summary).map(([verdict, count]) => `${count} ${verdict}`);
  const warnings = countProblems(report, "warning");
  const isEmpty = isNothingReviewed(report);
  const end = [
    ...(report.policyFile === undefined ? [] : [printable(`policy: ${report.policyFile}`)]),
    ...baseline(report),
    ...skipped,
    ...(isEmpty
      ? ["nothing was reviewed: there is no VirtualMachine, and no other kind that vmgate reviews"]
      : []),
    [...counts, ...(warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? "" : "s"}`])].join(", "),
  ];
  return `${end.join("\n")}\n`;
}

function baseline({ inBaseline = 0 }: Report): readonly string[] {
  return inBaseline === 0
    ? []
    : [`not shown: ${inBaseline} problem${inBaseline === 1 ? "" : "s"} of the baseline`];
}

/** One object, and the blank line after it; nothing of one that was skipped. */
export function objectText(result: Result, style: Style): string {
  const { file, line, kind, namespace, name, verdict, problems } = result;
  if (verdict === "skipped") return "";
  const object = kind === "" ? "" : ` ${kind} ${printableName(namespace, name)}`;
  const colour = verdict === "allowed" || verdict === "known" ? style.green : style.red;
  const lines = [
    `${style.bold(printable(`${file}:${line}:${object}`))} ${colour(verdict)}`,
    ...problems.map((problem) => problemText(file, problem, style)),
    ...(verdict === "allowed" ? filledIn(result) : []),
  ];
  return `${lines.join("\n")}\n\n`;
}

function problemText(
  file: string,
  { rule, level, field, summary, fix, location }: Problem,
  style: Style,
): string {
  const colour = level === "error" ? style.red : style.yellow;
  const place = style.bold(printable(`${file}:${location.line}:${location.column}:`));
  const message = printable(field === "" ? summary : `${field}: ${summary}`);
  return [
    `${place} ${colour(`${level}:`)} ${message} ${style.dim(`[${printable(rule)}]`)}`,
    ...excerptText(location, style, colour),
    ...(fix === "" ? [] : [printable(`    fix: ${fix}`)]),
  ].join("\n");
}

/** The line of the file, and carets below what is meant. */
function excerptText(
  { line, excerpt }: Location,
  style: Style,
  colour: (text: string) => string,
): readonly string[] {
  if (excerpt.text.trim() === "") return [];
  const shown = (from: number, to: number): string =>
    printable(excerpt.text.slice(from, to).replaceAll("\t", " "));
  const indentation = excerpt.text.length - excerpt.text.trimStart().length;
  const before = shown(indentation, excerpt.start);
  const meant = shown(Math.max(indentation, excerpt.start), excerpt.end);
  const after = shown(Math.max(indentation, excerpt.end), excerpt.text.length);
  const number = String(line);
  return [
    `    ${style.dim(`${number} |`)} ${before}${meant}${after}`,
    `    ${style.dim(`${" ".repeat(number.length)} |`)} ${" ".repeat(before.length)}${colour("^".repeat(Math.max(1, meant.length)))}`,
  ];
}

/** What is filled in, changed and removed before the object is stored, as fields. */
function filledIn({ patch }: Result): readonly string[] {
  return patch.map((operation) => {
    const field = formatPath(operation.path.split("/").slice(1).map(segmentOf));
    if (operation.op === "remove") return printable(`    - ${field}`);
    return printable(`    ${operation.op === "add" ? "+" : "~"} ${field}: ${valueText(operation.value)}`);
  });
}

/** A segment of a JSON Pointer (RFC 6901): digits are an index, since no member of these objects is called so. */
function segmentOf(segment: string): string | number {
  return /^\d+$/.test(segment) ? Number(segment) : segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

function valueText(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > longestValue ? `${json.slice(0, longestValue)}… (--format json shows all)` : json;
}
