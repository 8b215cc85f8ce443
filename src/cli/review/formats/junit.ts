import { printable } from "../../printable.ts";
import type { Problem, Report, Result } from "../report.ts";
import { objectName, placeOf, slashedPath } from "../names.ts";

/** For test reports: a suite for each file, a test case for each object, a failure for each error. */
export function junit({ results }: Report): string {
  const files = new Map<string, Result[]>();
  for (const result of results) {
    const known = files.get(result.file);
    if (known === undefined) files.set(result.file, [result]);
    else known.push(result);
  }
  const suites = [...files].map(([file, own]) => suite(slashedPath(file), own));
  const attributes = `name="vmgate" ${counts(results)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${attributes}>\n${suites.join("")}</testsuites>\n`;
}

function suite(file: string, results: readonly Result[]): string {
  const skipped = results.filter(({ verdict }) => verdict === "skipped").length;
  const cases = results.map((result) => testCase(file, result)).join("");
  return `  <testsuite name=${quoted(file)} ${counts(results)} skipped="${skipped}">\n${cases}  </testsuite>\n`;
}

function counts(results: readonly Result[]): string {
  const count = (wanted: Result["verdict"]): number =>
    results.filter(({ verdict }) => verdict === wanted).length;
  return `tests="${results.length}" failures="${count("refused")}" errors="${count("unreadable")}"`;
}

function testCase(file: string, result: Result): string {
  const { line, verdict, reason, problems } = result;
  const errors = problems.filter(({ level }) => level === "error");
  const warnings = problems.filter(({ level }) => level === "warning");
  const element = verdict === "unreadable" ? "error" : "failure";
  const skipped = reason ?? "a kind that vmgate does not review";
  const children = [
    ...(verdict === "skipped" ? [`<skipped>${escaped(skipped)}</skipped>`] : []),
    ...errors.map((problem) => failure(element, file, problem)),
    ...warnings.map((problem) => `<system-out>${escaped(`warning: ${place(file, problem)}`)}</system-out>`),
  ];
  const name = objectName(result) || `line ${line}`;
  const body = children.map((child) => `      ${child}\n`).join("");
  return `    <testcase name=${quoted(name)} classname=${quoted(file)}>\n${body}    </testcase>\n`;
}

function failure(element: string, file: string, problem: Problem): string {
  const attributes = `type=${quoted(problem.rule)} message=${quoted(problem.message)}`;
  return `<${element} ${attributes}>${escaped(place(file, problem))}</${element}>`;
}

function place(file: string, { location, message }: Problem): string {
  return `${placeOf(file, location)}: ${message}`;
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', "&quot;")}"`;
}

/** Printable text has none of the characters that XML 1.0 forbids but U+FFFE and U+FFFF. */
function escaped(text: string): string {
  return printable(text)
    .replaceAll(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
