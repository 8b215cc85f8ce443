import { openArchive } from "./archive.ts";
import { type Budget, withinBudget } from "../budget.ts";
import { linesIn, lintCloudConfig } from "../yaml/cloud-config.ts";
import { partError, type ContentFinding, partWarning, notChecked } from "../finding.ts";
import { gunzip } from "../encoding/gzip.ts";
import { headerValue } from "../mime/header.ts";
import { lintJsonPatch } from "./json-patch.ts";
import { formatOfType, isMessage, type LinuxFormat, detectFormat } from "./format.ts";
import { type Entity, fileName, type Message, parseMessage } from "../mime/message.ts";
import type { Part } from "../part.ts";
import { decodeUtf8, encodeUtf8, lineOfDamage, showUtf8 } from "../encoding/utf8.ts";
import { decodeTransfer, showTransfer } from "../mime/transfer-encoding.ts";
import { explainUnknown } from "./unknown-format.ts";

/** What cloud-init makes of user data that is not compressed (any more). */
export interface LinuxReading {
  readonly format: LinuxFormat | "message" | "unknown";
  readonly parts: readonly Part[];
  readonly findings: readonly ContentFinding[];
}

/** Types for which cloud-init decompresses a part first. Source: cloudinit/user_data.py, DECOMP_TYPES. */
const compressedTypes: readonly string[] = [
  "gzip",
  "gzip-compressed",
  "gzipped",
  "x-compress",
  "x-compressed",
  "x-gunzip",
  "x-gzip",
  "x-gzip-compressed",
].map((subtype) => `application/${subtype}`);

/** Types that cloud-init ignores: it detects the format by how the text begins. */
const undeclaredTypes: readonly string[] = ["text/plain", "text/x-not-multipart", "text/x-shellscript"];

const utf8 = "must be UTF-8 without a byte order mark";

/** Reads user data as cloud-init 22.4.2 to 26.2 does (cloudinit/user_data.py, UserDataProcessor). */
export function readLinux(content: Uint8Array, budget: Budget): LinuxReading {
  return isMessage(content) ? readMessage(content, budget) : readSingle(content, budget);
}

function readSingle(content: Uint8Array, budget: Budget): LinuxReading {
  const strict = decodeUtf8(content);
  const text = strict ?? showUtf8(content);
  const known = detectFormat(text);
  if (known === undefined) return { format: "unknown", parts: [], findings: [explainUnknown(content, text)] };
  const { contentType, format } = known;
  const part = { contentType, isDeclared: false, filename: undefined, text, line: 1, isEncoded: false };
  if (strict === undefined) {
    const found = "not UTF-8, so the guest ignores all user data";
    return {
      format,
      parts: [part],
      findings: [partWarning(lineOfDamage(text), found, utf8, "save it as UTF-8")],
    };
  }
  return { format, ...readWithin(part.line, () => readPart(part, budget)) };
}

function readMessage(content: Uint8Array, budget: Budget): LinuxReading {
  const text = decodeUtf8(content);
  if (text === undefined) {
    const line = lineOfDamage(showUtf8(content));
    const found = "the MIME message is not UTF-8, so the guest discards all user data";
    return { format: "message", parts: [], findings: [partError(line, found, utf8, "save it as UTF-8")] };
  }
  return withinBudget(
    () => readEntities(parseMessage(text, budget), budget),
    () => ({ format: "message", parts: [], findings: [notChecked(1)] }),
  );
}

function readEntities({ leaves, unopened, tooDeep }: Message, budget: Budget): LinuxReading {
  const read: PartReading[] = [];
  for (const leaf of leaves) {
    read.push(readWithin(leaf.line, () => readLeaf(leaf, budget)));
    if (budget.isOver) break;
  }
  const parts = read.flatMap((leaf) => leaf.parts);
  const handlesMore = parts.some(({ contentType }) => contentType === "text/part-handler");
  const findings = [
    ...unopened.map((line) =>
      partWarning(
        line,
        "the multipart never uses its boundary, so the guest ignores all of it",
        "must have parts between lines of -- and the boundary",
        "write the boundary of the Content-Type header before each part",
      ),
    ),
    ...tooDeep.map(notChecked),
    ...read.flatMap((leaf) => leaf.findings),
    ...(handlesMore ? [] : parts.filter(isUnhandled).map(unhandled)),
  ];
  return { format: "message", parts, findings };
}

