import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { webhookRules } from "../../src/admission/webhook-rules.ts";
import { runCommand } from "../support/command.ts";

const base = `${import.meta.dirname}/../../manifests/kustomize/base`;

interface Configuration {
  readonly webhooks: readonly { readonly name: string }[];
}

test("prints both configurations as they are installed, with the rules that vmgate writes", async () => {
  const { code, stdout } = await runCommand(["webhooks"]);
  expect(code).toBe(0);
  const printed = parseAllDocuments(stdout).map((document) => document.toJS() as unknown);
  const installed = ["mutating-webhook.yaml", "validating-webhook.yaml"].map((file) => {
    const configuration = parse(readFileSync(`${base}/${file}`, "utf8")) as Configuration;
    const webhooks = configuration.webhooks.map((webhook) => ({
      ...webhook,
      rules: webhookRules[webhook.name],
    }));
    return { ...configuration, webhooks };
  });
  expect(printed).toEqual(installed);
  expect(stdout).toContain("virtualmachines");
});
