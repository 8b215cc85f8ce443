import { setIn } from "../../src/field/edit.ts";
import { guestOs } from "../../src/rules/guest-os.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWith } from "../support/vm.ts";

const annotations = ["spec", "template", "metadata", "annotations"];
const field = "notSupported spec.template.metadata.annotations[vm.cpln.io/guest-os]";
const withGuest = (guest: unknown) =>
  vm({ spec: { template: { metadata: { annotations: { "vm.cpln.io/guest-os": guest } } } } });

ruleTable(guestOs, [
  ["linux", withGuest("linux")],
  ["windows", withGuest("windows")],
  ...["Linux", "WINDOWS", "linux ", "freebsd", "", true, 11, {}].map((guest): RuleCase => [
    `${JSON.stringify(guest)} is neither`,
    withGuest(guest),
    field,
  ]),
  ["no annotation", withGuest(null)],
  ["a null annotation", setIn(vm(), [...annotations, "vm.cpln.io/guest-os"], null)],
  ["null annotations", setIn(vm(), annotations, null)],
  ["null metadata", vmWith("metadata", null)],
  ["no metadata", vm({ spec: { template: { metadata: null } } })],
  ["annotations of another type", vm({ spec: { template: { metadata: { annotations: "linux" } } } })],
  [
    "the VM's own annotation does not reach the guest",
    vm({ metadata: { annotations: { "vm.cpln.io/guest-os": "os/2" } } }),
  ],
  [
    "an instance's own annotation",
    {
      kind: "VirtualMachineInstance",
      metadata: { annotations: { "vm.cpln.io/guest-os": "os/2" } },
      spec: { domain: {} },
    },
    "notSupported metadata.annotations[vm.cpln.io/guest-os]",
  ],
]);
