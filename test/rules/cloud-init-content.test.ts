import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { cloudInitContent } from "../../src/rules/cloud-init-content.ts";
import { base64, injectChecked, source, withSource } from "../support/injection.ts";
import { inputOf, ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const path = "spec.template.spec.volumes[0].cloudInitNoCloud";
const noCloud = (source: unknown): unknown =>
  vmWithTemplate({ volumes: [{ name: "ci", cloudInitNoCloud: source }] });
const windows = (userData: string): unknown =>
  vm({
    spec: {
      template: {
        metadata: { annotations: { "vm.cpln.io/guest-os": "windows" } },
        spec: { volumes: [{ name: "ci", cloudInitNoCloud: { userData } }] },
      },
    },
  });
const poison = "#cloud-config-archive\n- type: shell\n";
const trap = "#cloud-config\nwrite_files:\n- path: /a\n  permissions: 0644\n";
const edited = "MIME-Version: 1.0\nX-Vmgate: 1; from=userData\n\nchanged";

ruleTable(cloudInitContent, [
  ["no cloud-init", vm()],
  ["cloud-config", noCloud({ userData: "#cloud-config\nhostname: web\n" })],
  ["a script", noCloud({ userData: "#!/bin/sh\n" })],
  ["nothing in it", noCloud({})],
  ["blank lines", noCloud({ userData: "\n\n" })],
  ["a Secret, which is out of sight", noCloud({ secretRef: { name: "s" } })],
  ["what ends the guest's whole run", noCloud({ userData: poison }), `invalid ${path}.userData`],
  ["the same as base64", noCloud({ userDataBase64: base64(poison) }), `invalid ${path}.userDataBase64`],
  [
    "the same compressed",
    noCloud({ userDataBase64: base64(gzipSync(poison)) }),
    `invalid ${path}.userDataBase64`,
  ],
  ["a trap", noCloud({ userData: trap }), `advice invalid ${path}.userData`],
  ["no header", noCloud({ userData: "hostname: web\n" }), `advice invalid ${path}.userData`],
  ["Ignition", noCloud({ userData: '{"ignition": {}}' }), `advice invalid ${path}.userData`],
  ["a wrapper of ours, changed by hand", noCloud({ userData: edited }), `invalid ${path}.userData`],
  ["PowerShell for Windows", windows("#ps1\nls\n")],
  ["PowerShell for Linux", noCloud({ userData: "#ps1\nls\n" }), `advice invalid ${path}.userData`],
  ["a boothook for Windows", windows("#cloud-boothook\n"), `advice invalid ${path}.userData`],
  ["too much to be read here", noCloud({ userData: poison + "#".repeat(16_384) })],
  ["two sources are another rule's", noCloud({ userData: poison, userDataBase64: base64(poison) })],
  ...[5, {}, null].map((userData): RuleCase => [
    `${JSON.stringify(userData)} is no text`,
    noCloud({ userData }),
  ]),
  ["no instance spec", vmWith("spec", null)],
]);

test("a message names the line and not the content, also when it is asked again", () => {
  for (let i = 0; i < 2; i++) {
    const [finding] = cloudInitContent.check(inputOf(noCloud({ userData: trap })));
    expect(finding?.found).toMatch(/^line 4: number with a leading 0/);
    expect(finding?.found).not.toContain("0644");
  }
});

test("inside our wrapper the user's lines count, in the field that they were written in", () => {
  const { object } = injectChecked(withSource({ userData: trap }));
  expect(source(object).at("userDataBase64").isSet).toBe(true);
  expect(cloudInitContent.check(inputOf(object))).toEqual(
    cloudInitContent.check(inputOf(withSource({ userData: trap }))),
  );
});
