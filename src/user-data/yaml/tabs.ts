import type { Budget } from "../budget.ts";
import type { YamlNode } from "./parse.ts";

/**
 * Where the first tab is that PyYAML does not take for white space: it does in comments, and quoted and block scalars may
 * have any. Undefined where there is none.
 * @param root of the text, as parsed
 * @throws OverBudget when the budget does not reach that far.
 */
export function indexOfTab(text: string, root: YamlNode | undefined, budget: Budget): number | undefined {
  if (!text.includes("\t")) return undefined;
  const contents: ContentRange[] = [];
  if (root !== undefined) collectContents(root, contents);
  // Both go through the text once, the tabs and the contents.
  let next = 0;
  for (let tab = text.indexOf("\t"); tab !== -1; tab = text.indexOf("\t", tab + 1)) {
    budget.spend(1);
    for (; endOf(contents, next, tab + 1) <= tab; next++) budget.spend(1);
    const content = contents[next];
    if (content !== undefined && content.start <= tab) {
      tab = content.end - 1;
      continue;
    }
    if (!isInComment(text, tab, endOf(contents, next - 1, 0), budget)) {
      return tab;
    }
    // All further tabs of the line are in the same comment.
    tab = text.indexOf("\n", tab);
    if (tab === -1) break;
  }
  return undefined;
}

/** Whether a # that begins a comment comes before, in the line and behind the last content. */
function isInComment(text: string, tab: number, contentEnd: number, budget: Budget): boolean {
  const start = Math.max(text.lastIndexOf("\n", tab) + 1, contentEnd);
  budget.spend(tab - start);
  return /(?:^|\s)#/.test(text.slice(start, tab));
}

interface ContentRange {
  readonly start: number;
  readonly end: number;
}

function endOf(contents: readonly ContentRange[], index: number, otherwise: number): number {
  return contents[index]?.end ?? otherwise;
}

function collectContents(node: YamlNode, contents: ContentRange[]): void {
  if (node.contentEnd > 0) contents.push({ start: node.start, end: node.contentEnd });
  else for (const item of node.items) collectContents(item, contents);
}
