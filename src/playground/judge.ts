import { createEngine, type Engine } from "../admission/engine.ts";
import { groupVersionKindOf } from "../admission/resources.ts";
import { ruleIds } from "../admission/rule-registry.ts";
import { diffText } from "../cli/render/diff-text.ts";
import { renderText } from "../cli/render/render-text.ts";
import { readOldText, type OldObjects } from "../cli/review/old-text.ts";
import type { Result } from "../cli/review/report.ts";
import { objectKey } from "../cli/review/request.ts";
import type { ObjectOptions } from "../cli/review/review-object.ts";
import { plain } from "../cli/style.ts";
import { findUserData, type FoundUserData, type NoUserData } from "../cli/userdata/report.ts";
import type { PolicyError } from "../policy/file/error.ts";
import { parsePolicy } from "../policy/file/parse.ts";
import { defaultPolicy } from "../policy/policy.ts";

/** What a policy file says: an engine, or what is wrong with it. */
export type JudgedPolicy = { readonly engine: Engine } | { readonly errors: readonly PolicyError[] };

/** Reads a policy as the commands do; an empty text is the policy that is built in. */
export function judgePolicy(text: string): JudgedPolicy {
  if (text.trim() === "") return { engine: createEngine(defaultPolicy) };
  const parsed = parsePolicy(text, ruleIds);
  return "policy" in parsed ? { engine: createEngine(parsed.policy) } : parsed;
}

/** The name of a text, as that of standard input. */
const file = "-";

/** The namespace of objects that name none, as the commands have it. */
const namespace = "default";

/** Reads the objects as they are stored, as `--old` does; an empty text has none, so that everything is created. */
export function judgeOld(text: string): OldObjects {
  return readOldText(text, namespace);
}

/**
 * What a manifest is judged with.
 * @param now milliseconds since 1970
 */
export function optionsOf(engine: Engine, old: ReadonlyMap<string, unknown>, now: number): ObjectOptions {
  return { engine, namespace, old, now, fields: "strict" };
}

/** What `vmgate review`, `vmgate render --diff` and `vmgate userdata` say of one text. */
export interface Judgement {
  /** An object each, in the order of the text. */
  readonly results: readonly Result[];
  /** Those of them whose object is there already, so that it is updated. */
  readonly updates: ReadonlySet<Result>;
  /** Whether something is refused or cannot be read: then nothing is stored. */
  readonly isRefused: boolean;
  /** From the text to what is stored; empty where nothing differs. */
  readonly diff: string;
  /** What the guests get of what is stored. */
  readonly guests: readonly (FoundUserData | NoUserData)[];
}

/** Judges a text of manifests. */
export function judge(text: string, options: ObjectOptions): Judgement {
  const { results, text: stored } = renderText({ file, text }, options);
  const updates = new Set(results.filter((result) => options.old.has(keyOf(result))));
  const isRefused = results.some(({ verdict }) => verdict === "refused" || verdict === "unreadable");
  if (isRefused) return { results, updates, isRefused, diff: "", guests: [] };
  return {
    results,
    updates,
    isRefused,
    diff: diffText(file, text, stored, plain),
    // A text without a VM is taken for user data itself, which here it is not.
    guests: findUserData(file, new TextEncoder().encode(stored)).filter(({ field }) => field !== file),
  };
}

function keyOf({ apiVersion, kind, namespace, name }: Result): string {
  return objectKey({ kind: groupVersionKindOf({ apiVersion, kind }), namespace, name });
}
