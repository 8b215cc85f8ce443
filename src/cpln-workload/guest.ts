import type { Field } from "../field/field.ts";
import { forbidden, type FieldError } from "../field/error.ts";
import { checkDnsLabel } from "../validation/dns-label.ts";
import { guestOses } from "../vm/guest-os.ts";
import { checkSmbiosText, checkUuid } from "../validation/identity.ts";
import { checkNetworkName } from "../validation/network-name.ts";
import { checkRange } from "../validation/numbers.ts";
import { checkTimeZone } from "../validation/time-zone.ts";
import { checkBoolean, checkChoice, checkList } from "./checks.ts";
import type { WorkloadCheck } from "./view.ts";

const smbiosTexts = ["manufacturer", "product", "version", "sku", "family"];

/** `spec.vm`: the hardware that the guest sees. */
export const guestChecks: readonly WorkloadCheck[] = [
  {
    rule: "cpu-topology",
    check: ({ vm }) => [
      ...checkRange(vm.at("cpu", "sockets"), 1, 32, "use 1 to 32"),
      ...checkRange(vm.at("cpu", "threads"), 1, 8, "use 1 to 8"),
    ],
  },
  {
    rule: "workload-shape",
    check: ({ vm }) => checkChoice(vm.at("firmware", "bootloader"), ["efi", "bios"]),
  },
  { rule: "secure-boot", check: ({ vm }) => checkSecureBoot(vm.at("firmware", "secureBoot")) },
  {
    rule: "firmware-identity",
    check: ({ vm }) => [
      ...checkUuid(vm.at("firmware", "uuid"), ["4"]),
      ...[
        vm.at("firmware", "serial"),
        ...smbiosTexts.map((name) => vm.at("firmware", "smbios", name)),
      ].flatMap(checkSmbiosText),
    ],
  },
  { rule: "guest-os", check: ({ vm }) => checkChoice(vm.at("guestOS"), guestOses) },
  { rule: "single-network", check: ({ vm }) => checkNetworks(vm.at("networks")) },
  { rule: "clock", check: ({ vm }) => checkClock(vm.at("clock", "timezone")) },
  {
    rule: "hostname",
    check: ({ vm }) => ["hostname", "subdomain"].flatMap((name) => checkDnsLabel(vm.at(name))),
  },
];

function checkSecureBoot(secureBoot: Field): FieldError[] {
  if (secureBoot.value !== true) return checkBoolean(secureBoot);
  const allowed = "must be false: this platform does not support Secure Boot";
  return [forbidden(secureBoot, "true", allowed, "set secureBoot: false, or omit the field")];
}

/** The ways to bind a network that KubeVirt has besides masquerade. */
const otherBindings = ["multus", "bridge", "slirp", "sriov", "macvtap", "passt", "passtBinding", "binding"];

function checkNetworks(networks: Field): FieldError[] {
  const items = networks.items();
  return [
    ...checkList(networks, "networks", 1),
    ...items.flatMap((network) => checkNetworkName(network.at("name"), "use a name such as default")),
    ...items.flatMap((network) =>
      otherBindings
        .filter((binding) => network.has(binding))
        .map((binding) =>
          forbidden(
            network.at(binding),
            binding,
            "may not be set: the platform binds by masquerade",
            "remove the field",
          ),
        ),
    ),
  ];
}

function checkClock(timezone: Field): FieldError[] {
  return timezone.isSet ? checkTimeZone(timezone) : [];
}
