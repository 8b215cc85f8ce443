import { runStrategy } from "../../src/rules/run-strategy.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm } from "../support/vm.ts";

const strategy = "spec.runStrategy";
const running = "spec.running";
const withSpec = (spec: unknown) => vm({ spec });

ruleTable(runStrategy, [
  ["the minimal VM", vm()],
  ...["Always", "RerunOnFailure", "Manual", "Halted"].map((name): RuleCase => [
    name,
    withSpec({ runStrategy: name }),
  ]),
  ...["Once", "WaitAsReceiver", "always", "Running", "", " Always", true, 1, {}, []].map(
    (value): RuleCase => [
      `${JSON.stringify(value)} is none of the four`,
      withSpec({ runStrategy: value }),
      `notSupported ${strategy}`,
    ],
  ),
  ["neither runStrategy nor running", withSpec({ runStrategy: null }), `required ${strategy}`],
  ["running true", withSpec({ runStrategy: null, running: true }), `advice forbidden ${running}`],
  ["running false", withSpec({ runStrategy: null, running: false }), `advice forbidden ${running}`],
  ["running of another type", withSpec({ runStrategy: null, running: "true" }), `invalid ${running}`],
  ["running beside runStrategy", withSpec({ running: true }), `advice forbidden ${running}`],
  [
    "running beside an unknown runStrategy",
    withSpec({ runStrategy: "Once", running: false }),
    `advice forbidden ${running}`,
    `notSupported ${strategy}`,
  ],
  ["no spec", vm({ spec: null }), `required ${strategy}`],
]);
