import { clock } from "../../src/rules/clock.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const name = "invalid spec.template.spec.domain.clock.timezone";
const utc = "forbidden spec.template.spec.domain.clock.utc";

const withClock = (value: unknown) => vmWithTemplate({ domain: { clock: value } });

ruleTable(clock, [
  ["the minimal VM", vm()],
  ...["Europe/Paris", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Asia/Calcutta", "Etc/GMT+5"].map(
    (timezone): RuleCase => [`the zone ${timezone}`, withClock({ timezone })],
  ),
  ...["GMT", "US/Eastern", "Europe/Kyiv", "Europe/Kiev", "Etc/UTC", "Zulu", "EST5EDT", "Japan"].map(
    (timezone): RuleCase => [`the alias ${timezone}`, withClock({ timezone })],
  ),
  ...["europe/paris", "EUROPE/PARIS", "utc", " UTC", "UTC ", "Europe/Paris\n"].map((timezone): RuleCase => [
    `${JSON.stringify(timezone)} is not the exact spelling`,
    withClock({ timezone }),
    name,
  ]),
  ...["Europe/Atlantis", "Factory", "Europe", "posix/UTC", "localtime", "toString", "", "x".repeat(9999)].map(
    (timezone): RuleCase => [
      `${JSON.stringify(timezone.slice(0, 20))} is no zone`,
      withClock({ timezone }),
      name,
    ],
  ),
  // JavaScript knows these, the time zone database does not.
  ...["PST", "IST", "SystemV/PST8", "+01:00", "UTC+1"].map((timezone): RuleCase => [
    `${timezone} is no name of the database`,
    withClock({ timezone }),
    name,
  ]),
  ...[1, true, {}, ["UTC"]].map((timezone): RuleCase => [
    `${JSON.stringify(timezone)} is no text`,
    withClock({ timezone }),
    name,
  ]),
  ["no clock", withClock(null)],
  ["a null clock", vmWith("spec.domain.clock", null)],
  ["a null time zone", vmWith("spec.domain.clock.timezone", null)],
  ["a clock of another type", withClock("UTC")],
  ["a clock with neither", withClock({ timezone: null, timer: { hpet: { present: false } } })],
  ["utc alone", withClock({ timezone: null, utc: {} })],
  // KubeVirt admits both, and the time zone is ignored.
  ["utc beside a time zone", withClock({ timezone: "Europe/Paris", utc: { offsetSeconds: 60 } }), utc],
  ["an empty utc counts", withClock({ timezone: "UTC", utc: {} }), utc],
  ["a null utc is absent", vmWith("spec.domain.clock.utc", null)],
  ["utc beside an unknown zone", withClock({ timezone: "Mars", utc: {} }), name, utc],
]);
