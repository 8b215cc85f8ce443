import { watchedResources, type WatchedResource } from "./resources.ts";

/** One rule of a webhook in its configuration, as Kubernetes spells it. */
export interface WebhookRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly scope: "Namespaced";
}

const instances = watchedResources.filter(({ role }) => role === "instance");
const others = watchedResources.filter(({ role }) => role !== "instance");

/** What each webhook is called for, by its name in the configurations. */
export const webhookRules: Readonly<Record<string, readonly WebhookRule[]>> = {
  "mutate.vmgate.cpln.io": others.map(rule),
  "boot.vmgate.cpln.io": instances.map(rule),
  "validate.vmgate.cpln.io": watchedResources.map(rule),
};

function rule({ group, versions, resource, operations }: WatchedResource): WebhookRule {
  return {
    apiGroups: [group],
    apiVersions: versions,
    resources: [resource],
    operations,
    scope: "Namespaced",
  };
}
