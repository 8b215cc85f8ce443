/**
 * The webhook configurations by file name, as they are installed: without rules, which a running vmgate writes. YAML.
 */
export function webhookManifests(): Readonly<Record<string, string>> {
  return {
    // Kinds that are never mutated are here too: mutating webhooks are called one by one and before all others, so a
    // denial shows vmgate's whole list and not KubeVirt's.
    "mutating-webhook.yaml": mutating(),
    "validating-webhook.yaml": validating(),
  };
}

const generated =
  "# Generated from src/cli/webhooks/manifests.ts by `npm run generate`; a test compares the two.";

function mutating(): string {
  return `${generated}
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  # Mutating webhooks are called in the order of these names: vmgate after KubeVirt's own, virt-api-mutator, which
  # replaces the whole spec. vmgate's patch on top of that is small, and no webhook has to be called again.
  name: vmgate
webhooks:
  - name: mutate.vmgate.cpln.io
    ${clientConfig("/mutate")}
    # /validate checks what other webhooks change after vmgate; the defaults are not applied again.
    reinvocationPolicy: Never
    ${shared(pure)}
  # The VMIs that KubeVirt creates, one for each VM start: they get the cloud-init that could not be put on the
  # VirtualMachine. This is a webhook of its own, since it is the only one with side effects.
  - name: boot.vmgate.cpln.io
    ${clientConfig("/mutate")}
    reinvocationPolicy: Never
    ${shared(writing)}
`;
}

/** Webhooks that handle a dry run like any other request. */
const pure = `# vmgate writes nothing, so a dry run is handled like any other request.
    sideEffects: None`;

const writing = `# vmgate writes the Secret that the VMI refers to and an event on the VM, except in a dry run.
    sideEffects: NoneOnDryRun`;

function validating(): string {
  return `${generated}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: vmgate
webhooks:
  - name: validate.vmgate.cpln.io
    ${clientConfig("/validate")}
    ${shared(pure)}
`;
}

function clientConfig(path: string): string {
  return `clientConfig:
      # vmgate sets the caBundle, or whatever else issues the certificate.
      service:
        namespace: vmgate
        name: vmgate
        port: 443
        path: ${path}`;
}

function shared(sideEffects: string): string {
  return `admissionReviewVersions: [v1]
    # No VirtualMachine is stored without validation: while no vmgate is running, writes of the objects it is called for fail
    # with "failed calling webhook". Nothing else in the cluster is affected.
    failurePolicy: Fail
    # A review takes about a millisecond. Five seconds cover a pod that is being replaced; a longer timeout would keep
    # users and KubeVirt's controllers waiting when no pod is running.
    timeoutSeconds: 5
    ${sideEffects}
    # The API server converts objects of other versions to a listed one, so no version bypasses the policy.
    matchPolicy: Equivalent
    # No namespaceSelector and no objectSelector: whoever may label a namespace or a VM could opt out of the
    # platform's policy. Exceptions are exemptions in the policy file.
    matchConditions:
      # Finalizers must be removable from an object that is being deleted. Only the stored object counts: a
      # deletionTimestamp in a new one means nothing, and must not bypass the policy.
      - name: not-being-deleted
        expression: oldObject == null || !has(oldObject.metadata.deletionTimestamp)
      # Labels, annotations, owners and finalizers are not validated. A create has no old object. A workload also
      # has an org, which decides what images are its own.
      - name: spec-changed
        expression: >-
          oldObject == null || object.spec != oldObject.spec || has(object.org) != has(oldObject.org) ||
          (has(object.org) && object.org != oldObject.org)
    # Without rules the webhook is called for nothing: a replica that has been ready for ten seconds writes them, only
    # for objects with a VM spec. An image that can't be pulled stops no VM, and tools that apply this manifest again
    # (kubectl, Helm, Argo CD, Flux) keep rules and caBundle, because the manifest does not set them.`;
}