type PartReading = Pick<LinuxReading, "parts" | "findings">;

/** The result of reading a part; no more than a warning where the budget is exceeded. */
function readWithin(line: number, read: () => PartReading): PartReading {
  return withinBudget(read, () => ({ parts: [], findings: [notChecked(line)] }));
}

function readLeaf(leaf: Entity, budget: Budget): PartReading {
  const encoding = headerValue(leaf.headers, "content-transfer-encoding").toLowerCase();
  const base = { filename: fileName(leaf), line: leaf.line };
  if (compressedTypes.includes(leaf.contentType)) return readGzipLeaf(leaf, encoding, budget);
  const text = showTransfer(leaf.body, encoding, budget);
  const detected = undeclaredTypes.includes(leaf.contentType) ? detectFormat(text)?.contentType : undefined;
  const isDeclared = detected === undefined;
  const isEncoded = encoding === "base64" || encoding === "quoted-printable";
  const part = { ...base, contentType: detected ?? leaf.contentType, isDeclared, text, isEncoded };
  const { parts, findings } = readPart(part, budget);
  return { parts, findings: [...findCorruption(part), ...findings] };
}

function readGzipLeaf(leaf: Entity, encoding: string, budget: Budget): PartReading {
  const packed = decodeTransfer(leaf.body, encoding, budget) ?? encodeUtf8(leaf.body);
  const unpacked = gunzip(packed, budget, budget.bytesLeft);
  budget.open(unpacked?.length ?? 0);
  const text = unpacked === undefined ? undefined : decodeUtf8(unpacked);
  if (text === undefined) {
    const found =
      "the part is declared as gzip but is not gzip of UTF-8 text, so the guest discards all user data";
    return {
      parts: [],
      findings: [partError(leaf.line, found, "must be gzip of UTF-8 text", "correct its Content-Type")],
    };
  }
  const contentType = detectFormat(text)?.contentType ?? "text/plain";
  return readPart(
    { filename: fileName(leaf), line: leaf.line, contentType, isDeclared: false, text, isEncoded: true },
    budget,
  );
}

/** Opens archives, and checks formats that have a syntax of their own. */
function readPart(part: Part, budget: Budget): PartReading {
  budget.spend(part.text.length);
  switch (formatOfType(part.contentType)) {
    case "cloud-config":
      return { parts: [part], findings: lintCloudConfig(part, "linux", budget) };
    case "cloud-config-jsonp":
      return { parts: [part], findings: lintJsonPatch(part) };
    case "cloud-config-archive": {
      const archive = openArchive(part, budget);
      const inner = archive.parts.filter(({ contentType }) => contentType === "text/cloud-config");
      return {
        parts: archive.parts,
        findings: [...archive.findings, ...inner.flatMap((entry) => lintCloudConfig(entry, "linux", budget))],
      };
    }
    default:
      return { parts: [part], findings: [] };
  }
}

/** Python writes non-ASCII characters of an unencoded part as Latin-1 bytes or escapes, and the part is lost. */
function findCorruption(part: Part): ContentFinding[] {
  if (part.isEncoded) return [];
  const match = /[^\0-\u007f]/.exec(part.text);
  if (match === null) return [];
  const found = "non-ASCII characters in an unencoded MIME part, which the guest garbles";
  return [
    partWarning(
      linesIn(part)(match.index),
      found,
      "must be ASCII, or encoded as base64 or quoted-printable",
      "encode the part and add its Content-Transfer-Encoding",
    ),
  ];
}

function isUnhandled({ contentType, text }: Part): boolean {
  return formatOfType(contentType) === undefined && text.trim() !== "";
}

function unhandled(part: Part): ContentFinding {
  return partWarning(
    part.line,
    "cloud-init knows neither the type nor the first line of the part, so the guest ignores it",
    "must have a type or a first line that cloud-init knows",
    "correct its Content-Type or its first line",
  );
}
