import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { cloudInitSize } from "../../src/rules/cloud-init-size.ts";
import { inputOf, ruleTable } from "../support/rule-table.ts";
import { pool, replicaSet, vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const volumes = "spec.template.spec.volumes";
const source = `${volumes}[0].cloudInitNoCloud`;
const noCloud = (source: unknown): unknown =>
  vmWithTemplate({ volumes: [{ name: "ci", cloudInitNoCloud: source }] });
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");

/** A script of so many bytes that compresses to next to nothing. */
const script = (length: number): string => `#!/bin/sh\n#${"x".repeat(length - 11)}`;
/** Lines that hardly compress. */
const noise = (lines: number): string =>
  Array.from({ length: lines }, (_, i) => createHash("sha512").update(String(i)).digest("base64")).join("\n");

ruleTable(cloudInitSize, [
  ["no cloud-init", vm()],
  ["nothing in it", noCloud({ userData: "" })],
  ["2048 bytes", noCloud({ userData: script(2048) })],
  [
    "2049 bytes that vmgate did not compress",
    noCloud({ userData: script(2049) }),
    `tooLong ${source}.userData`,
  ],
  ["2048 bytes in 1024 letters", noCloud({ userData: "é".repeat(1024) })],
  ["2050 bytes in 1025 letters", noCloud({ userData: "é".repeat(1025) }), `tooLong ${source}.userData`],
  ["base64 of 2048 bytes", noCloud({ userDataBase64: base64(script(2048)) })],
  [
    "base64 of 2049 bytes",
    noCloud({ userDataBase64: base64(script(2049)) }),
    `tooLong ${source}.userDataBase64`,
  ],
  ["16 KiB", noCloud({ userData: script(16_384) }), `tooLong ${source}.userData`],
  ["16 KiB and one", noCloud({ userData: script(16_385) }), `tooLong ${source}.userData`],
  ["what does not compress", noCloud({ userData: `#!/bin/sh\n${noise(60)}` }), `tooLong ${source}.userData`],
  [
    "line ends in base64 do not count",
    noCloud({ userDataBase64: base64("x".repeat(2048)).replaceAll("eHh4", "eHh4\n") }),
  ],
  ["compressed bytes count as they are", noCloud({ userDataBase64: base64(gzipSync("x".repeat(50_000))) })],
  [
    "compressed bytes over 2,048",
    noCloud({ userDataBase64: base64(gzipSync(`#!/bin/sh\n${noise(60)}`)) }),
    `tooLong ${source}.userDataBase64`,
  ],
  [
    "base64 that does not decode is another rule's",
    noCloud({ userDataBase64: `${base64("x".repeat(2049))}!` }),
  ],
  ["a Secret is judged at the start", noCloud({ secretRef: { name: "s" } })],
  [
    "the other kind of volume; the second is never read, and another rule denies it",
    vmWithTemplate({
      volumes: [
        { name: "a", cloudInitConfigDrive: { userData: "x".repeat(2049) } },
        { name: "b", cloudInitNoCloud: { userData: "x".repeat(2049) } },
      ],
    }),
    `tooLong ${volumes}[0].cloudInitConfigDrive.userData`,
  ],
  [
    "two sources",
    noCloud({ userData: script(3000), userDataBase64: base64(script(3000)) }),
    `tooLong ${source}.userData`,
    `tooLong ${source}.userDataBase64`,
  ],
  [
    "in a pool",
    pool(1, {
      template: { spec: { volumes: [{ name: "ci", cloudInitNoCloud: { userData: script(3000) } }] } },
    }),
    "tooLong spec.virtualMachineTemplate.spec.template.spec.volumes[0].cloudInitNoCloud.userData",
  ],
  [
    "in a replica set",
    replicaSet(1, { volumes: [{ name: "ci", cloudInitNoCloud: { userData: script(3000) } }] }),
    `tooLong ${source}.userData`,
  ],
  ["no text", noCloud({ userData: 5 })],
  ["no instance spec", vmWith("spec", null)],
]);

test.for([
  [
    "what vmgate would have compressed",
    script(3000),
    /^3000 bytes, \d+ compressed$/,
    /only what is in a VirtualMachine/,
  ],
  [
    "what does not fit compressed",
    `#!/bin/sh\n${noise(60)}`,
    /^\d+ bytes, [2-9]\d\d\d compressed$/,
    /2048 bytes compressed/,
  ],
  ["what no cloud-init knows", `{"ignition": "${"x".repeat(3000)}"}`, /^\d+ bytes$/, /does not know/],
  ["more than 16 KiB", script(20_000), /^20000 bytes$/, /16384 bytes/],
] as const)("the message says the sizes and the limit of %s", ([, userData, found, allowed]) => {
  const [finding] = cloudInitSize.check(inputOf(noCloud({ userData })));
  expect(finding?.found).toMatch(found);
  expect(finding?.allowed).toMatch(allowed);
});
