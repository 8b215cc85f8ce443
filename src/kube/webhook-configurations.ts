import { Field } from "../field/field.ts";
import type { RegisteredWebhook, WebhookPatch } from "../certs/registration.ts";
import type { ApiClient } from "./api-client.ts";
import { DeniedError, reasonOf } from "./api-failure.ts";

/** A mutating or validating webhook configuration that exists. */
export interface Configuration {
  /** The segments of its path. */
  readonly path: readonly string[];
  readonly resourceVersion: string;
  readonly webhooks: readonly RegisteredWebhook[];
}

const kinds = ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"];

/** Reads the two configurations of a name; one that is absent is left out. @throws when they can't be read */
export async function readConfigurations(
  api: ApiClient,
  name: string,
  signal: AbortSignal,
): Promise<readonly Configuration[]> {
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const path = ["apis", "admissionregistration.k8s.io", "v1", kind, name];
      const answer = await api.request("GET", path, signal);
      if (answer.status === 404) return [];
      if (answer.status !== 200) throw new DeniedError(reasonOf(answer, "GET", path));
      const object = Field.root(answer.body);
      const resourceVersion = object.at("metadata", "resourceVersion").string ?? "";
      return [{ path, resourceVersion, webhooks: object.at("webhooks").items().map(webhookOf) }];
    }),
  );
  return found.flat();
}

function webhookOf(webhook: Field): RegisteredWebhook {
  const caBundle = webhook.at("clientConfig", "caBundle").string ?? "";
  const rules = webhook.at("rules");
  return {
    name: webhook.at("name").string ?? "",
    caBundle: Buffer.from(caBundle, "base64").toString(),
    rules: rules.items().length === 0 ? undefined : rules.value,
  };
}

/**
 * Changes webhooks of a configuration that is still in the version that was read; nothing happens to one that was
 * changed or deleted since.
 * @throws when the API server refuses it, with the reason
 */
export async function patchConfiguration(
  api: ApiClient,
  { path, resourceVersion }: Configuration,
  webhooks: readonly WebhookPatch[],
  signal: AbortSignal,
): Promise<void> {
  const answer = await api.request("PATCH", path, signal, { metadata: { resourceVersion }, webhooks });
  if (answer.status < 300 || answer.status === 404 || answer.status === 409) return;
  throw new DeniedError(reasonOf(answer, "PATCH", path));
}
