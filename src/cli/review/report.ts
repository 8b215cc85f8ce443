import type { PatchOperation } from "../../admission/admission-review.ts";
import type { AppliedExemption } from "../../field/error.ts";
import type { FieldEdit } from "../../field/fix.ts";
import type { LeftOut } from "../ignore/ignored.ts";
import type { ObjectGroup } from "../scan/object-groups.ts";
import type { Location } from "./source-lines.ts";

/**
 * The verdict on one object. `skipped` is another kind, or data that is not a Kubernetes object; `known` is refused for
 * nothing but what the baseline has.
 */
type Verdict = "allowed" | "refused" | "known" | "skipped" | "unreadable";

/** One thing that is wrong with an object, and where it is in the file. */
export interface Problem {
  /** The id of the rule, or of the check (checks.ts). */
  readonly rule: string;
  /** An error refuses the object, a warning does not. */
  readonly level: "error" | "warning";
  /** One of Kubernetes' types of field errors; empty where no field is to blame, as are the four below. */
  readonly type: string;
  readonly field: string;
  readonly found: string;
  readonly allowed: string;
  readonly fix: string;
  /** What is wrong, without field, fix and rule: `Invalid value: "1500m": must be …`. */
  readonly summary: string;
  /** All of it on one line, as the cluster says it. */
  readonly message: string;
  readonly location: Location;
  /** Why this is only a warning, where the policy exempts the object from the rule. */
  readonly exemption?: AppliedExemption;
  /** What fixes it, where nothing else can be meant. */
  readonly edits: readonly FieldEdit[];
}

/** One object's part of the report. */
export interface Result {
  /** For an object of a cluster `namespace/kind/name`. */
  readonly file: string;
  /** Line of the file on which the object begins, from 1; 0 for an object of a cluster. */
  readonly line: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly verdict: Verdict;
  /** Why an object of a kind that is reviewed was skipped. */
  readonly reason?: string;
  readonly problems: readonly Problem[];
  /** From the object in the file to the one that would be stored. */
  readonly patch: readonly PatchOperation[];
}

/** The whole report: every object in the order of the files. */
export interface Report {
  readonly results: readonly Result[];
  /** The policy file that was found without anybody having named it. */
  readonly policyFile?: string;
  /** How many problems were left out since the baseline has them. */
  readonly inBaseline?: number;
  /** What was in a folder and not read. */
  readonly leftOut: readonly LeftOut[];
  readonly summary: Summary;
  /** Set where the objects are those of a cluster. */
  readonly live?: LiveReport;
}

/** What a report on the objects of a cluster has beside its results. */
export interface LiveReport {
  /** Instances that run with other platform cloud-init than a start would give them today. */
  readonly outdated: readonly ObjectGroup[];
  /** Instances of which that could not be found out. */
  readonly unchecked: readonly ObjectGroup[];
  /** VMs that are not under the contract. */
  readonly notUnderContract: readonly ObjectGroup[];
  /** Set where the results are only what another policy would newly refuse. */
  readonly against?: {
    readonly policyFile: string;
    /** What it would no longer refuse, of the objects for which there is such a thing. */
    readonly noLonger: readonly Result[];
  };
}

/** How many objects there are of each verdict; `known` is there only under a baseline. */
export type Summary = Readonly<Record<Exclude<Verdict, "known">, number>> & { readonly known?: number };

/** The report of these results. */
export function toReport(results: readonly Result[], leftOut: readonly LeftOut[]): Report {
  return { results, leftOut, summary: countVerdicts(results) };
}

/** The counts of these results. */
export function countVerdicts(results: readonly Result[]): Summary {
  const counts = { allowed: 0, refused: 0, skipped: 0, unreadable: 0 };
  let known = 0;
  for (const { verdict } of results) {
    if (verdict === "known") known++;
    else counts[verdict]++;
  }
  return known === 0 ? counts : { ...counts, known };
}

/** Whether no object was of a kind that is reviewed. */
export function isNothingReviewed({ summary: { allowed, refused, known = 0 } }: Report): boolean {
  return allowed + refused + known === 0;
}

/** How many problems of a level the report has. */
export function countProblems({ results }: Report, level: Problem["level"]): number {
  let count = 0;
  for (const { problems } of results) count += problems.filter((problem) => problem.level === level).length;
  return count;
}

/** The report without warnings, and without the objects that have no error; the summary stays. */
export function errorsOnly({ results, ...report }: Report): Report {
  const failed = results.filter(({ verdict }) => verdict === "refused" || verdict === "unreadable");
  const isError = ({ level }: Problem): boolean => level === "error";
  return {
    ...report,
    leftOut: [],
    results: failed.map((result) => ({ ...result, problems: result.problems.filter(isError) })),
  };
}
