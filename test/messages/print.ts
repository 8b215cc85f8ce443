/**
 * Prints, as JSON, every message that the rules give for the cases of their tests, and the places in the
 * sources that could give one and did not. A program of its own, on Node alone, so that what is reached is
 * reached by these cases and by nothing else.
 */
import { readdirSync } from "node:fs";
import { registerHooks } from "node:module";
import { rules } from "../../src/rules/index.ts";
import { unreachedBy } from "./call-sites.ts";
import { reportedOf, type ReportedFinding } from "./page.ts";

/** What the program prints. */
export interface Printed {
  readonly reported: readonly ReportedFinding[];
  /** `file:line` of each finding that no case brought about. */
  readonly unreported: readonly string[];
}

const notVitest = import.meta.resolve("./not-vitest.ts");
registerHooks({
  resolve: (specifier, context, next) => next(specifier === "vitest" ? notVitest : specifier, context),
});
const tables = [
  ...rules.map(({ id }) => `../rules/${id}.test.ts`),
  "../user-data/findings.test.ts",
  ...readdirSync(`${import.meta.dirname}/../cpln-workload`).map((name) => `../cpln-workload/${name}`),
];
for (const table of tables) await import(table);
const { judgedTables } = await import("../support/judged.ts");
const { injectedMachines } = await import("./injected.ts");

let reported: readonly ReportedFinding[] = [];
const unreported = await unreachedBy(() => {
  reported = [...judgedTables, injectedMachines].flatMap((judge) => judge()).flatMap(reportedOf);
  return Promise.resolve();
});
console.log(JSON.stringify({ reported, unreported } satisfies Printed));
