import type { Budget } from "../budget.ts";
import { type ContentFinding, partWarning, mostFindings } from "../finding.ts";
import type { Part } from "../part.ts";
import type { GuestOs } from "../../vm/guest-os.ts";
import { lineFinder } from "../encoding/utf8.ts";
import type { YamlNode } from "./parse.ts";
import { lintYaml } from "./lint.ts";

/**
 * What PyYAML makes of a cloud-config part, and cloud-init, or in Windows cloudbase-init, of what it says.
 * @throws OverBudget when the budget does not reach that far.
 */
export function lintCloudConfig(part: Part, guestOs: GuestOs, budget: Budget): ContentFinding[] {
  const { root, findings } = lintYaml(part.text, budget);
  const lineOf = linesIn(part);
  const told = findings
    .slice(0, mostFindings)
    .map(({ index, found, allowed, fix, isFatal }) =>
      partWarning(
        lineOf(index),
        isFatal ? `${found}: the guest ignores the whole cloud-config` : found,
        allowed,
        fix,
      ),
    );
  const isMapping = root === undefined || root.kind === "mapping" || isEmptyScalar(root);
  if (isMapping) return [...told, ...(root === undefined ? [] : lintKeys(root, lineOf, guestOs))];
  const line = lineOf(root.start);
  const found = `YAML that is no mapping at its top: the guest ignores the whole cloud-config`;
  return [...told, partWarning(line, found, "keys with values", "write key: value lines under the header")];
}

/** What cloud-init's translate_bool takes for true. */
const truth = /^(?:true|1|on|yes)$/i;

/** Keys at the top that do not do what they say, or switch off more than they seem to. */
function lintKeys(
  { kind, items }: YamlNode,
  lineOf: (index: number) => number,
  guestOs: GuestOs,
): ContentFinding[] {
  if (kind !== "mapping") return [];
  return items.flatMap((key, i): ContentFinding[] => {
    if (i % 2 !== 0) return [];
    if (key.value === "network") {
      const found = "network, which the guest does not read from user data";
      return [
        partWarning(
          lineOf(key.start),
          found,
          "must not configure the network: the platform does",
          "remove it",
        ),
      ];
    }
    const value = items[i + 1];
    const isOn = value?.kind === "alias" || (value?.kind === "scalar" && truth.test(value.value.trim()));
    if (guestOs !== "linux" || key.value !== "allow_userdata" || isOn) return [];
    const found = "allow_userdata, which makes every later boot ignore all user data";
    return [
      partWarning(
        lineOf(key.start),
        found,
        "must not be off: the platform's part is user data too",
        "remove it",
      ),
    ];
  });
}

function isEmptyScalar(root: { readonly kind: string; readonly value: string }): boolean {
  return root.kind === "scalar" && /^(?:~|null|Null|NULL|)$/.test(root.value);
}

/** Tells the line of the user data that an index in a part's text belongs to; an encoded part counts as its first line. */
export function linesIn(part: Part): (index: number) => number {
  if (part.isEncoded) return () => part.line;
  const lineOf = lineFinder(part.text);
  return (index) => part.line + lineOf(index) - 1;
}
