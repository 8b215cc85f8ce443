import { Field } from "../../field/field.ts";
import { groupVersionKindOf, resourceOf, type WatchedResource } from "../../admission/resources.ts";
import { quote, type Finding } from "../../field/error.ts";
import { formatFinding, formatWarning } from "../../field/format.ts";
import { toResponse } from "../../webhook/response.ts";
import { admit, type Decision } from "../../admission/admit.ts";
import { RuleError } from "../../admission/validate.ts";
import type { AdmissionRequest, PatchOperation } from "../../admission/admission-review.ts";
import { formatPath } from "../../field/path.ts";
import type { Engine } from "../../admission/engine.ts";
import { readManifests, type Manifest } from "./manifests.ts";
import { KustomizePatches } from "../kustomize.ts";
import { decodeManifest, manifestFiles, type ManifestFile } from "../manifest-files.ts";

/** The verdict on one object. `skipped` is another kind, or data that is not a Kubernetes object. */
type Verdict = "allowed" | "refused" | "skipped" | "unreadable";

/** One object's part of the report; the fields are a fixed interface that scripts rely on. */
export interface Result {
  readonly file: string;
  readonly line: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly violations: readonly ReportedViolation[];
  readonly warnings: readonly string[];
  readonly patch: readonly PatchOperation[];
}

interface ReportedViolation {
  readonly rule: string;
  readonly action: "enforce" | "warn";
  readonly type: string;
  readonly field: string;
  readonly found: string;
  readonly allowed: string;
  readonly fix: string;
  readonly message: string;
  readonly line: number;
}

/** The whole report. */
export interface Report {
  readonly results: readonly Result[];
  readonly summary: Readonly<Record<Verdict, number>>;
}

/** What the review of files needs to know. */
export interface ReviewOptions {
  readonly engine: Engine;
  /** For objects that name no namespace, as kubectl's --namespace. */
  readonly namespace: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Reads the path "-". */
  readonly readStdin: () => Promise<Uint8Array>;
}

/** Reviews every object in these files and folders, as the cluster would when they are created. */
export async function reviewFiles(paths: readonly string[], options: ReviewOptions): Promise<Report> {
  const results: Result[] = [];
  const patches = new KustomizePatches();
  for (const path of paths) {
    for await (const read of readPath(path, options)) {
      const isPatch = path !== "-" && (await patches.has(read.file));
      for (const result of reviewFile(read, isPatch, options)) results.push(result);
    }
  }
  const count = (verdict: Verdict): number => results.filter((result) => result.verdict === verdict).length;
  return {
    results,
    summary: {
      allowed: count("allowed"),
      refused: count("refused"),
      skipped: count("skipped"),
      unreadable: count("unreadable"),
    },
  };
}

async function* readPath(path: string, { readStdin }: ReviewOptions): AsyncGenerator<ManifestFile> {
  if (path === "-") yield decodeManifest(path, await readStdin());
  else yield* manifestFiles(path);
}

function* reviewFile(read: ManifestFile, isPatch: boolean, options: ReviewOptions): Generator<Result> {
  if ("problem" in read) {
    yield unreadable(read.file, 1, read.problem);
    return;
  }
  for (const manifest of readManifests(read.text)) {
    yield reviewManifest(read.file, manifest, isPatch, options);
  }
}

type Identity = Pick<Result, "file" | "line" | "apiVersion" | "kind" | "namespace" | "name">;

function identityOf(file: string, line: number, { kind, namespace, name }: AdmissionRequest): Identity {
  const apiVersion = kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
  return { file, line, apiVersion, kind: kind.kind, namespace, name };
}

function skipped(identity: Identity, ...why: readonly string[]): Result {
  return { ...identity, verdict: "skipped", violations: [], warnings: why, patch: [] };
}

function unreadable(file: string, line: number, problem: string): Result {
  const nothing = { apiVersion: "", kind: "", namespace: "", name: "", violations: [], patch: [] };
  return { file, line, verdict: "unreadable", warnings: [problem], ...nothing };
}

function reviewManifest(file: string, manifest: Manifest, isPatch: boolean, options: ReviewOptions): Result {
  if (manifest.problem !== undefined) return unreadable(file, manifest.line, manifest.problem);
  const request = createRequest(manifest.object, options.namespace);
  const identity = identityOf(file, manifest.line, request);
  if (isPatch) return skipped(identity, "a patch of kustomize, not a whole object");
  const kind = resourceOf(request.kind);
  if (kind === undefined) return skipped(identity);
  const unserved = kind.versions.includes(request.kind.version) ? [] : [unservedVersion(kind, identity)];
  const decision = decideOrFault(request, options);
  if (typeof decision === "string")
    return { ...identity, verdict: "unreadable", violations: [], warnings: [decision], patch: [] };
  const { response } = toResponse("mutating", request, decision);
  return {
    ...identity,
    verdict: response.allowed && unserved.length === 0 ? "allowed" : "refused",
    violations: decision.findings.map((finding) => reportFinding(finding, manifest)),
    warnings: [...unserved, ...decision.injectionWarnings, ...decision.warnings],
    patch: decision.patch,
  };
}

function reportFinding(finding: Finding, { lineOf }: Manifest): ReportedViolation {
  const { rule, action, type, path, found, allowed, fix } = finding;
  return {
    rule,
    action,
    type,
    field: formatPath(path),
    found,
    allowed,
    fix,
    message: action === "enforce" ? formatFinding(finding) : formatWarning(finding),
    line: lineOf(path),
  };
}

/** What the engine decided, or which rule of ours threw: the other objects are reviewed all the same. */
function decideOrFault(request: AdmissionRequest, { engine, now }: ReviewOptions): Decision | string {
  try {
    return admit(request, engine, now);
  } catch (error) {
    const [rule, cause] = error instanceof RuleError ? [error.rule, error.cause] : ["engine", error];
    const reason = cause instanceof Error ? cause.message : String(cause);
    return `internal error in rule ${rule}: ${reason}: this is a bug in vmgate, not in the object [${rule}]`;
  }
}

/** An API server takes no object of a version that it does not serve, whoever would judge it. */
function unservedVersion({ group, versions }: WatchedResource, { apiVersion }: Identity): string {
  const served = versions.map((version) => `"${group}/${version}"`).join(" or ");
  return `apiVersion: ${quote(apiVersion)}: must be ${served}, which a cluster serves`;
}

/** The request that the API server would send for a person who creates the object. */
function createRequest(object: unknown, namespace: string): AdmissionRequest {
  const metadata = Field.root(object).at("metadata");
  return {
    uid: "",
    kind: groupVersionKindOf(object),
    subResource: "",
    name: metadata.at("name").string ?? metadata.at("generateName").string ?? "",
    namespace: metadata.at("namespace").string ?? namespace,
    operation: "CREATE",
    username: "",
    isDryRun: true,
    object,
    oldObject: null,
  };
}
