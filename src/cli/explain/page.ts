import type { Style } from "../style.ts";
import { wrap } from "./wrap.ts";

/** A page in Markdown, for a terminal: paragraphs wrapped, code indented, links without their targets. */
export function pageText(markdown: string, style: Style, width: number): string {
  let isCode = false;
  const lines: string[] = [];
  for (const line of markdown.replace(/^<!--[^]*?-->\n+/, "").split("\n")) {
    if (line.startsWith("```")) isCode = !isCode;
    else lines.push(isCode ? (line === "" ? "" : `    ${line}`) : proseLine(line, style, width));
  }
  return lines.join("\n").replaceAll(/\n{3,}/g, "\n\n");
}

function proseLine(line: string, style: Style, width: number): string {
  const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
  if (heading !== undefined) return style.bold(heading);
  const text = line
    .replaceAll(/\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replaceAll("**", "")
    .replaceAll("`", "")
    .replaceAll(/\\([\\`*_{}[\]()#+.!<>-])/g, "$1");
  return wrap(text, width, text.startsWith("- ") ? "  " : "");
}
