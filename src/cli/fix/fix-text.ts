import type { Document } from "yaml";
import { applyEdits, type FieldEdit } from "../../field/fix.ts";
import { isEqual } from "../../field/json.ts";
import { parseManifests, type Manifest } from "../review/manifests.ts";
import type { Problem, Result } from "../review/report.ts";
import { reviewManifest, type ObjectOptions } from "../review/review-object.ts";
import { applyTextEdits, type TextEdit } from "./lines.ts";
import { TextEditor } from "./text-edits.ts";

/** A problem that was fixed, and the object that had it. */
interface Fixed {
  readonly result: Result;
  readonly problem: Problem;
}

/** A text in which everything is fixed that has one right answer. */
export interface FixedText {
  readonly text: string;
  readonly fixed: readonly Fixed[];
  /** The review of what the text is now. */
  readonly results: readonly Result[];
}

/** A text, and what is wrong with the objects in it, in their order. */
interface Judged {
  readonly text: string;
  readonly isAsWritten: boolean;
  readonly documents: readonly Document.Parsed[];
  readonly objects: readonly { readonly manifest: Manifest; readonly result: Result }[];
}

/** A problem of one object, and how it is fixed: in its document, and in the text. */
interface Choice {
  readonly index: number;
  readonly problem: Problem;
  readonly document: Document.Parsed;
  readonly edits: readonly FieldEdit[];
  readonly textEdits: readonly TextEdit[];
}

/** Most problems of one object that are fixed, those included that turn out not to be fixed. */
const mostRounds = 200;

/**
 * Fixes the problems of a text, one of each object at a time, and everything else stays byte for byte. What is written
 * is read and reviewed again: a change that leaves its problem there, brings another one or reaches another object is
 * dropped.
 */
export function fixText(file: string, text: string, options: ObjectOptions): FixedText {
  let current = judge(file, text, options);
  const fixed: Fixed[] = [];
  const dropped = new Set<string>();
  for (let round = 0; round < mostRounds; round++) {
    const choices = choose(current, dropped);
    if (choices.length === 0) break;
    const edits = choices.flatMap(({ textEdits }) => textEdits);
    const next = judge(file, applyTextEdits(current.text, edits), options);
    const failed = failures(choices, current, next);
    for (const choice of failed) dropped.add(keyOf(choice));
    if (failed.length > 0) continue;
    for (const { index, problem } of choices) {
      const result = current.objects[index]?.result;
      if (result !== undefined) fixed.push({ result, problem });
    }
    current = next;
  }
  return { text: current.text, fixed, results: current.objects.map(({ result }) => result) };
}

function judge(file: string, text: string, options: ObjectOptions): Judged {
  const { parsed, documents, manifests } = parseManifests(text);
  const objects = manifests.map((manifest) => ({
    manifest,
    result: reviewManifest(file, manifest, false, options).result,
  }));
  return { text, isAsWritten: parsed === text, documents, objects };
}

/** The first problem of each object that can be fixed. */
function choose({ text, isAsWritten, objects }: Judged, dropped: ReadonlySet<string>): readonly Choice[] {
  if (!isAsWritten) return [];
  return objects.flatMap(({ manifest: { source }, result }, index) => {
    if (source === undefined) return [];
    const editor = new TextEditor(text, source.document);
    for (const problem of result.problems) {
      if (problem.edits.length === 0 || dropped.has(keyOf({ index, problem }))) continue;
      const { document, path: root } = source;
      const textEdits = problem.edits.map((edit) => editor.edit(root, edit));
      if (!textEdits.every((list) => list !== undefined)) continue;
      const edits = problem.edits.map((edit) => ({ ...edit, path: [...root, ...edit.path] }));
      return [{ index, problem, document, edits, textEdits: textEdits.flat() }];
    }
    return [];
  });
}

function keyOf({ index, problem }: Pick<Choice, "index" | "problem">): string {
  return `${index} ${problem.rule} ${problem.field}`;
}

/** The choices after which a document is not what was meant, or its object is not better. */
function failures(choices: readonly Choice[], before: Judged, after: Judged): readonly Choice[] {
  if (before.documents.length !== after.documents.length || before.objects.length !== after.objects.length)
    return choices;
  const editsOf = new Map<Document.Parsed, FieldEdit[]>();
  for (const { document, edits } of choices) {
    const known = editsOf.get(document) ?? [];
    for (const edit of edits) known.push(edit);
    editsOf.set(document, known);
  }
  const others = new Set<Document.Parsed>();
  for (const [i, document] of before.documents.entries()) {
    const wanted = applyEdits(document.toJS(), editsOf.get(document) ?? []);
    if (!isEqual(after.documents[i]?.toJS(), wanted)) others.add(document);
  }
  return choices.filter(({ index, document }) => {
    const [old, now] = [before.objects[index], after.objects[index]];
    return (
      others.has(document) || old === undefined || now === undefined || !isBetter(old.result, now.result)
    );
  });
}

/** Whether there are fewer problems, and of no rule more. */
function isBetter(before: Result, after: Result): boolean {
  const counts = new Map<string, number>();
  const count = ({ level, rule }: Problem, by: number): void => {
    const key = `${level} ${rule}`;
    counts.set(key, (counts.get(key) ?? 0) + by);
  };
  for (const problem of before.problems) count(problem, -1);
  for (const problem of after.problems) count(problem, 1);
  return after.problems.length < before.problems.length && [...counts.values()].every((more) => more <= 0);
}
