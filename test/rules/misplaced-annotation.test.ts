import { expect, test } from "vitest";
import { misplacedAnnotation } from "../../src/rules/misplaced-annotation.ts";
import { guestOsAnnotation } from "../../src/vm/guest-os.ts";
import { create } from "../support/review.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { mergePatch, pool, vm } from "../support/vm.ts";

const annotated = (annotations: unknown) => vm({ metadata: { annotations } });

ruleTable(misplacedAnnotation, [
  ["the minimal VM, whose template is annotated", vm()],
  ...["guest-os", "contract", "adopt", "defaulted", "exempt.boot-disk", "anything"].map((name): RuleCase => [
    `vm.cpln.io/${name} on the VM itself`,
    annotated({ [`vm.cpln.io/${name}`]: "x" }),
    `forbidden metadata.annotations[vm.cpln.io/${name}]`,
  ]),
  ["others' annotations", annotated({ "cpln.io/a": "x", "vm.cpln.io": "x", "x.vm.cpln.io/a": "x" })],
  ["a null annotation", annotated(null)],
  ["annotations of another type", annotated("vm.cpln.io/adopt")],
  [
    "an annotation that the template does not have",
    vm({
      metadata: { annotations: { "vm.cpln.io/guest-os": "windows" } },
      spec: { template: { metadata: null } },
    }),
    "forbidden metadata.annotations[vm.cpln.io/guest-os]",
  ],
  [
    "on a pool and on the machines it makes",
    mergePatch(pool(1), {
      metadata: { annotations: { "vm.cpln.io/adopt": "true" } },
      spec: { virtualMachineTemplate: { metadata: { annotations: { "vm.cpln.io/guest-os": "linux" } } } },
    }),
    "forbidden metadata.annotations[vm.cpln.io/adopt]",
    "forbidden spec.virtualMachineTemplate.metadata.annotations[vm.cpln.io/guest-os]",
  ],
  ["no metadata", vm({ metadata: null })],
]);

test.for([
  ["other than what vmgate fills in", "windows", "move it to spec.template.metadata.annotations"],
  ["the same", "linux", "remove it"],
] as const)("a guest OS on the VM itself that is %s", ([, os, fix]) => {
  const sent = vm({
    metadata: { annotations: { [guestOsAnnotation]: os } },
    spec: { template: { metadata: null } },
  });
  expect(create(sent).findings.map((finding) => finding.fix)).toEqual([fix]);
});
