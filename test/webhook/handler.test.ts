import { describe, expect, test } from "vitest";
import { DecodeError } from "../../src/webhook/decode.ts";
import type { WebhookKind } from "../../src/webhook/response.ts";
import { handle } from "../support/handle.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { today } from "../support/review.ts";
import { vm, vmWithTemplate } from "../support/vm.ts";

function body(object: unknown, changes: object = {}): unknown {
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid: "u-1",
      kind: { group: "kubevirt.io", version: "v1", kind: "VirtualMachine" },
      operation: "CREATE",
      name: "web",
      namespace: "shop",
      userInfo: { username: "ada" },
      object,
      oldObject: null,
      ...changes,
    },
  };
}

const ask = (webhook: WebhookKind, object: unknown) =>
  handle(webhook, body(object), defaultPolicy, today).review.response;
const bad = vmWithTemplate({
  domain: { resources: { requests: { cpu: "1500m" }, limits: { cpu: "500m" } } },
});

test("both webhooks refuse with every violation as a cause and in the message", () => {
  const [mutate, validate] = [ask("mutating", bad), ask("validating", bad)];
  expect(mutate.status).toEqual(validate.status);
  expect(mutate).toMatchObject({
    uid: "u-1",
    allowed: false,
    status: {
      code: 422,
      reason: "Invalid",
      details: { group: "kubevirt.io", kind: "VirtualMachine", name: "web" },
    },
  });
  const causes = mutate.status?.details?.causes ?? [];
  expect(causes).toHaveLength(2);
  expect(causes[0]).toEqual({
    reason: "FieldValueInvalid",
    field: "spec.template.spec.domain.resources.requests.cpu",
    message: 'Invalid value: "1500m": must be a whole number of cores, at least 1; use "2" [whole-core-cpu]',
  });
  for (const { field, message } of causes) expect(mutate.status?.message).toContain(`\n${field}: ${message}`);
});

test("only /mutate carries the patch", () => {
  const withoutMark = vm({ spec: { template: { metadata: { annotations: null } } } });
  const { patch = "" } = ask("mutating", withoutMark);
  expect(JSON.parse(Buffer.from(patch, "base64").toString())).toEqual([
    {
      op: "add",
      path: "/spec/template/metadata/annotations",
      value: {
        "vm.cpln.io/guest-os": "linux",
        "vm.cpln.io/contract": "v1",
        "vm.cpln.io/defaulted": '{"vm":"shop/web","fields":{"guest-os":"a7ae55bb"}}',
      },
    },
  ]);
  expect(ask("validating", withoutMark)).toEqual({ uid: "u-1", allowed: true });
});

test("/validate judges what will be stored: what somebody took out after /mutate is not thought back in", () => {
  const unsafe = vmWithTemplate({ domain: { firmware: { bootloader: { efi: { secureBoot: null } } } } });
  expect(ask("mutating", unsafe).allowed).toBe(true);
  const { allowed, status } = ask("validating", unsafe);
  expect(allowed).toBe(false);
  expect(status?.details?.causes.map(({ message }) => message)).toEqual([
    expect.stringMatching(/\[secure-boot\]$/),
  ]);
});

describe("a body that is no review", () => {
  test.for([
    ["null", null, 'apiVersion: not set: must be "admission.k8s.io/v1"'],
    ["a list", [], 'apiVersion: not set: must be "admission.k8s.io/v1"'],
    [
      "another version",
      { apiVersion: "admission.k8s.io/v2" },
      'apiVersion: "admission.k8s.io/v2": must be "admission.k8s.io/v1"',
    ],
    [
      "another kind",
      { apiVersion: "admission.k8s.io/v1", kind: "Pod" },
      'kind: "Pod": must be "AdmissionReview"',
    ],
    ["no request", { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" }, "request: must be set"],
    ["a uid of another type", body({}, { uid: 7 }), "request.uid: 7: must be a string"],
    ["no operation", body({}, { operation: undefined }), "request.operation: not set: must be a string"],
    ["no kind", body({}, { kind: "VirtualMachine" }), "request.kind.group: not set: must be a string"],
  ] as const)("%s", ([, content, message]) => {
    expect(() => handle("validating", content, defaultPolicy, today)).toThrow(new DecodeError(message));
  });
});

test("an object of any JSON type is answered", () => {
  for (const object of [undefined, null, 7, "x", [], {}, { spec: null }, { spec: { template: [] } }]) {
    expect(() => handle("mutating", body(object), defaultPolicy, today)).not.toThrow();
  }
});

test("what is counted and logged holds ids and names, never values", () => {
  expect(handle("validating", body(bad), defaultPolicy, today).summary).toEqual({
    uid: "u-1",
    kind: "VirtualMachine",
    namespace: "shop",
    name: "web",
    operation: "CREATE",
    outcome: "denied",
    findings: [
      { rule: "whole-core-cpu", action: "enforce" },
      { rule: "whole-core-cpu", action: "enforce" },
    ],
  });
});
