import type { OldObjects } from "../../cli/review/old-text.ts";
import { formatErrorBody } from "../../field/format.ts";
import { formatPath } from "../../field/path.ts";
import type { PolicyError } from "../../policy/file/error.ts";
import type { Mark } from "./editor.ts";
import { element } from "./elements.ts";

type UnreadableOld = Extract<OldObjects, { readonly problem: string }>;

/** What is wrong with a policy; it is shown as problems are. */
export function policyElements(errors: readonly PolicyError[]): readonly HTMLElement[] {
  const items = errors.map((error) =>
    element(
      "li",
      { class: "problem error" },
      element("p", { class: "about" }, `line ${error.line}`),
      element("p", { class: "field" }, element("code", {}, formatPath(error.path))),
      element("p", {}, formatErrorBody(error)),
    ),
  );
  return [element("h3", {}, "The policy"), element("ol", {}, ...items)];
}

/** The same as marks, each a whole line. */
export function policyMarks(errors: readonly PolicyError[]): readonly Mark[] {
  return errors.map((error) => ({
    ...{ line: error.line, column: 1, endColumn: 1000, level: "error" },
    message: formatErrorBody(error),
  }));
}

/** Why the old object can't be read; it is shown as problems are. */
export function oldElements({ problem, location }: UnreadableOld): readonly HTMLElement[] {
  const about = element("p", { class: "about" }, `line ${location.line}`);
  const item = element("li", { class: "problem error" }, about, element("p", {}, problem));
  return [element("h3", {}, "The old object"), element("ol", {}, item)];
}

/** The same as a mark. */
export function oldMarks({ problem, location }: UnreadableOld): readonly Mark[] {
  const { line, column, endColumn } = location;
  return [{ line, column, endColumn, level: "error", message: problem }];
}

/** What is said where an old object is given and nothing is an update of it. */
export function noUpdateElement(): HTMLElement {
  const text =
    "Nothing is an update: no object of the manifest has the kind, namespace and name of an old one.";
  return element("p", { class: "quiet" }, text);
}
