import { resourceOf } from "../../admission/resources.ts";
import { isDenied } from "../../webhook/response.ts";
import { admit, type Decision } from "../../admission/admit.ts";
import { RuleError } from "../../admission/validate.ts";
import type { AdmissionRequest } from "../../admission/admission-review.ts";
import type { Engine } from "../../admission/engine.ts";
import { apiServerProblems, type FieldMode } from "./api-server.ts";
import { checks } from "./checks.ts";
import type { Manifest } from "./manifests.ts";
import { fileProblem, problemsOf } from "./problems.ts";
import { createRequest, type RequestOptions } from "./request.ts";
import type { Result } from "./report.ts";
import type { Location } from "./source-lines.ts";

/** What the review of an object needs to know. */
export interface ObjectOptions extends RequestOptions {
  readonly engine: Engine;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What unknown fields and values of another type are: nothing, warnings, or errors. */
  readonly fields: FieldMode;
}

/** An object's part of the report, and the object as it would be stored where it is allowed. */
export interface Reviewed {
  readonly result: Result;
  readonly stored?: unknown;
}

type Identity = Pick<Result, "file" | "line" | "apiVersion" | "kind" | "namespace" | "name">;

function identityOf(file: string, line: number, { kind, namespace, name }: AdmissionRequest): Identity {
  const apiVersion = kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
  return { file, line, apiVersion, kind: kind.kind, namespace, name };
}

/** The result for what cannot be read. */
export function unreadable(file: string, summary: string, location: Location): Result {
  const nothing = { apiVersion: "", kind: "", namespace: "", name: "", patch: [] };
  const problem = fileProblem(checks.unreadable, summary, location);
  return { file, line: location.line, verdict: "unreadable", problems: [problem], ...nothing };
}

/** Reviews one object of a file. */
export function reviewManifest(
  file: string,
  manifest: Manifest,
  isPatch: boolean,
  options: ObjectOptions,
): Reviewed {
  if (manifest.problem !== undefined)
    return { result: unreadable(file, manifest.problem, manifest.locate([])) };
  const request = createRequest(manifest.object, options);
  const nothing = { ...identityOf(file, manifest.line, request), problems: [], patch: [] };
  if (isPatch) {
    const reason = "a patch of kustomize, not a whole object";
    return { result: { ...nothing, verdict: "skipped", reason } };
  }
  const problems = apiServerProblems(manifest, request, options.fields);
  const isRefused = problems.some(({ level }) => level === "error");
  if (resourceOf(request.kind) === undefined)
    return { result: { ...nothing, verdict: isRefused ? "refused" : "skipped", problems } };
  const decision = decideOrFault(request, options);
  if (typeof decision === "string") {
    const problem = fileProblem(checks.internalError, decision, manifest.locate([]));
    return { result: { ...nothing, verdict: "unreadable", problems: [problem] } };
  }
  const isAllowed = !isDenied(decision) && !isRefused;
  const result = {
    ...nothing,
    verdict: isAllowed ? "allowed" : "refused",
    problems: [...problems, ...problemsOf(decision, manifest)],
    patch: decision.patch,
  } as const;
  return isAllowed ? { result, stored: decision.object } : { result };
}

/** What the engine decided, or which rule of ours threw: the other objects are reviewed all the same. */
function decideOrFault(request: AdmissionRequest, { engine, now }: ObjectOptions): Decision | string {
  try {
    return admit(request, engine, now);
  } catch (error) {
    const [rule, cause] = error instanceof RuleError ? [error.rule, error.cause] : ["engine", error];
    const reason = cause instanceof Error ? cause.message : String(cause);
    return `internal error in rule ${rule}: ${reason}: this is a bug in vmgate, not in the object`;
  }
}
