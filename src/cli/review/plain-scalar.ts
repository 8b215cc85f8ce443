import { isScalar, Schema, type ScalarTag } from "yaml";
import { kubernetesTags } from "./kubernetes-tags.ts";

/** The tags whose scalars are known by their spelling, all but that of merge keys. */
const known = new Schema({ schema: "yaml-1.1", customTags: kubernetesTags }).tags.filter(
  (tag): tag is ScalarTag & { test: RegExp } => "test" in tag && tag.default === true,
);

/** How a scalar begins that may be no text: numbers, null, and the words for true and false. */
const beginnings: ReadonlySet<string> = new Set("+-.0123456789~nNtTfFyYoO");

/** The tags refuse nothing that has their spelling. */
const refuse = (): void => undefined;

/** What a scalar without quotes and tag is as data, by the tags with which the reader of all YAML has it. */
export function resolvePlain(text: string): unknown {
  if (text !== "" && !beginnings.has(text[0] ?? "")) return text;
  const resolved = known.find(({ test }) => test.test(text))?.resolve(text, refuse, {});
  return isScalar(resolved) ? resolved.value : (resolved ?? text);
}
