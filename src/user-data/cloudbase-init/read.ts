import { type Budget, withinBudget } from "../budget.ts";
import { lintCloudConfig } from "../yaml/cloud-config.ts";
import { partError, type ContentFinding, partWarning, notChecked } from "../finding.ts";
import { headerValue } from "../mime/header.ts";
import { type Entity, fileName, type Message, parseMessage } from "../mime/message.ts";
import type { Part } from "../part.ts";
import { decodeUtf8, lineOfDamage, showUtf8 } from "../encoding/utf8.ts";
import { showTransfer } from "../mime/transfer-encoding.ts";
import { windowsFormat, type WindowsFormat } from "./format.ts";

/** What cloudbase-init makes of user data that is not compressed (any more). */
export interface WindowsReading {
  readonly format: WindowsFormat | "unknown";
  readonly parts: readonly Part[];
  readonly findings: readonly ContentFinding[];
}

/** Types with a handler. Source: cloudbase-init 1.1.9, plugins/common/userdataplugins. */
const handledTypes: readonly string[] = [
  "text/x-shellscript",
  "text/cloud-config",
  "text/part-handler",
  "text/x-cfninitdata",
];

const supportedTypes = `supported values: ${handledTypes.map((type) => `"${type}"`).join(", ")}`;

const known = "must begin with a header that cloudbase-init knows, such as #ps1_sysnative or #cloud-config";

/** Reads user data as cloudbase-init 1.1.9 does (plugins/common/userdata.py). */
export function readWindows(content: Uint8Array, budget: Budget): WindowsReading {
  const text = decodeUtf8(content);
  if (text === undefined) {
    const line = lineOfDamage(showUtf8(content));
    const found = "not UTF-8, so cloudbase-init discards all user data";
    return {
      format: "unknown",
      parts: [],
      findings: [partError(line, found, "must be UTF-8", "save it as UTF-8")],
    };
  }
  const format = windowsFormat(text);
  if (format === undefined) {
    return { format: "unknown", parts: [], findings: [explainUnknown(text)] };
  }
  if (format === "message") return { format, ...readMessage(text, budget) };
  const contentType = format === "cloud-config" ? "text/cloud-config" : "text/x-shellscript";
  const part = { contentType, isDeclared: false, filename: undefined, text, line: 1, isEncoded: false };
  return { format, parts: [part], findings: format === "cloud-config" ? lintWithin(part, budget) : [] };
}

function readMessage(text: string, budget: Budget): Pick<WindowsReading, "parts" | "findings"> {
  return withinBudget(
    () => readEntities(parseMessage(text, budget), budget),
    () => ({ parts: [], findings: [notChecked(1)] }),
  );
}

function readEntities(
  { leaves, tooDeep }: Message,
  budget: Budget,
): Pick<WindowsReading, "parts" | "findings"> {
  const parts: Part[] = [];
  const findings: ContentFinding[] = tooDeep.map(notChecked);
  for (const leaf of leaves) {
    const part = withinBudget(
      () => toPart(leaf, budget),
      () => undefined,
    );
    if (part !== undefined) parts.push(part);
    for (const finding of part === undefined ? [notChecked(leaf.line)] : lintPart(part, budget))
      findings.push(finding);
    if (budget.isOver) break;
  }
  return { parts, findings };
}

function toPart(leaf: Entity, budget: Budget): Part {
  const encoding = headerValue(leaf.headers, "content-transfer-encoding").toLowerCase();
  return {
    contentType: leaf.contentType,
    isDeclared: true,
    filename: fileName(leaf),
    text: showTransfer(leaf.body, encoding, budget),
    line: leaf.line,
    isEncoded: encoding === "base64" || encoding === "quoted-printable",
  };
}

/** The findings in a cloud-config; no more than a warning where the budget is exceeded. */
function lintWithin(part: Part, budget: Budget): ContentFinding[] {
  return withinBudget(
    () => lintCloudConfig(part, "windows", budget),
    () => [notChecked(part.line)],
  );
}

function lintPart(part: Part, budget: Budget): ContentFinding[] {
  if (!handledTypes.includes(part.contentType)) {
    const found = "cloudbase-init has no handler for the type of the part and ignores it";
    return [partWarning(part.line, found, supportedTypes, "correct its Content-Type")];
  }
  if (part.contentType === "text/cloud-config") return lintWithin(part, budget);
  if (part.contentType !== "text/x-shellscript" || part.filename !== undefined) return [];
  const found = "script part without a file name, which cloudbase-init ignores";
  return [partWarning(part.line, found, "must have a file name", "add Content-Disposition with a filename")];
}

function explainUnknown(text: string): ContentFinding {
  if (text.startsWith("\ufeff")) {
    const found = "byte order mark before the header, so cloudbase-init ignores it";
    return partWarning(1, found, known, "save it as UTF-8 without BOM");
  }
  if (windowsFormat(text.trimStart()) !== undefined) {
    return partWarning(
      1,
      "white space before the header, so cloudbase-init ignores it",
      known,
      "begin in the first column",
    );
  }
  const found = "text without a header line, so cloudbase-init ignores it";
  return partWarning(1, found, known, "begin with #ps1_sysnative, rem cmd or #cloud-config");
}
