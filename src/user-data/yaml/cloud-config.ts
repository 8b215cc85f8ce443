import type { Budget } from "../budget.ts";
import { type ContentFinding, partWarning, mostFindings } from "../finding.ts";
import type { Part } from "../part.ts";
import type { GuestOs } from "../../vm/guest-os.ts";
import { lineFinder } from "../encoding/utf8.ts";
import type { YamlNode } from "./parse.ts";
import { lintYaml } from "./lint.ts";

/**
 * What PyYAML, and then cloud-init or on Windows cloudbase-init, makes of a cloud-config part.
 * @throws OverBudget when the budget does not reach that far.
 */
export function lintCloudConfig(part: Part, guestOs: GuestOs, budget: Budget): ContentFinding[] {
  const { root, findings } = lintYaml(part.text, budget);
  const lineOf = linesIn(part);
  const warnings = findings
    .slice(0, mostFindings)
    .map(({ index, found, allowed, fix, isFatal }) =>
      partWarning(
        lineOf(index),
        isFatal ? `${found}, so the guest ignores the whole cloud-config` : found,
        allowed,
        fix,
      ),
    );
  const isMapping = root === undefined || root.kind === "mapping" || isEmptyScalar(root);
  if (isMapping) return [...warnings, ...(root === undefined ? [] : lintKeys(root, lineOf, guestOs))];
  const line = lineOf(root.start);
  const found = "the top level is not a mapping, so the guest ignores the whole cloud-config";
  return [
    ...warnings,
    partWarning(line, found, "must be a mapping", "write key: value lines under the header"),
  ];
}

/** What cloud-init's translate_bool reads as true. */
const truth = /^(?:true|1|on|yes)$/i;

/** Keys of a mapping at the top that do not do what they say, or switch off more than they seem to. */
function lintKeys(
  { items }: YamlNode,
  lineOf: (index: number) => number,
  guestOs: GuestOs,
): ContentFinding[] {
  return items.flatMap((key, i): ContentFinding[] => {
    if (i % 2 !== 0) return [];
    if (key.value === "network") {
      const found = "the guest does not read network from user data";
      return [
        partWarning(
          lineOf(key.start),
          found,
          "may not configure the network: the platform does",
          "remove network",
        ),
      ];
    }
    const value = items[i + 1];
    const isOn = value?.kind === "alias" || (value?.kind === "scalar" && truth.test(value.value.trim()));
    if (guestOs !== "linux" || key.value !== "allow_userdata" || isOn) return [];
    const found = "allow_userdata makes every later boot ignore all user data";
    return [
      partWarning(
        lineOf(key.start),
        found,
        "must not be off: platform cloud-init is user data too",
        "remove allow_userdata",
      ),
    ];
  });
}

function isEmptyScalar(root: { readonly kind: string; readonly value: string }): boolean {
  return root.kind === "scalar" && /^(?:~|null|Null|NULL|)$/.test(root.value);
}

/** Maps an index in a part's text to its line in the user data; an encoded part counts as its first line. */
export function linesIn(part: Part): (index: number) => number {
  if (part.isEncoded) return () => part.line;
  const lineOf = lineFinder(part.text);
  return (index) => part.line + lineOf(index) - 1;
}
