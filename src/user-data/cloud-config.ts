import { type ContentFinding, misread } from "./finding.ts";
import type { Part } from "./part.ts";
import { lineAt } from "./text.ts";
import { lintYaml } from "./yaml-lint.ts";

/** Most findings that one part reports: past this a reader corrects and looks again. */
const mostFindings = 20;

/** What PyYAML and cloud-init make of a cloud-config part. */
export function lintCloudConfig(part: Part): ContentFinding[] {
  const { root, findings } = lintYaml(part.text);
  const told = findings
    .slice(0, mostFindings)
    .map(({ index, found, allowed, fix, isFatal }) =>
      misread(
        lineInUserData(part, index),
        isFatal ? `${found}: the guest ignores the whole cloud-config` : found,
        allowed,
        fix,
      ),
    );
  const isMapping = root === undefined || root.kind === "mapping" || isEmptyScalar(root);
  if (isMapping) return told;
  const line = lineInUserData(part, root.start);
  const found = `YAML that is no mapping at its top: the guest ignores the whole cloud-config`;
  return [...told, misread(line, found, "keys with values", "write key: value lines under the header")];
}

function isEmptyScalar(root: { readonly kind: string; readonly value: string }): boolean {
  return root.kind === "scalar" && /^(?:~|null|Null|NULL|)$/.test(root.value);
}

/** The line of the user data that an index in a part's text belongs to; an encoded part counts as its first line. */
export function lineInUserData(part: Part, index: number): number {
  return part.isEncoded ? part.line : part.line + lineAt(part.text, index) - 1;
}
