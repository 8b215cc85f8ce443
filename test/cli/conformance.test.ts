import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPatch, type Operation } from "rfc6902";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { groupVersionKindOf } from "../../src/admission/resources.ts";
import type { AdmissionResponse, AdmissionReview } from "../../src/admission/admission-review.ts";
import { Field } from "../../src/field/field.ts";
import { runCommand } from "../support/command.ts";
import { goldenReviews } from "../support/golden-reviews.ts";
import { send, serve, type Served } from "../support/server.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-conformance-"));
/** The server under test has no cluster, so it reads no Secrets, whatever its policy says; the command must not either. */
const policy = join(folder, "policy.yaml");
const shipped = join(import.meta.dirname, "..", "..", "manifests", "policy", "policy.yaml");
const withoutSecrets = [
  ["  secrets: true", "  secrets: false"],
  ["  at: instance", "  at: vm"],
] as const;
const text = withoutSecrets.reduce((all, [from, to]) => all.replace(from, to), readFileSync(shipped, "utf8"));
writeFileSync(policy, text);
let server: Served;
beforeAll(async () => {
  server = await serve(`--policy=${policy}`);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** What vmgate says of an object, through whichever door. */
interface Said {
  readonly isAllowed: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly patch: readonly Operation[];
}

async function ask(path: string, object: unknown, oldObject: unknown): Promise<AdmissionResponse> {
  const metadata = Field.root(object).at("metadata");
  const request = {
    uid: "conformance",
    kind: groupVersionKindOf(object),
    name: metadata.at("name").value,
    namespace: metadata.at("namespace").value,
    operation: oldObject === null ? "CREATE" : "UPDATE",
    userInfo: { username: "ada" },
    object,
    oldObject,
  };
  const body = JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request });
  const { text } = await send(`${server.url}${path}`, { body }, server.ca);
  return (JSON.parse(text) as AdmissionReview).response;
}

/** As the API server asks: /mutate, and where that allows it, /validate about what would be stored. */
async function fromServer(object: unknown, oldObject: unknown): Promise<Said> {
  const mutated = await ask("/mutate", object, oldObject);
  const causes = (mutated.status?.details?.causes ?? []).filter(({ field }) => field !== "contact");
  const errors = causes.map(({ field, message }) => `${field}: ${message}`);
  const warnings = mutated.warnings ?? [];
  if (!mutated.allowed) return { isAllowed: false, errors, warnings, patch: [] };
  const patch = JSON.parse(Buffer.from(mutated.patch ?? "W10=", "base64").toString()) as Operation[];
  const stored = structuredClone(object);
  applyPatch(stored, patch);
  const validated = await ask("/validate", stored, oldObject);
  expect(validated.allowed).toBe(true);
  return { isAllowed: true, errors, warnings: [...warnings, ...(validated.warnings ?? [])], patch };
}

/** The API server checks fields before it asks; vmgate's server does not see what it refuses. */
async function fromCommand(object: unknown, oldObject: unknown): Promise<Said> {
  const old = join(folder, "old.yaml");
  writeFileSync(old, oldObject === null ? "" : stringify(oldObject));
  const args = ["review", "-", "--policy", policy, "--old", old, "--fields", "ignore", "--format", "json"];
  const { stdout } = await runCommand(args, stringify(object));
  const { results } = JSON.parse(stdout) as { readonly results: readonly Reviewed[] };
  const [{ verdict, violations, warnings, patch } = nothing] = results;
  const errors = violations.filter(({ action }) => action === "enforce").map(({ message }) => message);
  return { isAllowed: verdict === "allowed", errors, warnings, patch: verdict === "allowed" ? patch : [] };
}

interface Reviewed {
  readonly verdict: string;
  readonly violations: readonly { readonly action: string; readonly message: string }[];
  readonly warnings: readonly string[];
  readonly patch: readonly Operation[];
}
const nothing: Reviewed = { verdict: "", violations: [], warnings: [], patch: [] };

test.for(goldenReviews.map((review) => [review.title, review] as const))(
  "%s: the command says what the server says",
  async ([, { object, oldObject }]) => {
    expect(await fromCommand(object, oldObject)).toEqual(await fromServer(object, oldObject));
  },
);
