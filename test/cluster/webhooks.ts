/** A MutatingWebhookConfiguration or ValidatingWebhookConfiguration, as far as it is changed here. */
export interface WebhookConfiguration {
  readonly metadata: { readonly name: string };
  readonly webhooks: readonly {
    readonly name: string;
    readonly clientConfig: { readonly service?: object; readonly caBundle?: string };
  }[];
}

/**
 * The same configuration for a server on `port`, whose certificate is from the authority in `caBundle` (base64 of PEM);
 * without one it is still to be filled in.
 */
export function pointToPort<T extends WebhookConfiguration>(
  configuration: T,
  port: number,
  caBundle?: string,
): T {
  const webhooks = configuration.webhooks.map((webhook) => ({
    ...webhook,
    clientConfig: {
      ...webhook.clientConfig,
      service: { ...webhook.clientConfig.service, port },
      ...(caBundle === undefined ? {} : { caBundle }),
    },
  }));
  return { ...configuration, webhooks };
}
