import type { Judgement } from "./judge.ts";

/** Most names that are kept for one rule of one namespace; more are only counted. */
const mostNames = 5;

/** Objects of one namespace that one rule denies, or warns of. */
export interface RuleCount {
  readonly namespace: string;
  readonly rule: string;
  readonly action: "enforce" | "warn" | "failed";
  readonly objects: number;
  /** `Kind/name` of the first five. */
  readonly names: readonly string[];
}

/** What was found in a cluster; the fields are an interface that scripts rely on. */
export interface ScanReport {
  readonly counts: readonly RuleCount[];
  readonly summary: {
    readonly scanned: number;
    readonly denied: number;
    readonly warned: number;
    readonly failed: number;
  };
}

/** Counts judgements; what it keeps does not grow with the number of objects. */
export class Tally {
  readonly #counts = new Map<string, { count: RuleCount; objects: number; names: string[] }>();
  #scanned = 0;
  #denied = 0;
  #warned = 0;
  #failed = 0;

  add(judgement: Judgement): void {
    const { denied, warned, failed } = judgement;
    this.#scanned++;
    if (failed.length > 0) this.#failed++;
    else if (denied.length > 0) this.#denied++;
    else if (warned.length > 0) this.#warned++;
    for (const rule of denied) this.#count(judgement, rule, "enforce");
    for (const rule of warned) this.#count(judgement, rule, "warn");
    for (const rule of failed) this.#count(judgement, rule, "failed");
  }

  /** The counts by namespace, rule and action, in the order of the alphabet. */
  report(): ScanReport {
    const counts = [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { count, objects, names }]) => ({ ...count, objects, names }));
    const [scanned, denied, warned, failed] = [this.#scanned, this.#denied, this.#warned, this.#failed];
    return { counts, summary: { scanned, denied, warned, failed } };
  }

  #count({ kind, namespace, name }: Judgement, rule: string, action: RuleCount["action"]): void {
    const key = `${namespace} ${rule} ${action}`;
    const count = { namespace, rule, action, objects: 0, names: [] };
    const entry = this.#counts.get(key) ?? { count, objects: 0, names: [] };
    entry.objects++;
    if (entry.names.length < mostNames) entry.names.push(`${kind}/${name}`);
    this.#counts.set(key, entry);
  }
}

/** What the second of two policies changes. */
export interface Difference {
  /** Denied by the second alone, and by the first alone. */
  readonly newly: ScanReport;
  readonly noLonger: ScanReport;
}

/** Counts what changes from one policy to another. */
export class DifferenceTally {
  readonly #newly = new Tally();
  readonly #noLonger = new Tally();

  add(before: Judgement, after: Judgement): void {
    this.#newly.add(less(after, before));
    this.#noLonger.add(less(before, after));
  }

  report(): Difference {
    return { newly: this.#newly.report(), noLonger: this.#noLonger.report() };
  }
}

/** What denies one and not the other. */
function less(one: Judgement, other: Judgement): Judgement {
  return {
    ...one,
    denied: one.denied.filter((rule) => !other.denied.includes(rule)),
    warned: [],
    failed: one.failed.filter((rule) => !other.failed.includes(rule)),
  };
}
