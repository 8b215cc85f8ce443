import { printable, printableName } from "../../cli/printable.ts";
import type { Problem, Result } from "../../cli/review/report.ts";
import { describeRule } from "../../cli/rule-texts.ts";
import type { Judgement } from "../judge.ts";
import type { Mark } from "./editor.ts";
import { element } from "./elements.ts";

/** The outcome in a few words, and whether it is good. */
export interface Headline {
  readonly tone: "good" | "warning" | "error" | "neutral";
  readonly text: string;
}

/** The outcome of a judgement. */
export function headlineOf({ results }: Judgement): Headline {
  const count = (wanted: Result["verdict"]): number =>
    results.filter(({ verdict }) => verdict === wanted).length;
  const problems = results.flatMap((result) => result.problems);
  const [unreadable, refused, allowed] = [count("unreadable"), count("refused"), count("allowed")];
  if (unreadable > 0) return { tone: "error", text: "Can't be read" };
  if (refused > 0) return { tone: "error", text: `Refused: ${numbered(errorsIn(problems), "problem")}` };
  if (allowed === 0) return { tone: "neutral", text: "There is no object that vmgate reviews" };
  if (problems.length > 0)
    return { tone: "warning", text: `Allowed, with ${numbered(problems.length, "warning")}` };
  return { tone: "good", text: "Allowed" };
}

function errorsIn(problems: readonly Problem[]): number {
  return problems.filter(({ level }) => level === "error").length;
}

function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The problems of each object; `show` is called with the one that is chosen. */
export function problemElements(
  { results, updates }: Judgement,
  show: (problem: Problem) => void,
): readonly HTMLElement[] {
  const reviewed = results.filter(({ verdict, problems }) => verdict !== "skipped" || problems.length > 0);
  return reviewed.flatMap((result) => [
    objectElement(result, updates.has(result)),
    ...(result.problems.length === 0
      ? []
      : [element("ol", {}, ...result.problems.map((problem) => problemElement(problem, show)))]),
    ...patchElements(result),
  ]);
}

function objectElement({ kind, namespace, name, verdict }: Result, isUpdate: boolean): HTMLElement {
  const tone = verdict === "allowed" ? "good" : verdict === "skipped" ? "neutral" : "error";
  const title = kind === "" ? "The text" : `${kind} ${printableName(namespace, name)}`;
  const badge = element("span", { class: `badge ${tone}` }, verdict);
  const operation = isUpdate ? [" ", element("span", { class: "operation" }, "update")] : [];
  return element("h3", {}, title, " ", badge, ...operation);
}

/** The JSON Patch of an object that is stored otherwise than it was sent, an operation a line. */
function patchElements({ verdict, patch }: Result): readonly HTMLElement[] {
  if (verdict !== "allowed" || patch.length === 0) return [];
  const title = element("summary", {}, `JSON Patch: ${numbered(patch.length, "operation")}`);
  const lines = patch.map((operation) => printable(JSON.stringify(operation))).join("\n");
  const label = { tabindex: "0", role: "group", "aria-label": "JSON Patch" };
  return [element("details", { class: "patch" }, title, element("pre", label, lines))];
}

function problemElement(problem: Problem, show: (problem: Problem) => void): HTMLElement {
  const { rule, level, field, summary, fix, message, location } = problem;
  const place = element("button", { type: "button", class: "place" }, `line ${location.line}`);
  place.addEventListener("click", () => {
    show(problem);
  });
  return element(
    "li",
    { class: `problem ${level}`, "data-level": level, "data-message": message },
    element("p", { class: "about" }, element("span", { class: `badge ${level}` }, level), " ", place),
    ...(field === "" ? [] : [element("p", { class: "field" }, element("code", {}, field))]),
    element("p", {}, summary),
    ...(fix === "" ? [] : [element("p", { class: "fix" }, element("strong", {}, "Fix:"), ` ${fix}`)]),
    ruleElement(rule),
  );
}

/** The rule, which says what it is there for once it is opened. */
function ruleElement(id: string): HTMLElement {
  const { summary, why } = describeRule(id);
  return element(
    "details",
    {},
    element("summary", {}, element("code", {}, id)),
    element("p", {}, ...prose(summary)),
    element("p", {}, ...prose(why)),
  );
}

/** A text of ours, in which code is between backticks. */
function prose(text: string): readonly (Node | string)[] {
  return text.split("`").map((piece, i) => (i % 2 === 0 ? piece : element("code", {}, piece)));
}

/** The problems as marks for the editor. */
export function marksOf({ results }: Judgement): readonly Mark[] {
  return results.flatMap(({ problems }) =>
    problems.map(({ location: { line, column, endColumn }, level, summary, fix }) => ({
      ...{ line, column, endColumn, level },
      message: fix === "" ? summary : `${summary}\nFix: ${fix}`,
    })),
  );
}
