import { groupVersionKindOf } from "../../src/admission/resources.ts";
import { isEqual } from "../../src/field/json.ts";
import { rows, vmOf } from "../cluster/update-rows.ts";
import { ruleCases } from "./rule-cases.ts";

/** An object that is created, or sent in place of the one that is stored. */
export interface GoldenReview {
  readonly title: string;
  readonly object: unknown;
  /** Null where it is created. */
  readonly oldObject: unknown;
}

/** Both examples of every rule as they are created, as an update of the minimal object, and as one that changes nothing. */
export const ruleReviews: readonly GoldenReview[] = ruleCases.flatMap(([id, outcome, object, before]) => {
  const title = `${id}, ${outcome}`;
  // An object keeps its kind for life.
  const isKept = isEqual(groupVersionKindOf(before), groupVersionKindOf(object));
  const created = { title: `${title}, created`, object, oldObject: null };
  return isKept
    ? [
        created,
        { title: `${title}, updated`, object, oldObject: before },
        { title: `${title}, unchanged`, object, oldObject: object },
      ]
    : [created];
});

/** What vmgate must say the same of, whoever asks: those, and the table of updates. */
export const goldenReviews: readonly GoldenReview[] = [
  ...ruleReviews,
  ...rows.map(([words, before, after]) => ({
    title: `update: ${words}`,
    object: vmOf("shop", "row", after),
    oldObject: vmOf("shop", "row", before),
  })),
];
