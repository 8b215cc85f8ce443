import { setIn } from "../field/edit.ts";
import { Field } from "../field/field.ts";
import { isStopped, isUnderContract } from "../vm/contract-annotation.ts";
import { lastApplied } from "../vm/last-applied.ts";
import type { ToView } from "../vm/view.ts";

const runStrategy = ["spec", "runStrategy"] as const;

/**
 * The stored VM with the run strategy that its owner had applied, where it is older than vmgate and has been stopped
 * since: it may be started as it was before, though a rule denies that run strategy today (contract §5).
 */
export function withAppliedRunStrategy(stored: unknown, toView: ToView): unknown {
  const vm = toView(stored);
  if (isUnderContract(vm) || !isStopped(vm)) return stored;
  const applied = Field.root(lastApplied(stored)).at(...runStrategy);
  return applied.string === undefined ? stored : setIn(stored, runStrategy, applied.string);
}
