import { wholeCoreCpu } from "../../src/rules/whole-core-cpu.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWithTemplate } from "../support/vm.ts";

const requests = "invalid spec.template.spec.domain.resources.requests.cpu";
const limits = "invalid spec.template.spec.domain.resources.limits.cpu";
const cores = "invalid spec.template.spec.domain.cpu.cores";

const requested = (cpu: unknown) => vmWithTemplate({ domain: { resources: { requests: { cpu } } } });
const limited = (cpu: unknown) => vmWithTemplate({ domain: { resources: { limits: { cpu } } } });
const withCores = (count: unknown) => vmWithTemplate({ domain: { cpu: { cores: count } } });

ruleTable(wholeCoreCpu, [
  ["the minimal VM", vm()],
  ...["1", "2", "2000m", "2.0", "2e0", "0.2e1", "1e1", "1k", "2000000u", "1Ki", "+2", 2].map(
    (cpu): RuleCase => [`${typeof cpu} ${cpu} is whole`, requested(cpu)],
  ),
  ...["500m", "1500m", "999m", "1001m", "1.5", "0", "0m", "-1", "-1000m", 0, 1.5].map((cpu): RuleCase => [
    `${typeof cpu} ${cpu} is not whole`,
    requested(cpu),
    requests,
  ]),
  ...["two", "", "2 cores", "1e", "2e999999", ".", "1mm", true, {}, []].map((cpu): RuleCase => [
    `${JSON.stringify(cpu)} is no quantity`,
    requested(cpu),
    requests,
  ]),
  ["64 digits are still a quantity", requested("1".repeat(64))],
  ["65 characters are none, and don't fill the message", requested(`${"1".repeat(64)}m`), requests],
  ["a fraction finer than nano is not whole", requested("1.0000000001"), requests],
  ["a null request is absent", vm({ spec: { template: { spec: { domain: { resources: null } } } } })],
  ["limits are judged too", limited("1500m"), limits],
  [
    "requests and limits are reported apart",
    vmWithTemplate({ domain: { resources: { requests: { cpu: "0" }, limits: { cpu: "1" } } } }),
    requests,
  ],
  ["cores 1", withCores(1)],
  ["cores 0", withCores(0), cores],
  ["cores -1", withCores(-1), cores],
  ["cores 1.5", withCores(1.5), cores],
  ["cores as text", withCores("2"), cores],
  ["cores absent", vmWithTemplate({ domain: { cpu: { cores: null } } })],
  ["no domain at all", vmWithTemplate({ domain: null })],
  ["resources of another type", vmWithTemplate({ domain: { resources: ["cpu"] } })],
]);
