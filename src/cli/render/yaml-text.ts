import type { Document } from "yaml";

/** The indentation of a text of YAML, which is written in the same way. */
interface Layout {
  readonly indent: number;
  readonly indentSeq: boolean;
}

/** Documents as text, laid out as the text that they were parsed from. */
export function yamlText(documents: readonly Document.Parsed[], original: string): string {
  const options = { lineWidth: 0, ...layoutOf(original) };
  const texts = documents.map((document, i) => {
    const text = document.toString(options);
    return i === 0 || text.startsWith("---") ? text : `---\n${text}`;
  });
  return texts.join("");
}

/** What most files have, where the text has no mapping or list to show it. */
function layoutOf(text: string): Layout {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  let layout: Partial<Layout> = {};
  for (const [i, line] of lines.entries()) {
    layout = { ...layoutBetween(lines[i - 1] ?? "", line), ...layout };
    if (layout.indent !== undefined && layout.indentSeq !== undefined) break;
  }
  return { indent: 2, indentSeq: true, ...layout };
}

/** What the line after the key of a mapping or list shows. */
function layoutBetween(before: string, line: string): Partial<Layout> {
  if (!before.trimEnd().endsWith(":") || before.trimStart().startsWith("-")) return {};
  const deeper = widthOf(line) - widthOf(before);
  if (line.trimStart().startsWith("- ")) return { indentSeq: deeper > 0 };
  return deeper > 0 ? { indent: deeper } : {};
}

function widthOf(line: string): number {
  return line.length - line.trimStart().length;
}
