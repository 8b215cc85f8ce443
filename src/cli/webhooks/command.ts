import { Command } from "commander";
import { parse, stringify } from "yaml";
import { webhookRules } from "../../admission/webhook-rules.ts";
import { setIn } from "../../field/edit.ts";
import { Field } from "../../field/field.ts";
import type { Io } from "../io.ts";
import { webhookManifests } from "./manifests.ts";

/** `vmgate webhooks`: the webhook configurations of this version, with the kinds that it is called for. */
export function webhooksCommand(io: Io): Command {
  return new Command("webhooks")
    .description("Print the webhook configurations as vmgate registers itself, without the caBundle.")
    .action(() => {
      io.stdout.write(Object.values(webhookManifests()).map(withRules).join("---\n"));
    });
}

/** A configuration as it is once a replica is ready and has written the rules of each webhook. */
function withRules(manifest: string): string {
  const root = Field.root(parse(manifest));
  const webhooks = root
    .at("webhooks")
    .items()
    .map((webhook) => setIn(webhook.value, ["rules"], webhookRules[webhook.at("name").string ?? ""]));
  const options = { lineWidth: 0, aliasDuplicateObjects: false };
  return stringify(setIn(root.value, ["webhooks"], webhooks), options);
}
