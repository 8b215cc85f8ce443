import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { manifestFolder } from "../../.ci/documents.ts";
import { webhookRules } from "../../src/admission/webhook-rules.ts";
import { webhookManifests } from "../../src/cli/webhooks/manifests.ts";
import { webhookPaths } from "../../src/server/routes.ts";

interface Configuration {
  readonly metadata: { readonly name: string };
  readonly webhooks: readonly {
    readonly name: string;
    readonly clientConfig: { readonly service: Readonly<Record<string, unknown>> };
    readonly [field: string]: unknown;
  }[];
}

const read = (file: string): string =>
  readFileSync(`${import.meta.dirname}/../../${manifestFolder}/${file}`, "utf8");

const configurations = Object.keys(webhookManifests()).map(
  (file) => [file, parse(read(file)) as Configuration] as const,
);

describe.for(configurations)("%s", ([file, { metadata, webhooks }]) => {
  test("is named so that it comes after virt-api-mutator", () => {
    expect(metadata.name).toBe("vmgate");
    expect(metadata.name > "virt-api-mutator").toBe(true);
  });

  test("leads to a path that the server answers", () => {
    const door = file.startsWith("mutating") ? "mutate" : "validate";
    expect(Object.values(webhookPaths)).toContain(`/${door}`);
    for (const { clientConfig } of webhooks) {
      expect(clientConfig).toEqual({
        service: { namespace: "vmgate", name: "vmgate", port: 443, path: `/${door}` },
      });
    }
  });

  test("lets nothing through unjudged, and nobody opt out", () => {
    for (const webhook of webhooks) {
      expect(webhook).toMatchObject({
        failurePolicy: "Fail",
        matchPolicy: "Equivalent",
        sideEffects: webhook.name === "boot.vmgate.cpln.io" ? "NoneOnDryRun" : "None",
        timeoutSeconds: 5,
        admissionReviewVersions: ["v1"],
      });
      expect(webhook).not.toHaveProperty("namespaceSelector");
      expect(webhook).not.toHaveProperty("objectSelector");
    }
  });

  test("is called for nothing before a replica arms it, and names no field that a replica writes", () => {
    for (const webhook of webhooks) {
      expect(webhook).not.toHaveProperty("rules");
      expect(webhook.clientConfig).not.toHaveProperty("caBundle");
      expect(Object.keys(webhookRules)).toContain(webhook.name);
    }
  });
});

test("every webhook that has rules is registered", () => {
  const names = configurations.flatMap(([, { webhooks }]) => webhooks.map(({ name }) => name));
  expect(names.sort()).toEqual(Object.keys(webhookRules).sort());
});
