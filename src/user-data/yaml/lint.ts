import type { Explanation } from "../../field/error.ts";
import type { Budget } from "../budget.ts";
import { mostFindings } from "../finding.ts";
import { parseYaml, type YamlNode, type YamlText } from "./parse.ts";
import { indexOfTab } from "./tabs.ts";
import { yaml11Surprise } from "./yaml11-surprises.ts";

/** Something in a YAML text that PyYAML rejects, or reads differently from how it looks. */
interface YamlFinding extends Explanation {
  /** Index in the text. */
  readonly index: number;
  /** Whether PyYAML gives nothing at all for the text. */
  readonly isFatal: boolean;
}

/** A YAML text as PyYAML reads it: its one root, where there is one, and the findings. */
export interface YamlReading {
  readonly root: YamlNode | undefined;
  readonly findings: readonly YamlFinding[];
}

const oneDocument = "must be one valid YAML 1.1 document";

/** What PyYAML's reader rejects. Source: PyYAML 6.0, lib/yaml/reader.py, NON_PRINTABLE. */
const unprintable = /[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Tags that PyYAML's safe loader knows, and the one that cloud-init adds. */
const knownTag =
  /^(?:!|!!(?:null|bool|int|float|binary|timestamp|omap|pairs|set|str|seq|map|python\/unicode)|!<tag:yaml\.org,2002:\w+>)$/;

/**
 * Reads a text as cloud-init and cloudbase-init do, with PyYAML's safe loader for YAML 1.1.
 * @throws OverBudget when the budget does not reach that far.
 */
export function lintYaml(text: string, budget: Budget): YamlReading {
  const control = unprintable.exec(text);
  if (control !== null) {
    const found = "control character, which YAML does not allow";
    return fatalReading(control.index, found, "write it as an escape in double quotes, or remove it");
  }
  const yaml = parseYaml(text, budget);
  if (yaml.error !== undefined) {
    const { index, reason } = yaml.error;
    const isTab = reason.startsWith("tab characters");
    return fatalReading(
      index,
      isTab ? "tab used for indentation" : `invalid YAML (${reason})`,
      isTab ? "indent with spaces" : "correct the line",
    );
  }
  const [root, second] = yaml.documents;
  if (second !== undefined) {
    return fatalReading(second.start, "second YAML document", "keep one document");
  }
  const findings = [
    ...findTab(text, root, budget),
    ...(root === undefined ? [] : lintNode(root, yaml, budget)),
  ];
  return { root, findings };
}

function fatalReading(index: number, found: string, fix: string): YamlReading {
  return { root: undefined, findings: [fatal(index, found, fix)] };
}

function fatal(index: number, found: string, fix: string): YamlFinding {
  return { index, found, allowed: oneDocument, fix, isFatal: true };
}

function findTab(text: string, root: YamlNode | undefined, budget: Budget): YamlFinding[] {
  const index = indexOfTab(text, root, budget);
  const found = "tab between words, where YAML 1.1 allows only spaces";
  return index === undefined ? [] : [fatal(index, found, "write spaces")];
}

function lintNode(root: YamlNode, yaml: YamlText, budget: Budget): YamlFinding[] {
  const findings: YamlFinding[] = [];
  const anchors = new Set<string>();
  const report = limitedTo(findings);
  const visit = (node: YamlNode, field: "key" | "item" | "value"): void => {
    budget.spend(1);
    if (anchors.has(node.anchor))
      report(fatal(node.start, "anchor that is defined twice", "give each anchor its own name"));
    if (node.anchor !== "") anchors.add(node.anchor);
    const problem = problemOf(node, field, anchors, yaml.hasTagHandles);
    if (problem !== undefined) report(problem);
    if (node.kind === "mapping") reportDuplicateKeys(node, report);
    for (const [i, item] of node.items.entries()) {
      visit(item, node.kind === "sequence" ? "item" : i % 2 === 0 ? "key" : "value");
    }
  };
  visit(root, "value");
  return findings;
}

/** Appends findings to a list: the first few that are fatal and the first few that are not, all that is reported. */
function limitedTo(findings: YamlFinding[]): (finding: YamlFinding) => void {
  let [fatalRoom, otherRoom] = [mostFindings, mostFindings];
  return (finding) => {
    if ((finding.isFatal ? fatalRoom-- : otherRoom--) > 0) findings.push(finding);
  };
}

function problemOf(
  node: YamlNode,
  field: "key" | "item" | "value",
  anchors: ReadonlySet<string>,
  hasTagHandles: boolean,
): YamlFinding | undefined {
  if (node.kind === "alias") {
    return anchors.has(node.value)
      ? undefined
      : fatal(node.start, "alias without an anchor before it", "define the anchor first, or quote the *");
  }
  if (node.tag !== "" && !hasTagHandles && !knownTag.test(node.tag)) {
    return fatal(node.start, "tag that cloud-init does not know", "remove the tag");
  }
  if (node.kind !== "scalar") {
    return field === "key"
      ? fatal(
          node.start,
          "list or mapping as a key",
          "quote {{ }} and [ ], or begin a template with ## template: jinja",
        )
      : undefined;
  }
  if (!node.isPlain) return undefined;
  if (node.value === "=") return fatal(node.start, "unquoted =, which YAML 1.1 reserves", "quote it");
  const surprise = yaml11Surprise(node.value, field);
  return surprise === undefined
    ? undefined
    : { ...surprise, index: node.start, allowed: "must mean the same in every YAML version", isFatal: false };
}

/** Duplicate keys in one mapping: the last wins without a warning. */
function reportDuplicateKeys(mapping: YamlNode, report: (finding: YamlFinding) => void): void {
  const seen = new Set<string>();
  for (const [i, key] of mapping.items.entries()) {
    if (i % 2 !== 0 || key.kind !== "scalar" || key.value === "<<") continue;
    if (seen.has(key.value)) {
      report({
        index: key.start,
        found: "duplicate key, of which only the last is used",
        allowed: "must be unique in its mapping",
        fix: "merge the two, or remove one",
        isFatal: false,
      });
    }
    seen.add(key.value);
  }
}
