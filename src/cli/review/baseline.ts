import { writeFile } from "node:fs/promises";
import { isObject } from "../../field/json.ts";
import { readText, reasonOf } from "../../files/read-file.ts";
import { jsonText } from "../json-text.ts";
import { knownProblems } from "./fingerprint.ts";
import { objectName, slashedPath } from "./names.ts";
import { countVerdicts, type Problem, type Report } from "./report.ts";

/** What leaves the problems of a baseline out of a report; or why it can't be read, in one line. */
export type Baseline = { readonly withoutKnown: (report: Report) => Report } | { readonly error: string };

/** Reads a file that `writeBaseline` wrote. */
export async function readBaseline(file: string): Promise<Baseline> {
  const read = await readText(file);
  if ("reason" in read) return { error: `--baseline: ${file}: cannot be read (${read.reason})` };
  const problems = problemsIn(read.text);
  if (problems === undefined)
    return { error: `--baseline: ${file}: must be what --write-baseline wrote; write it anew` };
  const known = new Set(problems.map((problem) => isObject(problem) && problem["fingerprint"]));
  return { withoutKnown: (report) => withoutKnown(report, known) };
}

function problemsIn(text: string): readonly unknown[] | undefined {
  try {
    const file: unknown = JSON.parse(text);
    return isObject(file) && Array.isArray(file["problems"]) ? file["problems"] : undefined;
  } catch {
    return undefined;
  }
}

/** Writes every problem of a report into a baseline, but not what could not be read. Gives why it can't, in one line. */
export async function writeBaseline(report: Report, file: string): Promise<string | undefined> {
  const problems = knownProblems(report)
    .filter(({ result }) => result.verdict !== "unreadable")
    .map(({ result, problem, fingerprint }) => ({
      file: slashedPath(result.file),
      object: objectName(result),
      field: problem.field,
      rule: problem.rule,
      fingerprint,
    }));
  try {
    await writeFile(file, jsonText({ problems }));
    return undefined;
  } catch (error) {
    return `--baseline: ${file}: cannot be written (${reasonOf(error)})`;
  }
}

/** The report without the problems that the baseline has, which are counted. */
function withoutKnown(report: Report, known: ReadonlySet<unknown>): Report {
  const isKnown = new Set<Problem>();
  for (const { result, problem, fingerprint } of knownProblems(report))
    if (result.verdict !== "unreadable" && known.has(fingerprint)) isKnown.add(problem);
  const results = report.results.map((result) => {
    const problems = result.problems.filter((problem) => !isKnown.has(problem));
    const isRefused = result.verdict === "refused" && problems.some(({ level }) => level === "error");
    return {
      ...result,
      problems,
      verdict: result.verdict === "refused" && !isRefused ? "known" : result.verdict,
    } as const;
  });
  return { ...report, results, summary: countVerdicts(results), inBaseline: isKnown.size };
}
