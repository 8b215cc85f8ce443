import { expect, test } from "vitest";
import { networkData } from "../../src/rules/network-data.ts";
import { base64, injectChecked, withSource } from "../support/injection.ts";
import { inputOf, ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const volumes = "spec.template.spec.volumes";
const path = `${volumes}[0].cloudInitNoCloud`;
const noCloud = (source: unknown): unknown =>
  vmWithTemplate({ volumes: [{ name: "ci", cloudInitNoCloud: source }] });

ruleTable(networkData, [
  ["no cloud-init", vm()],
  ["none", noCloud({ userData: "#!/bin/sh\n" })],
  ["empty", noCloud({ networkData: "", networkDataSecretRef: {} })],
  ["text", noCloud({ networkData: "version: 2\n" }), `forbidden ${path}.networkData`],
  ["base64", noCloud({ networkDataBase64: base64("version: 2\n") }), `forbidden ${path}.networkDataBase64`],
  ["base64 that does not decode", noCloud({ networkDataBase64: "!" }), `forbidden ${path}.networkDataBase64`],
  ["a Secret", noCloud({ networkDataSecretRef: { name: "n" } }), `forbidden ${path}.networkDataSecretRef`],
  [
    "the second volume's, of the other kind",
    vmWithTemplate({
      volumes: [
        { name: "a", cloudInitNoCloud: {} },
        { name: "b", cloudInitConfigDrive: { networkData: "{}" } },
      ],
    }),
    `forbidden ${volumes}[1].cloudInitConfigDrive.networkData`,
  ],
  ["marked", noCloud({ networkData: "# vmgate\nversion: 2\n" })],
  ["marked, as base64", noCloud({ networkDataBase64: base64("# vmgate\n") })],
  ["marked for a ConfigDrive", noCloud({ networkData: '{"vmgate":1}' })],
  ["the mark in the second line", noCloud({ networkData: "\n# vmgate\n" }), `forbidden ${path}.networkData`],
  ...[5, {}, null].map((value): RuleCase => [
    `${JSON.stringify(value)} is no text`,
    noCloud({ networkData: value }),
  ]),
  ["no instance spec", vmWith("spec", null)],
]);

test("what vmgate writes passes", () => {
  for (const kind of ["cloudInitNoCloud", "cloudInitConfigDrive"]) {
    const { object } = injectChecked(withSource({ userData: "#!/bin/sh\n" }, kind));
    expect(networkData.check(inputOf(object))).toEqual([]);
  }
});

test.for([
  [
    "beside user data it goes",
    { userData: "#!/bin/sh\n", networkData: "version: 2\n" },
    "remove networkData",
  ],
  [
    "alone it is replaced, since KubeVirt refuses a volume without any data",
    { networkDataSecretRef: { name: "n" } },
    'use userData: "#cloud-config" instead of networkDataSecretRef',
  ],
] as const)("%s", ([, source, fix]) => {
  expect(networkData.check(inputOf(noCloud(source))).map((finding) => finding.fix)).toEqual([fix]);
});
