import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPatch, type Operation } from "rfc6902";
import { afterAll, beforeAll, expect, test } from "vitest";
import { groupVersionKindOf } from "../../src/admission/resources.ts";
import type { AdmissionResponse, AdmissionReview } from "../../src/admission/admission-review.ts";
import { Field } from "../../src/field/field.ts";
import { goldenReviews } from "../support/golden-reviews.ts";
import { saidByCommand, writeGoldenPolicy, type Said } from "../support/said.ts";
import { send, serve, type Served } from "../support/server.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-conformance-"));
const files = { policy: join(folder, "policy.yaml"), oldFile: join(folder, "old.yaml") };
let server: Served;
beforeAll(async () => {
  writeGoldenPolicy(files.policy);
  server = await serve(`--policy=${files.policy}`);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

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

test.for(goldenReviews.map((review) => [review.title, review] as const))(
  "%s: the command says what the server says",
  async ([, { object, oldObject }]) => {
    expect(await saidByCommand(object, oldObject, files)).toEqual(await fromServer(object, oldObject));
  },
);
