/**
 * Breaks a line at spaces so that none is longer than the width, where words allow it. Further lines begin with the
 * given indentation.
 */
export function wrap(line: string, width: number, indentation = ""): string {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const isFirst = current === "" || current === indentation;
    const longer = isFirst ? `${current}${word}` : `${current} ${word}`;
    if (longer.length <= width || isFirst) {
      current = longer;
      continue;
    }
    lines.push(current);
    current = `${indentation}${word}`;
  }
  return [...lines, current].join("\n");
}
