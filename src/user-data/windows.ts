import { lintCloudConfig } from "./cloud-config.ts";
import { aborts, type ContentFinding, misread } from "./finding.ts";
import { headerValue } from "./header.ts";
import { type Entity, fileName, parseMessage } from "./message.ts";
import type { Part } from "./part.ts";
import { decodeUtf8, lineOfDamage, showUtf8 } from "./text.ts";
import { showTransfer } from "./transfer.ts";
import { windowsFormat, type WindowsFormat } from "./windows-format.ts";

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

const known = "a first line that cloudbase-init knows, as #ps1_sysnative or #cloud-config";

/** Reads user data as cloudbase-init 1.1.9 does (plugins/common/userdata.py). */
export function readWindows(content: Uint8Array): WindowsReading {
  const text = decodeUtf8(content);
  if (text === undefined) {
    const line = lineOfDamage(showUtf8(content));
    const found = "bytes that are not UTF-8: cloudbase-init drops all user data";
    return { format: "unknown", parts: [], findings: [aborts(line, found, "UTF-8", "save it as UTF-8")] };
  }
  const format = windowsFormat(text);
  if (format === undefined) {
    return { format: "unknown", parts: [], findings: [explainUnknown(text)] };
  }
  if (format === "message") return { format, ...readMessage(text) };
  const contentType = format === "cloud-config" ? "text/cloud-config" : "text/x-shellscript";
  const part = { contentType, isDeclared: false, filename: undefined, text, line: 1, isEncoded: false };
  return {
    format,
    parts: [part],
    findings: format === "cloud-config" ? lintCloudConfig(part, "windows") : [],
  };
}

function readMessage(text: string): Pick<WindowsReading, "parts" | "findings"> {
  const parts = parseMessage(text).leaves.map(toPart);
  return { parts, findings: parts.flatMap(lintPart) };
}

function toPart(leaf: Entity): Part {
  const encoding = headerValue(leaf.headers, "content-transfer-encoding").toLowerCase();
  return {
    contentType: leaf.contentType,
    isDeclared: true,
    filename: fileName(leaf),
    text: showTransfer(leaf.body, encoding),
    line: leaf.line,
    isEncoded: encoding === "base64" || encoding === "quoted-printable",
  };
}

function lintPart(part: Part): ContentFinding[] {
  if (!handledTypes.includes(part.contentType)) {
    const found = "a part of a type that cloudbase-init has no handler for: it is ignored";
    return [misread(part.line, found, handledTypes.join(", "), "correct its Content-Type")];
  }
  if (part.contentType === "text/cloud-config") return lintCloudConfig(part, "windows");
  if (part.contentType !== "text/x-shellscript" || part.filename !== undefined) return [];
  const found = "a script part without a file name: cloudbase-init loses it";
  return [
    misread(part.line, found, "a file name for each script", "add Content-Disposition with a filename"),
  ];
}

function explainUnknown(text: string): ContentFinding {
  if (text.startsWith("\ufeff")) {
    const found = "a byte order mark before the header: cloudbase-init ignores it";
    return misread(1, found, known, "save it as UTF-8 without BOM");
  }
  if (windowsFormat(text.trimStart()) !== undefined) {
    return misread(
      1,
      "blanks before the header: cloudbase-init ignores it",
      known,
      "begin in the first column",
    );
  }
  const found = "text without a header line: cloudbase-init ignores it";
  return misread(1, found, known, "begin with #ps1_sysnative, rem cmd or #cloud-config");
}
