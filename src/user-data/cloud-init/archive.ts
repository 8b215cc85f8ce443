import { type Budget, partCost } from "../budget.ts";
import { linesIn } from "../yaml/cloud-config.ts";
import { partError, type ContentFinding, partWarning } from "../finding.ts";
import { detectFormat } from "./format.ts";
import type { Part } from "../part.ts";
import type { YamlNode } from "../yaml/parse.ts";
import { lintYaml } from "../yaml/lint.ts";

/** The parts of a cloud-config-archive, and what is wrong with it. */
export interface Archive {
  readonly parts: readonly Part[];
  readonly findings: readonly ContentFinding[];
}

const entries = "must have strings for content, type (such as text/x-shellscript) and headers";
const isText = (node: YamlNode): boolean => textOf(node) !== undefined;

/**
 * Opens a cloud-config-archive as cloud-init does: a YAML list of texts, or of mappings whose
 * `content` is the text and whose other members become headers. A member of the wrong type ends the
 * guest's whole run. Source: cloud-init 22.4.2 to 26.2, cloudinit/user_data.py, _explode_archive.
 * @throws OverBudget when the budget does not reach that far.
 */
export function openArchive(archive: Part, budget: Budget): Archive {
  const { root, findings } = lintYaml(archive.text, budget);
  const lineOf = linesIn(archive);
  const fatal = findings
    .filter(({ isFatal }) => isFatal)
    .map(({ index, found, allowed, fix }) =>
      partWarning(lineOf(index), `${found}, so the guest ignores the whole archive`, allowed, fix),
    );
  if (fatal.length > 0 || root === undefined) return { parts: [], findings: fatal };
  if (root.kind !== "sequence") {
    const found = "the archive is not a list, so the guest ignores it";
    return {
      parts: [],
      findings: [partWarning(archive.line, found, "must be a list of parts", "begin each part with -")],
    };
  }
  const anchors = new Map<string, YamlNode>();
  collectAnchors(root, anchors);
  const opening: Opening = { archive, anchors, lineOf, budget };
  const opened = root.items.map((item) => openEntry(resolve(item, anchors), opening));
  return {
    parts: opened.flatMap(({ parts }) => parts),
    findings: opened.flatMap((entry) => entry.findings),
  };
}

interface Opening {
  readonly archive: Part;
  readonly anchors: ReadonlyMap<string, YamlNode>;
  readonly lineOf: (index: number) => number;
  readonly budget: Budget;
}

function openEntry(entry: YamlNode, opening: Opening): Archive {
  const { archive, lineOf, budget } = opening;
  const line = lineOf(entry.start);
  const text = textOf(entry);
  if (text !== undefined) {
    const opened = part(text, undefined, line, budget);
    return hasSurrogate(archive.text, entry)
      ? { parts: [], findings: [notString(line)] }
      : { parts: [opened], findings: [] };
  }
  if (entry.kind !== "mapping") return { parts: [], findings: [] };
  const members = membersOf(entry, opening);
  const findings = members
    .filter(({ key, value }) => isBad(key, value) || (isEncoded(key) && hasSurrogate(archive.text, value)))
    .map(({ key }) => notString(lineOf(key.start)));
  const named = (name: string): string =>
    textOf(members.findLast(({ key }) => key.value === name)?.value) ?? "";
  const type = named("type");
  if (type !== "" && !type.includes("/")) {
    const found = "the archive entry has an invalid MIME type, so the guest discards all user data";
    findings.push(partError(line, found, entries, "write for example type: text/x-shellscript"));
  }
  const declared = type.includes("/") ? type.toLowerCase() : undefined;
  // What ends the guest's run is not checked further.
  return { parts: findings.length > 0 ? [] : [part(named("content"), declared, line, budget)], findings };
}

function notString(line: number): ContentFinding {
  const found = "the archive entry has a value that is not a string, so the guest discards all user data";
  return partError(line, found, entries, "quote the value");
}

/** The budget is charged for each value, since aliases may repeat one many times. */
function membersOf(
  entry: YamlNode,
  { anchors, budget }: Opening,
): { readonly key: YamlNode; readonly value: YamlNode }[] {
  return entry.items.flatMap((key, i) => {
    const item = entry.items[i + 1];
    if (i % 2 !== 0 || item === undefined) return [];
    const value = resolve(item, anchors);
    const length = Math.max(value.value.length, value.contentEnd - value.start);
    budget.spend(1 + key.value.length + length);
    if (value !== item) budget.open(length);
    return [{ key, value }];
  });
}

/** Whether cloud-init encodes the value of the member: it adds headers as they are. */
function isEncoded({ value }: YamlNode): boolean {
  return value === "content" || value === "type" || value === "filename";
}

/** Half a character, as JSON escapes write emoji: PyYAML keeps the halves, and encoding them raises. */
function hasSurrogate(text: string, value: YamlNode): boolean {
  const isDoubleQuoted = value.contentEnd > 0 && text.charAt(value.start - 1) === '"';
  return isDoubleQuoted && /\\u[dD][89a-fA-F]/.test(text.slice(value.start, value.contentEnd));
}

/** A launch index and a file name are turned into texts by cloud-init itself; null is no header and no type. */
function isBad(key: YamlNode, value: YamlNode): boolean {
  if (!isText(key)) return true;
  const name = key.value.toLowerCase();
  if (["filename", "launch-index", "content-disposition", "content-type"].includes(name)) return false;
  if (name === "content" || name === "type") {
    // Only these spellings are read; others of the two are dropped unread.
    if (key.value !== name) return false;
    return !(isText(value) || value.tag === "!!binary" || (name === "type" && isNull(value)));
  }
  return !(isText(value) || isNull(value));
}

function part(text: string, declared: string | undefined, line: number, budget: Budget): Part {
  budget.open(text.length + partCost);
  budget.spend(1);
  const contentType = declared ?? detectFormat(text)?.contentType ?? "text/cloud-config";
  return {
    contentType,
    isDeclared: declared !== undefined,
    filename: undefined,
    text,
    line,
    isEncoded: true,
  };
}

function collectAnchors(node: YamlNode, anchors: Map<string, YamlNode>): void {
  if (node.anchor !== "") anchors.set(node.anchor, node);
  for (const item of node.items) collectAnchors(item, anchors);
}

function resolve(node: YamlNode, anchors: ReadonlyMap<string, YamlNode>): YamlNode {
  return node.kind === "alias" ? (anchors.get(node.value) ?? node) : node;
}

/** What YAML 1.1 resolves to something else than a string. Source: PyYAML 6.0, lib/yaml/resolver.py. */
const otherType =
  /^(?:|~|null|Null|NULL|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|[-+]?0b[01_]+|[-+]?0[0-7_]*|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])*|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?)$/;

function textOf(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== "scalar") return undefined;
  if (node.isPlain) return otherType.test(node.value) ? undefined : node.value;
  return node.tag === "" || node.tag === "!!str" ? node.value : undefined;
}

function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.isPlain && /^(?:|~|null|Null|NULL)$/.test(node.value);
}
