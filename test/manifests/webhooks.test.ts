import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { manifestFolder, webhookManifests } from "../../.ci/webhooks.ts";
import { watchedResources } from "../../src/admission/resources.ts";
import { webhookPaths } from "../../src/server/routes.ts";

interface Configuration {
  readonly metadata: { readonly name: string };
  readonly webhooks: readonly {
    readonly name: string;
    readonly clientConfig: { readonly service: Readonly<Record<string, unknown>> };
    readonly rules: readonly Readonly<Record<string, readonly string[]>>[];
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

  test("matches kinds that are judged, and no deletion", () => {
    const rules = webhooks.flatMap((webhook) => webhook.rules);
    const judged = watchedResources.map(({ group, resource }) => `${group}/${resource}`);
    for (const { apiGroups = [], resources = [], operations = [] } of rules) {
      expect(apiGroups).toHaveLength(1);
      for (const resource of resources) expect(judged).toContain(`${apiGroups.join()}/${resource}`);
      expect(["CREATE", "UPDATE"]).toEqual(expect.arrayContaining([...operations]));
    }
  });
});

test("every kind that is judged comes to /validate", () => {
  const [, validating] = configurations.find(([file]) => file.startsWith("validating")) ?? [];
  const resources = validating?.webhooks.flatMap(({ rules }) => rules.flatMap((rule) => rule["resources"]));
  expect(resources).toEqual(watchedResources.map(({ resource }) => resource));
});

test("every kind comes to /mutate too, instances by a webhook of their own", () => {
  const [, mutating] = configurations.find(([file]) => file.startsWith("mutating")) ?? [];
  const resources = mutating?.webhooks.map(({ name, rules }) => [
    name,
    rules.flatMap((rule) => rule["resources"]),
    [...new Set(rules.flatMap((rule) => rule["operations"]))],
  ]);
  const others = watchedResources
    .map(({ resource }) => resource)
    .filter((name) => name !== "virtualmachineinstances");
  expect(resources).toEqual([
    ["mutate.vmgate.cpln.io", others, ["CREATE", "UPDATE"]],
    ["boot.vmgate.cpln.io", ["virtualmachineinstances"], ["CREATE"]],
  ]);
});
