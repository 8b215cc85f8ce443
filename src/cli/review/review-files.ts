import { Field } from "../../field/field.ts";
import { groupVersionKindOf, resourceOf } from "../../admission/resources.ts";
import type { Finding } from "../../field/error.ts";
import { formatFinding, formatWarning } from "../../field/format.ts";
import { toResponse } from "../../webhook/response.ts";
import { admit } from "../../admission/admit.ts";
import type { AdmissionRequest, PatchOperation } from "../../admission/admission-review.ts";
import { formatPath } from "../../field/path.ts";
import type { CompiledPolicy } from "../../policy/compiled-policy.ts";
import { readManifests, type Manifest } from "./manifests.ts";
import { decodeManifest, manifestFiles, type ManifestFile } from "../manifest-files.ts";

/** What became of one object. `skipped` is another kind, or data that is no Kubernetes object. */
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
  readonly policy: CompiledPolicy;
  /** For objects that name no namespace, as kubectl's --namespace. */
  readonly namespace: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the path "-" stands for. */
  readonly readStdin: () => Promise<Uint8Array>;
}

/** Reviews every object in these files and folders, as the cluster would when they are created. */
export async function reviewFiles(paths: readonly string[], options: ReviewOptions): Promise<Report> {
  const results: Result[] = [];
  for (const path of paths) {
    for await (const read of readPath(path, options)) {
      if ("problem" in read) {
        results.push(unreadable(read.file, 1, read.problem));
        continue;
      }
      for (const manifest of readManifests(read.text)) {
        results.push(reviewManifest(read.file, manifest, options));
      }
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

function unreadable(file: string, line: number, problem: string): Result {
  const nothing = { apiVersion: "", kind: "", namespace: "", name: "", violations: [], patch: [] };
  return { file, line, verdict: "unreadable", warnings: [problem], ...nothing };
}

function reviewManifest(file: string, manifest: Manifest, options: ReviewOptions): Result {
  if (manifest.problem !== undefined) return unreadable(file, manifest.line, manifest.problem);
  const request = createRequest(manifest.object, options.namespace);
  const { kind, namespace, name } = request;
  const apiVersion = kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
  const identity = { file, line: manifest.line, apiVersion, kind: kind.kind, namespace, name };
  if (resourceOf(kind) === undefined)
    return { ...identity, verdict: "skipped", violations: [], warnings: [], patch: [] };
  const decision = admit(request, options.policy, options.now);
  const { response } = toResponse("mutating", request, decision);
  return {
    ...identity,
    verdict: response.allowed ? "allowed" : "refused",
    violations: decision.findings.map((finding) => reportFinding(finding, manifest)),
    warnings: [...decision.injectionWarnings, ...decision.warnings],
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
