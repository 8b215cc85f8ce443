import { admit } from "../../admission/admit.ts";
import type { AdmissionRequest } from "../../admission/admission-review.ts";
import type { Engine } from "../../admission/engine.ts";
import type { WatchedResource } from "../../admission/resources.ts";
import { RuleError } from "../../admission/validate.ts";
import { Field } from "../../field/field.ts";

/** What a policy says of an object that is stored. */
export interface Judgement {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The rules that would deny it, each once. */
  readonly denied: readonly string[];
  /** The rules that would only warn, each once; an exemption makes a warning of a denial. */
  readonly warned: readonly string[];
  /** Rules that threw: a bug in vmgate. */
  readonly failed: readonly string[];
}

/** Whether something else owns an object and would create it again: it is judged where it is written. */
export function isOwned(object: unknown): boolean {
  const owners = Field.root(object).at("metadata", "ownerReferences").items();
  return owners.some((owner) => owner.at("controller").value === true);
}

/**
 * Judges a stored object as if it were created today: an update of it is denied only for what the update adds, so
 * this is what would be denied in an object made again, restored or cloned.
 * @param now milliseconds since 1970
 */
export function judge(object: unknown, resource: WatchedResource, engine: Engine, now: number): Judgement {
  const request = createRequest(object, resource);
  const { namespace, name } = request;
  const identity = { kind: resource.kind, namespace, name };
  try {
    const { findings } = admit(request, engine, now);
    const rules = (action: "enforce" | "warn"): readonly string[] => [
      ...new Set(findings.flatMap((finding) => (finding.action === action ? [finding.rule] : []))),
    ];
    return { ...identity, denied: rules("enforce"), warned: rules("warn"), failed: [] };
  } catch (error) {
    return {
      ...identity,
      denied: [],
      warned: [],
      failed: [error instanceof RuleError ? error.rule : "engine"],
    };
  }
}

function createRequest(
  object: unknown,
  { group, kind, versions: [version = ""] }: WatchedResource,
): AdmissionRequest {
  const metadata = Field.root(object).at("metadata");
  return {
    uid: "",
    kind: { group, version, kind },
    subResource: "",
    name: metadata.at("name").string ?? "",
    namespace: metadata.at("namespace").string ?? "",
    operation: "CREATE",
    username: "",
    isDryRun: true,
    object,
    oldObject: null,
  };
}
