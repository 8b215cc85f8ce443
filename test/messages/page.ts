import type { FieldError } from "../../src/field/error.ts";
import { formatFinding, formatWarning } from "../../src/field/format.ts";
import { rules } from "../../src/rules/index.ts";
import type { Judged } from "../support/judged.ts";

/** A message, with its finding and the object that it is about. */
export interface ReportedFinding extends FieldError {
  readonly rule: string;
  readonly action: "enforce" | "warn";
  readonly message: string;
  readonly object: unknown;
}

/** The messages of what was found in an object. */
export function reportedOf({ object, findings }: Judged): readonly ReportedFinding[] {
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

/** Every wording once, values and list indexes aside, as kubectl prints it, by rule. */
export function pageOf(reported: readonly ReportedFinding[]): string {
  // Names that every JavaScript object has, and numbered unknown keys, occur in tests only.
  const shown = reported.filter(({ path }) => !/^(constructor|x\d+)$/.test(String(path.at(-1))));
  const wordings = new Map(shown.toReversed().map((message) => [wordingOf(message), message]));
  const blocks = [...new Set(reported.map(({ rule }) => rule))].toSorted().map((id) => [
    id,
    ...[...wordings.values()]
      .filter(({ rule }) => rule === id)
      .map(lineOf)
      .sort()
      .filter((line, i, lines) => line !== lines[i - 1]),
  ]);
  return `${blocks.map((lines) => lines.join("\n  ")).join("\n\n")}\n`;
}

function wordingOf({ rule, type, path, found, allowed, fix }: ReportedFinding): string {
  // The same field is at spec.template.spec in a VirtualMachine and at spec in an instance.
  const place = path.filter((segment) => typeof segment === "string" && !/^(spec|template)$/.test(segment));
  const words = [found, allowed, fix].map((text) =>
    withoutQuotes(text)
      .replaceAll(/-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g, "…")
      .replaceAll(/an object|a list of …|true|false/g, "…"),
  );
  return JSON.stringify([rule, type, place, words]);
}

/** A text without the values that it repeats. */
export function withoutQuotes(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "…");
}

function lineOf({ action, message }: ReportedFinding): string {
  return `${action === "warn" ? "Warning:" : "*"} ${message}`;
}
