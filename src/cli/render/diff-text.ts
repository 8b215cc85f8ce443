import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from "diff";
import { printable } from "../printable.ts";
import { plain, type Style } from "../style.ts";

/** Most lines that may differ: comparing takes time in line with the square of that. */
const mostEdits = 5000;

/** What differs between two texts of one file, as a unified diff; empty where nothing does. */
export function diffText(file: string, before: string, after: string, style: Style): string {
  if (before === after) return "";
  const names = [file, file] as const;
  const patch = structuredPatch(...names, before, after, undefined, undefined, { maxEditLength: mostEdits });
  if (patch === undefined) return `${printable(file)}: over ${mostEdits} lines differ\n`;
  const lines = formatPatch(patch, FILE_HEADERS_ONLY).split("\n");
  // Without colours it is for programs, which need the file's own bytes.
  return style === plain ? lines.join("\n") : lines.map((line) => colouredLine(line, style)).join("\n");
}

function colouredLine(line: string, style: Style): string {
  const text = printable(line);
  if (line.startsWith("+++") || line.startsWith("---")) return style.bold(text);
  if (line.startsWith("@@")) return style.dim(text);
  if (line.startsWith("+")) return style.green(text);
  return line.startsWith("-") ? style.red(text) : text;
}
