import { empty, markup, type Markup } from "./markup.ts";
import type { PageProblem } from "./model.ts";

/** What problems are counted by. */
export type Dimension = "rule" | "namespace";

/** Most bars that are shown at once. */
const mostBars = 10;

/** How many problems there are of one rule, or in one namespace. */
interface Bar {
  readonly name: string;
  readonly errors: number;
  readonly others: number;
}

/** Problems by rule or namespace: a bar for each, the longest first, which is a button that filters the table. */
export function barsMarkup(title: string, by: Dimension, problems: readonly PageProblem[]): Markup {
  const bars = countBy(by, problems);
  const longest = Math.max(...bars.slice(0, 1).map(total));
  const items = bars.map((bar) => barMarkup(by, bar, longest));
  const more = items.slice(mostBars);
  return markup`<section class="panel bars" aria-labelledby="by-${by}">
<h2 id="by-${by}">${title}</h2>
<ul>
${items.slice(0, mostBars)}</ul>
${more.length === 0 ? empty : markup`<details><summary>${more.length} more</summary><ul>\n${more}</ul></details>\n`}</section>
`;
}

function countBy(by: Dimension, problems: readonly PageProblem[]): readonly Bar[] {
  const bars = new Map<string, Bar>();
  for (const { [by]: name, level, count } of problems) {
    const { errors, others } = bars.get(name) ?? { errors: 0, others: 0 };
    const isError = level.tone === "error";
    bars.set(name, {
      name,
      errors: errors + (isError ? count : 0),
      others: others + (isError ? 0 : count),
    });
  }
  return [...bars.values()].sort((a, b) => total(b) - total(a) || (a.name < b.name ? -1 : 1));
}

function total({ errors, others }: Bar): number {
  return errors + others;
}

/** The widths are attributes of an SVG: the page's own policy forbids styles in attributes. */
function barMarkup(by: Dimension, bar: Bar, longest: number): Markup {
  const [errors, others] = [percent(bar.errors, longest), percent(bar.others, longest)];
  const name = bar.name === "" ? "(none)" : bar.name;
  return markup`<li><button type="button" class="bar" aria-pressed="false" data-by="${by}" data-value="${bar.name}">
<span class="name">${name}</span><span class="count">${total(bar)}</span>
<svg aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%"/><rect class="errors" width="${errors}%" height="100%"/><rect class="others" x="${errors}%" width="${others}%" height="100%"/></svg>
</button></li>
`;
}

/** With one digit after the point, so that it is the same text everywhere. */
function percent(part: number, whole: number): string {
  return ((100 * part) / whole).toFixed(1);
}
