import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { defaultPolicy } from "../../src/policy/policy.ts";

const base = join(import.meta.dirname, "..", "..", "manifests", "kustomize", "base");

interface Policy {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly failurePolicy: string;
    readonly matchConditions?: readonly { readonly expression: string }[];
    readonly validations: readonly { readonly message: string; readonly messageExpression?: string }[];
    readonly matchConstraints: {
      readonly matchPolicy: string;
      readonly resourceRules: readonly Readonly<Record<string, readonly string[]>>[];
    };
  };
}

/** The manifests' policies over what an owner writes past the webhooks, and what each is about. */
const files = [
  ["instance-metadata-policy.yaml", "virtualmachineinstances", ["v1", "v1alpha3"], ["UPDATE"]],
  [
    "snapshot-content-policy.yaml",
    "virtualmachinesnapshotcontents",
    ["v1beta1", "v1alpha1"],
    ["CREATE", "UPDATE"],
  ],
  [
    "migration-image-policy.yaml",
    "virtualmachineinstancemigrations",
    ["v1", "v1alpha3"],
    ["CREATE", "UPDATE"],
  ],
] as const;

test.for(files)("%s is bound, and matches nothing but %s", ([file, resource, apiVersions, operations]) => {
  const documents = parseAllDocuments(readFileSync(join(base, file), "utf8"));
  const [policy, binding] = documents.map((document) => document.toJS() as unknown) as [Policy, object];
  const { name } = policy.metadata;
  expect(documents).toHaveLength(2);
  expect(binding).toMatchObject({
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName: name, validationActions: ["Deny"] },
  });
  expect(policy.spec).toMatchObject({ failurePolicy: "Fail" });
  expect(policy.spec.matchConstraints).toMatchObject({
    matchPolicy: "Equivalent",
    resourceRules: [{ apiVersions, operations, resources: [resource] }],
  });
  // What kustomize has to patch where KubeVirt runs elsewhere is in one place, and the same as vmgate's own default.
  const accounts = policy.spec.matchConditions?.[0]?.expression ?? "";
  const { namespace } = defaultPolicy.platform.kubevirt;
  const named = JSON.stringify(policy).split("system:serviceaccount:");
  expect(named).toHaveLength(accounts === "" ? 1 : 2);
  if (accounts !== "") expect(accounts).toContain(`'system:serviceaccount:${namespace}:kubevirt-`);
});
