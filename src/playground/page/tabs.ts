import { byId } from "./elements.ts";

/** The tabs of the page: a click or an arrow key chooses one, and the others' panels are hidden. */
export function createTabs(names: readonly string[]): (name: string) => void {
  const tabs = names.map((name) => ({ name, tab: byId(`${name}-tab`), panel: byId(name) }));
  const choose = (chosen: string): void => {
    for (const { name, tab, panel } of tabs) {
      tab.setAttribute("aria-selected", String(name === chosen));
      tab.tabIndex = name === chosen ? 0 : -1;
      panel.hidden = name !== chosen;
    }
  };
  for (const [i, { name, tab }] of tabs.entries()) {
    tab.addEventListener("click", () => {
      choose(name);
    });
    tab.addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      const next = step === undefined ? undefined : tabs.at((i + step) % tabs.length);
      if (next === undefined) return;
      choose(next.name);
      next.tab.focus();
    });
  }
  return choose;
}
