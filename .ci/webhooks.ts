import { watchedResources, type WatchedResource } from "../src/admission/resources.ts";

/** Where the manifests are kept, from the root of the repository. */
export const manifestFolder = "manifests/kustomize/base";

/** The files in which vmgate is registered, made of the kinds that it judges. */
export function webhookManifests(): Readonly<Record<string, string>> {
  return {
    // Those that are never filled in come too: mutating webhooks are asked in turn and before all others, so
    // a refusal shows our whole list, never KubeVirt's instead.
    "mutating-webhook.yaml": mutating(
      watchedResources.filter(({ role }) => role !== "instance"),
      watchedResources.filter(({ role }) => role === "instance"),
    ),
    "validating-webhook.yaml": validating(watchedResources),
  };
}

const generated =
  "# Generated from src/admission/resources.ts by `npm run generate`; a test compares the two.";

function mutating(machines: readonly WatchedResource[], instances: readonly WatchedResource[]): string {
  return `${generated}
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  # Mutating webhooks are called in the order of these names. After KubeVirt's own, which is virt-api-mutator:
  # it writes the whole spec anew, vmgate's patch over that is small, and nobody has to be called twice.
  name: vmgate
webhooks:
  - name: mutate.vmgate.cpln.io
    ${clientConfig("/mutate")}
    # What others change after vmgate is judged by /validate, not filled in once more.
    reinvocationPolicy: Never
    ${shared(machines, pure)}
  # The instances that KubeVirt makes, one a start: what could not be put on the VirtualMachine reaches the
  # guest here. A webhook of its own, since it is the only one that writes.
  - name: boot.vmgate.cpln.io
    ${clientConfig("/mutate")}
    reinvocationPolicy: Never
    ${shared(instances, writing)}
`;
}

/** Why a dry run of these is answered like the real thing. */
const pure = `# Nothing is written or remembered, so a dry run is answered like the real thing.
    sideEffects: None`;

const writing = `# The Secret that the instance is to name is written beforehand, except in a dry run.
    sideEffects: NoneOnDryRun`;

function validating(rows: readonly WatchedResource[]): string {
  return `${generated}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: vmgate
webhooks:
  - name: validate.vmgate.cpln.io
    ${clientConfig("/validate")}
    ${shared(rows, pure)}
`;
}

function clientConfig(path: string): string {
  return `clientConfig:
      # The caBundle is filled in by whoever makes the certificate; without it every call fails.
      service:
        namespace: vmgate
        name: vmgate
        port: 443
        path: ${path}`;
}

function shared(rows: readonly WatchedResource[], sideEffects: string): string {
  return `admissionReviewVersions: [v1]
    # A VirtualMachine that was not judged must not be stored: while no vmgate answers, creating or changing
    # one of the objects below fails with "failed calling webhook". Nothing else in the cluster does.
    failurePolicy: Fail
    # A review takes about a millisecond. Five seconds are for a pod that is just being replaced; longer would
    # keep users and KubeVirt's controllers waiting where nobody answers.
    timeoutSeconds: 5
    ${sideEffects}
    # An object sent in a version that is not listed comes converted to one that is: no version is a way round.
    matchPolicy: Equivalent
    # There is no namespaceSelector and no objectSelector: whoever may label a namespace or a machine could
    # leave the platform's policy. Exceptions are exemptions in the policy file.
    matchConditions:
      # An object that is going away must be able to lose its finalizers. The stored one tells: in one that is
      # created a deletionTimestamp means nothing, and must not be a way round.
      - name: not-being-deleted
        expression: oldObject == null || !has(oldObject.metadata.deletionTimestamp)
      # Labels, annotations, owners and finalizers are nobody's business here. A create has no old object.
      # Beside its spec a workload has an org, which says what images are its own.
      - name: spec-changed
        expression: >-
          oldObject == null || object.spec != oldObject.spec || has(object.org) != has(oldObject.org) ||
          (has(object.org) && object.org != oldObject.org)
    # Only what carries a machine: never pods, nodes or leases, never deletion, never subresources. A dead
    # vmgate can hurt nothing but new and changed machines.
    rules:
${rows.map(rule).join("\n")}`;
}

function rule({ group, versions, resource, operations }: WatchedResource): string {
  return `      - apiGroups: [${group}]
        apiVersions: [${versions.join(", ")}]
        resources: [${resource}]
        operations: [${operations.join(", ")}]
        scope: Namespaced`;
}
