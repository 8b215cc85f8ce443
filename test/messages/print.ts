/**
 * Prints, as JSON, every message that the rules give for the cases of their tests, and the places in the
 * sources that could give one and did not. A program of its own, on Node alone, so that what is reached is
 * reached by these cases and by nothing else.
 */
import { readdirSync } from "node:fs";
import { registerHooks } from "node:module";
import { formatFinding, formatWarning } from "../../src/field/format.ts";
import type { FieldError } from "../../src/field/error.ts";
import { rules } from "../../src/rules/index.ts";
import type { Judged } from "../support/judged.ts";
import { unreachedBy } from "./call-sites.ts";

/** A message, with its finding and the object that it is about. */
export interface ReportedFinding extends FieldError {
  readonly rule: string;
  readonly action: "enforce" | "warn";
  readonly message: string;
  readonly object: unknown;
}

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

function reportedOf({ object, findings }: Judged): readonly ReportedFinding[] {
  return findings.map((finding) => {
    const action = finding.severity === "warning" ? "warn" : (finding.action ?? defaultAction(finding.rule));
    const whole = { ...finding, action };
    const message = action === "warn" ? formatWarning(whole) : formatFinding(whole);
    return { ...whole, message, object };
  });
}

function defaultAction(id: string): "enforce" | "warn" {
  return rules.find((rule) => rule.id === id)?.action ?? "enforce";
}

let reported: readonly ReportedFinding[] = [];
const unreported = await unreachedBy(() => {
  reported = [...judgedTables, injectedMachines].flatMap((judge) => judge()).flatMap(reportedOf);
  return Promise.resolve();
});
console.log(JSON.stringify({ reported, unreported } satisfies Printed));
