/** What the page does: filters and sorts the table of problems, whose rows it finds in the document. */

/** A problem: its group of rows, and what it is filtered by. */
interface Row {
  readonly element: HTMLElement;
  readonly text: string;
  readonly cells: readonly string[];
}

const rows: readonly Row[] = [...document.querySelectorAll<HTMLElement>("tbody.problem")].map((element) => ({
  element,
  text: (element.textContent || "").toLowerCase(),
  cells: [...element.querySelectorAll("tr:first-child td")].map((cell) => cell.textContent || ""),
}));
const table = document.querySelector("table");
const form = document.querySelector("form");
const search = document.querySelector<HTMLInputElement>("#filter");
const level = document.querySelector<HTMLSelectElement>("#level");
const sort = document.querySelector<HTMLSelectElement>("#sort");
const headings = [...document.querySelectorAll<HTMLElement>("thead th")];
const bars = [...document.querySelectorAll<HTMLButtonElement>("button.bar")];
/** The same order wherever the page is opened; `b.yaml:9` comes before `b.yaml:10`. */
const collator = new Intl.Collator("en", { numeric: true });

/** Shows the problems that fit all filters; bars of one kind are alternatives. */
function filter(): void {
  const words = (search?.value ?? "").toLowerCase().split(" ");
  const levels = new Set(level === null || level.value === "" ? [] : [level.value]);
  const chosen = { level: levels, rule: pressed("rule"), namespace: pressed("namespace") };
  let shown = 0;
  for (const { element, text } of rows) {
    const isChosen = Object.entries(chosen).every(
      ([name, values]) => values.size === 0 || values.has(element.dataset[name] ?? ""),
    );
    element.hidden = !isChosen || !words.every((word) => text.includes(word));
    if (!element.hidden) shown++;
  }
  const output = document.querySelector("#shown");
  if (output !== null) output.textContent = `${shown} of ${rows.length} shown`;
  document.querySelector("#nothing")?.toggleAttribute("hidden", shown > 0);
}

function pressed(by: string): ReadonlySet<string> {
  const chosen = bars.filter(
    (bar) => bar.dataset["by"] === by && bar.getAttribute("aria-pressed") === "true",
  );
  return new Set(chosen.map((bar) => bar.dataset["value"] ?? ""));
}

/** Sorts by a column, or back to the order of the report; what is equal keeps that order. */
function sortBy(column: number | undefined, isDescending: boolean): void {
  const sign = isDescending ? -1 : 1;
  const cell = (row: Row): string => row.cells[column ?? 0] ?? "";
  const sorted =
    column === undefined ? rows : rows.toSorted((a, b) => sign * collator.compare(cell(a), cell(b)));
  for (const { element } of sorted) table?.append(element);
  for (const [i, heading] of headings.entries()) {
    heading.setAttribute("aria-sort", i !== column ? "none" : isDescending ? "descending" : "ascending");
  }
  if (sort !== null) sort.value = column === undefined ? "" : String(column);
}

for (const [i, heading] of headings.entries()) {
  heading.querySelector("button")?.addEventListener("click", () => {
    sortBy(i, heading.getAttribute("aria-sort") === "ascending");
  });
}
for (const bar of bars) {
  bar.addEventListener("click", () => {
    bar.setAttribute("aria-pressed", String(bar.getAttribute("aria-pressed") !== "true"));
    filter();
  });
}
sort?.addEventListener("change", () => {
  sortBy(sort.value === "" ? undefined : Number(sort.value), false);
});
search?.addEventListener("input", filter);
level?.addEventListener("change", filter);
form?.addEventListener("submit", (event) => {
  event.preventDefault();
});
form?.addEventListener("reset", () => {
  for (const bar of bars) bar.setAttribute("aria-pressed", "false");
  // The fields are empty only after the event.
  requestAnimationFrame(() => {
    sortBy(undefined, false);
    filter();
  });
});
document.documentElement.classList.add("scripted");
