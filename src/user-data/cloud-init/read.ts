import { openArchive } from "./archive.ts";
import { type Budget, withinBudget } from "../budget.ts";
import { linesIn, lintCloudConfig } from "../yaml/cloud-config.ts";
import { partError, type ContentFinding, partWarning, notLookedAt } from "../finding.ts";
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

/** Types that cloud-init does not believe but tells by how the text begins. */
const sniffedTypes: readonly string[] = ["text/plain", "text/x-not-multipart", "text/x-shellscript"];

const utf8 = "UTF-8 without a byte order mark";

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
    const found = "bytes that are not UTF-8: the guest ignores the whole user data";
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
    const found = "bytes that are not UTF-8 in a MIME message: the guest drops all user data";
    return { format: "message", parts: [], findings: [partError(line, found, utf8, "save it as UTF-8")] };
  }
  return withinBudget(
    () => readEntities(parseMessage(text, budget), budget),
    () => ({ format: "message", parts: [], findings: [notLookedAt(1)] }),
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
        "a multipart whose boundary never appears: the guest ignores it whole",
        "parts between lines of -- and the boundary",
        "write the boundary of the Content-Type header before each part",
      ),
    ),
    ...tooDeep.map(notLookedAt),
    ...read.flatMap((leaf) => leaf.findings),
    ...(handlesMore ? [] : parts.filter(isUnhandled).map(unhandled)),
  ];
  return { format: "message", parts, findings };
}

type PartReading = Pick<LinuxReading, "parts" | "findings">;

/** What reading a part gives; no more than a warning where the budget does not reach that far. */
function readWithin(line: number, read: () => PartReading): PartReading {
  return withinBudget(read, () => ({ parts: [], findings: [notLookedAt(line)] }));
}

function readLeaf(leaf: Entity, budget: Budget): PartReading {
  const encoding = headerValue(leaf.headers, "content-transfer-encoding").toLowerCase();
  const base = { filename: fileName(leaf), line: leaf.line };
  if (compressedTypes.includes(leaf.contentType)) return readGzipLeaf(leaf, encoding, budget);
  const text = showTransfer(leaf.body, encoding, budget);
  const sniffed = sniffedTypes.includes(leaf.contentType) ? detectFormat(text)?.contentType : undefined;
  const isDeclared = sniffed === undefined;
  const isEncoded = encoding === "base64" || encoding === "quoted-printable";
  const part = { ...base, contentType: sniffed ?? leaf.contentType, isDeclared, text, isEncoded };
  const { parts, findings } = readPart(part, budget);
  return { parts, findings: [...findCorruption(part), ...findings] };
}

function readGzipLeaf(leaf: Entity, encoding: string, budget: Budget): PartReading {
  const packed = decodeTransfer(leaf.body, encoding, budget) ?? encodeUtf8(leaf.body);
  const unpacked = gunzip(packed, budget, budget.bytesLeft);
  budget.open(unpacked?.length ?? 0);
  const text = unpacked === undefined ? undefined : decodeUtf8(unpacked);
  if (text === undefined) {
    const found = "a part declared as gzip that is not gzip of UTF-8: the guest drops all user data";
    return {
      parts: [],
      findings: [partError(leaf.line, found, "gzip of UTF-8 text", "declare the part as what it is")],
    };
  }
  const contentType = detectFormat(text)?.contentType ?? "text/plain";
  return readPart(
    { filename: fileName(leaf), line: leaf.line, contentType, isDeclared: false, text, isEncoded: true },
    budget,
  );
}

/** Opens archives, and looks into what has a syntax of its own. */
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

/** Python writes what is not ASCII in an unencoded part as Latin-1 bytes or escapes, and the part is lost. */
function findCorruption(part: Part): ContentFinding[] {
  if (part.isEncoded) return [];
  const field = /[^\0-\u007f]/.exec(part.text);
  if (field === null) return [];
  const found = "letters outside ASCII in an unencoded MIME part: the guest garbles them";
  return [
    partWarning(
      linesIn(part)(field.index),
      found,
      "ASCII, or a part encoded as base64 or quoted-printable",
      "encode the part and say so in Content-Transfer-Encoding",
    ),
  ];
}

function isUnhandled({ contentType, text }: Part): boolean {
  return formatOfType(contentType) === undefined && text.trim() !== "";
}

function unhandled(part: Part): ContentFinding {
  return partWarning(
    part.line,
    "a part that cloud-init knows neither by its type nor by its first line: the guest ignores it",
    "parts of a type that cloud-init knows",
    "correct its Content-Type or its first line",
  );
}
