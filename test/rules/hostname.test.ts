import { hostname } from "../../src/rules/hostname.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const host = "spec.template.spec.hostname";
const domain = "spec.template.spec.subdomain";

ruleTable(hostname, [
  ["the minimal VM has neither", vm()],
  ...["a", "0", "web-1", "1web", "xn--bcher-kva", "a".repeat(63)].map((name): RuleCase => [
    `the label ${name}`,
    vmWithTemplate({ hostname: name, subdomain: name }),
  ]),
  ["63 characters and one", vmWithTemplate({ hostname: "a".repeat(64) }), `tooLong ${host}`],
  ["a long subdomain", vmWithTemplate({ subdomain: "a".repeat(64) }), `tooLong ${domain}`],
  ...["-web", "web-", "-", "Web", "web_1", "web.shop", "web ", "wéb", "__NAME__", "10.0.0.1", "web\n"].map(
    (name): RuleCase => [
      `${JSON.stringify(name)} is no label`,
      vmWithTemplate({ hostname: name }),
      `invalid ${host}`,
    ],
  ),
  // KubeVirt admits it, and the pod is refused.
  ["a subdomain with a dot", vmWithTemplate({ subdomain: "shop.example" }), `invalid ${domain}`],
  [
    "both are judged",
    vmWithTemplate({ hostname: "A", subdomain: "B" }),
    `invalid ${host}`,
    `invalid ${domain}`,
  ],
  ["a null host name", vmWith("spec.hostname", null)],
  ["a null subdomain", vmWith("spec.subdomain", null)],
  ["an empty text is as good as none", vmWithTemplate({ hostname: "", subdomain: "" })],
  ...[1, true, {}, ["web"]].map((name): RuleCase => [
    `${JSON.stringify(name)} is no text`,
    vmWithTemplate({ hostname: name }),
    `invalid ${host}`,
  ]),
  ["no instance spec", vmWith("spec", null)],
]);
