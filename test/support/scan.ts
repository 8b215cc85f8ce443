import { watchedResources, type WatchedResource } from "../../src/admission/resources.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { notInFile } from "../../src/cli/review/locations.ts";
import type { Problem, Report, Result } from "../../src/cli/review/report.ts";
import { judge } from "../../src/cli/scan/judge.ts";
import { liveReport } from "../../src/cli/scan/live-report.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { today } from "./review.ts";
import { vm } from "./vm.ts";

const [virtualMachines] = watchedResources as readonly [WatchedResource, ...WatchedResource[]];

/** What a scan says of a stored VM. */
export function judged(object: unknown, policy: Policy = defaultPolicy): Result {
  return judge(object, virtualMachines, createEngine(policy), today);
}

/** The ids of the rules that deny a result, and those that warn of it. */
export function rulesOf({ problems }: Result, level: Problem["level"]): readonly string[] {
  return problems.flatMap((problem) => (problem.level === level ? [problem.rule] : []));
}

/** A scan of two VMs, one of which would be denied. */
export function scanReport(): Promise<Report> {
  const named = (name: string, spec: object): Result => judged(vm({ metadata: { name }, spec }));
  return Promise.resolve(liveReport([named("web", {}), named("broken", { runStrategy: "Once" })]));
}

/** A made-up result: the rules that deny an object and those that warn of it; `changes` go over it. */
export function scanned(
  name: string,
  denied: readonly string[],
  warned: readonly string[] = [],
  changes: Partial<Result> = {},
): Result {
  const { kind = "VirtualMachine", namespace = "shop" } = changes;
  return {
    file: `${namespace}/${kind}/${name}`,
    line: notInFile.line,
    apiVersion: "kubevirt.io/v1",
    kind,
    namespace,
    name,
    verdict: denied.length > 0 ? "refused" : "allowed",
    problems: [...problems(denied, "error"), ...problems(warned, "warning")],
    patch: [],
    ...changes,
  };
}

function problems(rules: readonly string[], level: Problem["level"]): readonly Problem[] {
  const nothing = { type: "", field: "", found: "", allowed: "", fix: "", edits: [] };
  return rules.map((rule) => ({
    ...{ rule, level, ...nothing, location: notInFile },
    ...{ summary: "wrong", message: `wrong [${rule}]` },
  }));
}
