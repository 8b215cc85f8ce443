import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { InjectionReport } from "../../src/admission/injection-report.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { withSource } from "../support/injection.ts";
import { platform } from "../support/platform.ts";
import { create, request, admit, today } from "../support/review.ts";
import { handle } from "../support/handle.ts";
import { reviewOf } from "../support/server.ts";
import { vm } from "../support/vm.ts";

const policy: Policy = { ...defaultPolicy, platform };
const inline: Policy = { ...policy, injection: { ...policy.injection, secrets: false } };
const bad: Policy = {
  ...policy,
  platform: { ...platform, dns: { servers: ["not an address"], search: [] } },
};
// Hardly compressible: it fits by itself, but not together with the platform's.
const noise = Array.from({ length: 20 }, (_, i) => createHash("sha512").update(`${i}`).digest("base64"));
const long = withSource({ userData: `#!/bin/sh\n${noise.join("\n")}` });

test.for<[what: string, object: unknown, by: Policy, expected: InjectionReport | undefined]>([
  [
    "the user's volume",
    withSource({ userData: "#cloud-config\n{}\n" }),
    policy,
    { place: "inline", skipped: [] },
  ],
  ["a volume of the user's without data", withSource({}), policy, { place: "inline", skipped: [] }],
  ["a volume of vmgate's", vm(), policy, { place: "volume", skipped: [] }],
  ["a platform that gives nothing", vm(), defaultPolicy, { skipped: [] }],
  [
    "content that nothing is merged with",
    withSource({ userData: '{"ignition": {}}' }),
    policy,
    { skipped: ["content"] },
  ],
  ["data in a Secret, for the start", withSource({ secretRef: { name: "s" } }), policy, { skipped: [] }],
  ["data in a Secret, never read", withSource({ secretRef: { name: "s" } }), inline, { skipped: ["source"] }],
  ["data too long, for the start", long, policy, { skipped: [] }],
  ["data too long, without a Secret", long, inline, { skipped: ["size"] }],
  ["a value that is invalid", vm(), bad, { skipped: ["policy"] }],
  ["no object", null, policy, { skipped: [] }],
])("%s", ([, object, by, expected]) => {
  expect(create(object, by).injection).toEqual(expected);
});

test("what was injected already is in the same place", () => {
  const { object, injection } = create(vm(), policy);
  expect(create(object, policy).injection).toEqual(injection);
});

test("kinds that get nothing are not reported", () => {
  const kind = { group: "pool.kubevirt.io", version: "v1beta1", kind: "VirtualMachinePool" };
  expect(admit(request(vm(), { kind }), policy).injection).toBeUndefined();
});

test("only the mutating webhook reports, so that nothing is counted twice", () => {
  const body: unknown = JSON.parse(reviewOf(vm()));
  const report = (webhook: "mutating" | "validating"): unknown =>
    handle(webhook, body, policy, today).summary.injection;
  expect([report("mutating"), report("validating")]).toEqual([{ place: "volume", skipped: [] }, undefined]);
});
