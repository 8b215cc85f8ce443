import { readFileSync } from "node:fs";
import { join } from "node:path";
import { applyPatch, type Operation } from "rfc6902";
import { afterAll, beforeAll, expect, test } from "vitest";
import { groupVersionKindOf } from "../../src/admission/resources.ts";
import { isEqual, isObject } from "../../src/field/json.ts";
import { mergePatch } from "../support/vm.ts";
import { ruleReviews, type GoldenReview } from "../support/golden-reviews.ts";
import { saidByCommand, writeGoldenPolicy, type Said } from "../support/said.ts";
import type { Answer, ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createNamespace, kubevirtPath } from "./objects.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";

/*
 * The third door: what the API server says to users, over the same cases as the command, the HTTPS server and the
 * playground. KubeVirt's webhook changes an object before vmgate sees it; the audit log has how, and vmgate's patch.
 */

/** Those of VMs, of which workloads are none; update-table.test.ts sends the table of updates. */
const all = ruleReviews.filter(({ object }) => groupVersionKindOf(object).kind === "VirtualMachine");

/** What KubeVirt itself refuses to store, so that it can't be updated. */
const notStored = [
  ...["single-container, refused", "single-container, admitted", "boot-order, refused"],
  ...["secure-boot, refused", "cloud-init-source, refused", "cloud-init-size, refused", "hostname, refused"],
].map((title) => `${title}, unchanged`);
const reviews = all.filter(({ title }) => !notStored.includes(title));

/** What was sent, what is stored, and what came back. */
interface Sent {
  readonly object: ApiObject;
  readonly stored: ApiObject | null;
  readonly answer: Answer;
}

/** What the API server answered, and the object that vmgate was asked about. */
interface Answered {
  readonly seen: unknown;
  readonly said: Said;
  /** Whether KubeVirt refused what vmgate allows. */
  readonly isOthers: boolean;
}

describeCluster("the API server says what the command says", (cluster) => {
  let vmgate: Vmgate;
  let namespace = "";
  const sent = new Map<GoldenReview, Sent>();
  const answered = new Map<GoldenReview, Answered>();
  const oldNames = new Map<string, string>();

  const path = (name: string): string => kubevirtPath(namespace, "virtualmachines", name);
  const named = (object: unknown, name: string): ApiObject =>
    mergePatch(object, { metadata: { name, namespace } }) as ApiObject;
  const files = (): { policy: string; oldFile: string } => ({
    policy: join(cluster.folder, "golden-policy.yaml"),
    oldFile: join(cluster.folder, "golden-old.yaml"),
  });

  /** As from before vmgate was there; what KubeVirt refuses can't be updated. */
  async function storeOldObjects(): Promise<void> {
    for (const { oldObject } of all) {
      const key = JSON.stringify(oldObject);
      if (oldObject === null || oldNames.has(key)) continue;
      const name = `old-${oldNames.size}`;
      oldNames.set(key, name);
      await cluster.request("POST", path("").slice(0, -1), named(oldObject, name));
    }
  }

  async function send(review: GoldenReview, index: number): Promise<void> {
    const mark = `dryRun=All&fieldManager=golden-${index}`;
    if (review.oldObject === null) {
      const object = named(review.object, "golden");
      const answer = await cluster.request("POST", `${path("").slice(0, -1)}?${mark}`, object);
      sent.set(review, { object, stored: null, answer });
      return;
    }
    const name = oldNames.get(JSON.stringify(review.oldObject)) ?? "";
    for (let tries = 0; tries < 10; tries++) {
      const { status, body: stored } = await cluster.request("GET", path(name));
      if (status !== 200) return;
      const { resourceVersion } = stored.metadata ?? {};
      const object = mergePatch(named(review.object, name), { metadata: { resourceVersion } }) as ApiObject;
      const answer = await cluster.request("PUT", `${path(name)}?${mark}`, object);
      sent.set(review, { object, stored, answer });
      // KubeVirt's controller writes too.
      if (answer.status !== 409) return;
    }
  }

  beforeAll(async () => {
    namespace = await createNamespace(cluster);
    await storeOldObjects();
    writeGoldenPolicy(files().policy);
    vmgate = await startVmgate(cluster, { policy: readFileSync(files().policy, "utf8") });
    await vmgate.register();
    for (const [index, review] of all.entries()) await send(review, index);
    const events = new Map<string, Readonly<Record<string, string>>>();
    for (const { requestURI, annotations = {} } of await cluster.auditEvents()) {
      const [, index] = /fieldManager=golden-(\d+)$/.exec(requestURI) ?? [];
      if (index !== undefined) events.set(index, annotations);
    }
    for (const [index, review] of all.entries()) {
      const one = sent.get(review);
      if (one !== undefined) answered.set(review, answeredTo(one, events.get(String(index)) ?? {}));
    }
  }, 240_000);
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
    await cluster.kubectl(["delete", "namespace", namespace, "--wait=false"]);
  });

  test.for(reviews.map((review) => [review.title, review] as const))("%s", async ([, review]) => {
    const [one, answer] = [sent.get(review), answered.get(review)];
    if (one === undefined || answer === undefined) throw new Error("there is no old object");
    const said = await saidByCommand(answer.seen, one.stored, files());
    // What leaves the spec as it is stored is not validated: the configuration says so.
    const isUnasked = one.stored !== null && isEqual(one.answer.body.spec, one.stored.spec);
    expect(isUnasked ? { ...said, warnings: [] } : said).toEqual(
      answer.isOthers ? { ...answer.said, isAllowed: true } : answer.said,
    );
  });

  test("KubeVirt stores every old object but those that are named", () => {
    const missing = all.filter((review) => !sent.has(review)).map(({ title }) => title);
    expect(missing.sort()).toEqual(notStored.toSorted());
  });

  test("KubeVirt leaves most of them to vmgate", () => {
    const own = [...answered.values()].filter(({ isOthers }) => !isOthers);
    expect(own.length / reviews.length).toBeGreaterThan(0.8);
  });
});

/** What the API server answered to a request, by its answer and the annotations of its audit event. */
function answeredTo({ object, answer }: Sent, annotations: Readonly<Record<string, string>>): Answered {
  const seen = structuredClone(object);
  let patch: readonly Operation[] = [];
  for (const key of Object.keys(annotations).sort()) {
    if (!key.startsWith("patch.webhook")) continue;
    const called = JSON.parse(annotations[key] ?? "") as { configuration: string; patch: Operation[] };
    if (called.configuration === "vmgate") patch = called.patch;
    else applyPatch(seen, called.patch);
  }
  const causes = answer.body.details?.causes ?? [];
  const errors = causes.filter(isOurs).map(({ field = "", message = "" }) => `${field}: ${message}`);
  const isAllowed = answer.status < 300;
  const warnings = answer.warnings.filter((text) => isOurs({ message: text }));
  return {
    seen: sorted(seen),
    said: { isAllowed, errors, warnings, patch },
    isOthers: !isAllowed && errors.length === 0,
  };
}

/** Whether a message names a rule, as all of vmgate's do and none of KubeVirt's. */
function isOurs({ message = "" }: { readonly message?: string }): boolean {
  return / \[[a-z0-9-]+\]$/.test(message);
}

/** Webhooks get members in the order of the alphabet, and a patch has the order of what it changes. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
