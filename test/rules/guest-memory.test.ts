import { guestMemory } from "../../src/rules/guest-memory.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const guest = "spec.template.spec.domain.memory.guest";
const requests = "spec.template.spec.domain.resources.requests.memory";
const limits = "spec.template.spec.domain.resources.limits.memory";

const withGuest = (size: unknown) => vmWithTemplate({ domain: { memory: { guest: size } } });
const withResources = (resources: unknown) => vmWithTemplate({ domain: { memory: null, resources } });

ruleTable(guestMemory, [
  ["the minimal VM", vm()],
  ...["1Mi", "512Mi", "1.5Gi", "2G", "2e9", "2E9", "1048576", "2147483648000m", "+1Gi", 1048576].map(
    (size): RuleCase => [`${typeof size} ${size} of memory`, withGuest(size)],
  ),
  ...["0", "0Gi", "-1Gi", "0.0", 0, -1].map((size): RuleCase => [
    `${typeof size} ${size} is not positive`,
    withGuest(size),
    `invalid ${guest}`,
  ]),
  ...["2 GiB", "2GiB", "2GB", "2gi", "", "lots", "1Gi1", true, {}, []].map((size): RuleCase => [
    `${JSON.stringify(size)} is no quantity`,
    withGuest(size),
    `invalid ${guest}`,
  ]),
  ["512m is half a byte", withGuest("512m"), `advice invalid ${guest}`],
  ["one byte less than 1Mi", withGuest(1048575), `advice invalid ${guest}`],
  ["nothing stated", vmWithTemplate({ domain: { memory: null } }), `required ${guest}`],
  ["an empty memory", vmWithTemplate({ domain: { memory: { guest: null } } }), `required ${guest}`],
  [
    "hugepages alone",
    vmWithTemplate({ domain: { memory: { guest: null, hugepages: { pageSize: "1Gi" } } } }),
    `required ${guest}`,
  ],
  [
    "a largest size alone",
    vmWithTemplate({ domain: { memory: { guest: null, maxGuest: "4Gi" } } }),
    `required ${guest}`,
  ],
  ["memory of another type", vmWithTemplate({ domain: { memory: "2Gi" } }), `required ${guest}`],
  ["requests alone", withResources({ requests: { memory: "1Gi" } })],
  ["limits alone", withResources({ limits: { memory: "1Gi" } })],
  ["requests of 0", withResources({ requests: { memory: "0" } }), `invalid ${requests}`],
  ["requests of cpu only", withResources({ requests: { cpu: "1" } }), `required ${guest}`],
  [
    "every stated one is judged",
    withResources({ requests: { memory: "-1" }, limits: { memory: "1 Gi" } }),
    `invalid ${requests}`,
    `invalid ${limits}`,
  ],
  [
    "an instancetype, beside which KubeVirt refuses memory",
    vm({
      spec: { instancetype: { name: "u1.small" }, template: { spec: { domain: { memory: null } } } },
    }),
  ],
  [
    "an instancetype whose name is still to be inferred",
    vm({
      spec: { instancetype: { inferFromVolume: "root" }, template: { spec: { domain: { memory: null } } } },
    }),
  ],
  [
    "memory beside an instancetype is KubeVirt's to refuse",
    vm({ spec: { instancetype: { name: "x" }, template: { spec: { domain: { memory: { guest: "0" } } } } } }),
  ],
  ["a null instancetype", vm({ spec: { instancetype: null } })],
  ["no template", vm({ spec: { template: null } }), `required ${guest}`],
  ["an instance", vmi({ domain: { memory: null } }), "required spec.domain.memory.guest"],
]);
