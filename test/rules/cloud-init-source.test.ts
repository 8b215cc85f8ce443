import { cloudInitSource } from "../../src/rules/cloud-init-source.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { mergePatch, pool, vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const volumes = "spec.template.spec.volumes";
const source = `${volumes}[0].cloudInitNoCloud`;
const noCloud = (source: unknown): unknown =>
  vmWithTemplate({ volumes: [{ name: "ci", cloudInitNoCloud: source }] });
const windows = (volume: object): unknown =>
  vm({
    spec: {
      template: {
        metadata: { annotations: { "vm.cpln.io/guest-os": "windows" } },
        spec: { volumes: [{ name: "ci", ...volume }] },
      },
    },
  });
const cc = "#cloud-config\n";
const windowsLabel = { labels: { "kubevirt.io/os": "windows" } };
const poolWith = (changes: object): unknown =>
  mergePatch(
    pool(1, {
      template: {
        metadata: { annotations: { "vm.cpln.io/guest-os": null } },
        spec: { volumes: [{ name: "ci", cloudInitNoCloud: { userData: cc } }] },
      },
    }),
    changes,
  );

ruleTable(cloudInitSource, [
  ["no cloud-init", vm()],
  ["text", noCloud({ userData: cc })],
  ["base64", noCloud({ userDataBase64: btoa(cc) })],
  ["base64 with line ends", noCloud({ userDataBase64: "YW\r\nJj\n" })],
  ["a Secret", noCloud({ secretRef: { name: "s" } })],
  ["nothing in it", noCloud({})],
  ["empty texts count as absent", noCloud({ userData: cc, userDataBase64: "", networkData: "" })],
  ["null counts as absent", noCloud({ userData: cc, userDataBase64: null, secretRef: null })],
  [
    "user data and network data",
    vmWithTemplate({
      volumes: [{ name: "ci", cloudInitConfigDrive: { userData: cc, networkDataSecretRef: { name: "n" } } }],
    }),
  ],
  [
    "two volumes of one kind",
    vmWithTemplate({
      volumes: [
        { name: "a", cloudInitNoCloud: { userData: cc } },
        { name: "b", cloudInitNoCloud: { userData: "!" } },
      ],
    }),
    `forbidden ${volumes}[1]`,
  ],
  [
    "three volumes of both kinds",
    vmWithTemplate({
      volumes: ["cloudInitNoCloud", "cloudInitConfigDrive", "cloudInitNoCloud"].map((kind) => ({
        name: kind,
        [kind]: { userData: cc },
      })),
    }),
    `forbidden ${volumes}[1]`,
    `forbidden ${volumes}[2]`,
  ],
  ["text and base64", noCloud({ userData: cc, userDataBase64: btoa(cc) }), `forbidden ${source}.userData`],
  [
    "all three",
    noCloud({ userData: cc, userDataBase64: btoa(cc), secretRef: { name: "s" } }),
    `forbidden ${source}.userDataBase64`,
    `forbidden ${source}.userData`,
  ],
  [
    "two for the network",
    noCloud({ networkData: "x", networkDataBase64: "YQ==" }),
    `forbidden ${source}.networkData`,
  ],
  ...["YQ", "YQ=", "-_-_", "YW Jj", "YQ==YQ==", "é"].map((text): RuleCase => [
    `Go refuses base64 ${text}`,
    noCloud({ userDataBase64: text, networkDataBase64: text }),
    `invalid ${source}.userDataBase64`,
    `invalid ${source}.networkDataBase64`,
  ]),
  ["a reference without a name", noCloud({ secretRef: {} }), `required ${source}.secretRef.name`],
  [
    "a reference with an empty name",
    noCloud({ secretRef: { name: "" } }),
    `required ${source}.secretRef.name`,
  ],
  [
    // KubeVirt admits it and builds a pod that Kubernetes refuses.
    "a reference without a name beside text",
    noCloud({ userData: cc, secretRef: {}, networkDataSecretRef: {} }),
    `required ${source}.secretRef.name`,
    `required ${source}.networkDataSecretRef.name`,
  ],
  ["a reference that is a text", noCloud({ secretRef: "s" }), `required ${source}.secretRef.name`],
  ...[5, true, {}, []].map((value): RuleCase => [
    `${JSON.stringify(value)} is no text`,
    noCloud({ userData: value, userDataBase64: value }),
    `invalid ${source}.userData`,
    `invalid ${source}.userDataBase64`,
  ]),
  ["Windows on NoCloud", windows({ cloudInitNoCloud: { userData: cc } }), `advice forbidden ${source}`],
  [
    "a pool of VMs with a Windows label",
    poolWith({ spec: { virtualMachineTemplate: { metadata: windowsLabel } } }),
    "advice forbidden spec.virtualMachineTemplate.spec.template.spec.volumes[0].cloudInitNoCloud",
  ],
  ["a Windows label that none of its VMs gets", poolWith({ metadata: windowsLabel })],
  ["Windows on ConfigDrive", windows({ cloudInitConfigDrive: { userData: cc } })],
  ["the volume's member is a text", noCloud("x")],
  ["no list of volumes", vmWithTemplate({ volumes: {} })],
  ["no instance spec", vmWith("spec", null)],
]);
