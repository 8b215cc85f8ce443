import { secureBoot } from "../../src/rules/secure-boot.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const bootloader = "spec.template.spec.domain.firmware.bootloader";
const state = `${bootloader}.efi.secureBoot`;

const withBootloader = (value: unknown) => vmWithTemplate({ domain: { firmware: { bootloader: value } } });
const preferring = (value: unknown) =>
  vm({
    spec: {
      preference: { name: "fedora" },
      template: { spec: { domain: { firmware: { bootloader: value } } } },
    },
  });

ruleTable(secureBoot, [
  ["the minimal VM", vm()],
  ["secureBoot false", withBootloader({ efi: { secureBoot: false } })],
  ["secureBoot true", withBootloader({ efi: { secureBoot: true } }), `forbidden ${state}`],
  ["an empty efi counts as true", withBootloader({ efi: { secureBoot: null } }), `required ${state}`],
  [
    "efi with another member counts as true",
    withBootloader({ efi: { secureBoot: null, persistent: true } }),
    `required ${state}`,
  ],
  ...["false", 0, "", {}, []].map((value): RuleCase => [
    `secureBoot ${JSON.stringify(value)} is no boolean`,
    withBootloader({ efi: { secureBoot: value } }),
    `invalid ${state}`,
  ]),
  ["efi of another type", withBootloader({ efi: "on" }), `required ${state}`],
  ["bios", withBootloader({ efi: null, bios: {} })],
  [
    "bios beside efi is still judged",
    withBootloader({ bios: {}, efi: { secureBoot: true } }),
    `forbidden ${state}`,
  ],
  ["no bootloader", withBootloader(null)],
  ["no firmware", vmWithTemplate({ domain: { firmware: null } })],
  ["no template", vm({ spec: { template: null } })],
  ["a preference and no bootloader", preferring(null), `advice required ${bootloader}`],
  ["a preference and an empty bootloader", preferring({ efi: null }), `advice required ${bootloader}`],
  ["a preference and secureBoot false", preferring({ efi: { secureBoot: false } })],
  ["a preference and bios", preferring({ efi: null, bios: {} })],
  [
    "a preference and an efi that it can fill",
    preferring({ efi: { secureBoot: null } }),
    `required ${state}`,
  ],
  [
    "an instance that a preference made boot securely",
    vmi({ domain: { firmware: { bootloader: { efi: { secureBoot: true } } } } }),
    "forbidden spec.domain.firmware.bootloader.efi.secureBoot",
  ],
]);
