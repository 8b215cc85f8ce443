import { gzipSync } from "node:zlib";
import { cloudInitSize } from "../../src/rules/cloud-init-size.ts";
import { ruleTable } from "../support/rule-table.ts";
import { vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const volumes = "spec.template.spec.volumes";
const source = `${volumes}[0].cloudInitNoCloud`;
const noCloud = (source: unknown): unknown =>
  vmWithTemplate({ volumes: [{ name: "ci", cloudInitNoCloud: source }] });
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");

ruleTable(cloudInitSize, [
  ["no cloud-init", vm()],
  ["nothing in it", noCloud({ userData: "" })],
  ["2048 bytes", noCloud({ userData: "x".repeat(2048) })],
  ["2049 bytes", noCloud({ userData: "x".repeat(2049) }), `tooLong ${source}.userData`],
  ["2048 bytes in 1024 letters", noCloud({ userData: "é".repeat(1024) })],
  ["2050 bytes in 1025 letters", noCloud({ userData: "é".repeat(1025) }), `tooLong ${source}.userData`],
  ["base64 of 2048 bytes", noCloud({ userDataBase64: base64("x".repeat(2048)) })],
  [
    "base64 of 2049 bytes",
    noCloud({ userDataBase64: base64("x".repeat(2049)) }),
    `tooLong ${source}.userDataBase64`,
  ],
  [
    "line ends in base64 do not count",
    noCloud({ userDataBase64: base64("x".repeat(2048)).replaceAll("eHh4", "eHh4\n") }),
  ],
  ["compressed bytes count as they are", noCloud({ userDataBase64: base64(gzipSync("x".repeat(100_000))) })],
  [
    "base64 that does not decode is another rule's",
    noCloud({ userDataBase64: `${base64("x".repeat(2049))}!` }),
  ],
  ["a Secret is judged at the start", noCloud({ secretRef: { name: "s" } })],
  [
    "the other kind of volume, the second too",
    vmWithTemplate({
      volumes: [
        { name: "a", cloudInitConfigDrive: { userData: "x".repeat(2049) } },
        { name: "b", cloudInitNoCloud: { userData: "x".repeat(2049) } },
      ],
    }),
    `tooLong ${volumes}[0].cloudInitConfigDrive.userData`,
    `tooLong ${volumes}[1].cloudInitNoCloud.userData`,
  ],
  ["no text", noCloud({ userData: 5 })],
  ["no instance spec", vmWith("spec", null)],
]);
