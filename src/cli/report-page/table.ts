import { empty, markup, type Markup } from "./markup.ts";
import type { Page, PageProblem } from "./model.ts";
import { sourceMarkup } from "./source.ts";

/**
 * The table of problems, with what filters it. Each problem is a group of two rows: what it is sorted by, and what
 * there is to read. The roles are those of the elements; browsers forget them where a small screen makes blocks of rows.
 */
export function tableMarkup({ problems, where }: Page): Markup {
  const levels = [...new Set(problems.map(({ level }) => level.label))].sort();
  const columns = ["Level", "Rule", "Namespace", "Object", where];
  return markup`<section aria-labelledby="problems">
<h2 id="problems">Problems</h2>
<form class="filter" role="search" aria-label="Problems">
<label class="wide">Filter <input type="search" id="filter" autocomplete="off" spellcheck="false" placeholder="Rule, object, file, field or text"></label>
<label>Level <select id="level"><option value="">All</option>${levels.map((level) => markup`<option>${level}</option>`)}</select></label>
<label class="narrow">Sort by <select id="sort"><option value="">Report order</option>${columns.map((name, i) => markup`<option value="${i}">${name}</option>`)}</select></label>
<button type="reset">Clear</button>
<output id="shown" role="status">${problems.length} of ${problems.length} shown</output>
</form>
<table role="table">
<caption class="visually-hidden">Problems; the heading of a column sorts by it</caption>
<thead role="rowgroup"><tr role="row">${columns.map(headingMarkup)}</tr></thead>
${problems.map((problem) => problemMarkup(problem, where))}</table>
<p id="nothing" class="nothing" hidden>No problem fits the filter.</p>
</section>
`;
}

function headingMarkup(name: string): Markup {
  return markup`<th role="columnheader" scope="col" aria-sort="none"><button type="button">${name}</button></th>`;
}

function problemMarkup(problem: PageProblem, where: string): Markup {
  const { level, rule, namespace, object, field, summary, fix, location } = problem;
  return markup`<tbody role="rowgroup" class="problem" data-level="${level.label}" data-rule="${rule}" data-namespace="${namespace}">
<tr role="row"><td role="cell" data-label="Level"><span class="badge ${level.tone}">${level.label}</span></td><td role="cell" data-label="Rule"><a href="#rule-${rule}">${rule}</a></td><td role="cell" data-label="Namespace">${namespace}</td><td role="cell" data-label="Object">${object}</td><td role="cell" data-label="${where}">${problem.where}</td></tr>
<tr role="row"><td role="cell" colspan="5">${field === "" ? empty : markup`<p class="field"><code>${field}</code></p>`}<p class="summary">${summary}</p>${sourceMarkup(location)}${fix === "" ? empty : markup`<p class="fix"><strong>Fix:</strong> ${fix}</p>`}</td></tr>
</tbody>
`;
}
