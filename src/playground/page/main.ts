import { fixText } from "../../cli/fix/fix-text.ts";
import { judge, judgePolicy, type Judgement } from "../judge.ts";
import { fromFragment, toFragment } from "../state.ts";
import { createEditor } from "./editor.ts";
import { byId, element } from "./elements.ts";
import { examples } from "./examples.ts";
import { guestElements, storedElement } from "./stored.ts";
import { createTabs } from "./tabs.ts";
import {
  headlineOf,
  marksOf,
  policyElements,
  policyMarks,
  problemElements,
  type Headline,
} from "./verdict.ts";

/** Longest text that is judged while somebody types, in characters. */
const longestText = 256 * 1024;

/** How long nobody may have typed before a text is judged, in milliseconds. */
const pause = 150;

let timer: ReturnType<typeof setTimeout> | undefined;
const later = (): void => {
  clearTimeout(timer);
  timer = setTimeout(judgeAll, pause);
};
const manifest = createEditor(byId("manifest"), "Manifest", later);
const policy = createEditor(byId("policy"), "Policy", later);
const chooseTab = createTabs(["manifest", "policy"]);

/** Judges both texts and shows everything. */
function judgeAll(): void {
  clearTimeout(timer);
  const texts = { manifest: manifest.text(), policy: policy.text() };
  remember();
  if (texts.manifest.length + texts.policy.length > longestText) {
    showNothing({ tone: "neutral", text: "Too long for a playground: use vmgate review" });
    return;
  }
  const judged = judgePolicy(texts.policy);
  policy.mark("errors" in judged ? policyMarks(judged.errors) : []);
  if ("errors" in judged) {
    showNothing({ tone: "error", text: "The policy can't be used" });
    byId("problems").replaceChildren(...policyElements(judged.errors));
    return;
  }
  showJudgement(judge(texts.manifest, judged.engine, Date.now()));
}

function showJudgement(judgement: Judgement): void {
  manifest.mark(marksOf(judgement));
  showHeadline(headlineOf(judgement));
  const problems = problemElements(judgement, ({ location }) => {
    chooseTab("manifest");
    manifest.show(location);
  });
  byId("problems").replaceChildren(...problems);
  byId("stored").replaceChildren(storedElement(judgement));
  byId("guests").replaceChildren(...guestElements(judgement));
  byId("fix").hidden = !judgement.results.some((result) => result.problems.length > 0);
}

function showNothing(headline: Headline): void {
  manifest.mark([]);
  showHeadline(headline);
  for (const id of ["problems", "stored", "guests"]) byId(id).replaceChildren();
  byId("fix").hidden = true;
}

function showHeadline({ tone, text }: Headline): void {
  byId("verdict").dataset["tone"] = tone;
  byId("headline").textContent = text;
}

/** Writes the texts into the address, where they fit. */
function remember(): void {
  const fragment = toFragment({ manifest: manifest.text(), policy: policy.text() });
  history.replaceState(null, "", fragment === undefined ? location.pathname : `#${fragment}`);
  byId("copy").toggleAttribute("disabled", fragment === undefined);
  byId("note").textContent = fragment === undefined ? "Too long for a link" : "";
}

/** Takes the texts of the address, if it has some. */
function recall(): boolean {
  const texts = fromFragment(location.hash.slice(1));
  if (texts === undefined) return false;
  manifest.setText(texts.manifest);
  policy.setText(texts.policy);
  judgeAll();
  return true;
}

function takeExample(index: number): void {
  const example = examples[index];
  if (example === undefined) return;
  manifest.setText(example.manifest);
  policy.setText(example.policy);
  judgeAll();
}

function fixAll(): void {
  const judged = judgePolicy(policy.text());
  if ("errors" in judged) return;
  const options = {
    engine: judged.engine,
    namespace: "default",
    old: new Map<string, unknown>(),
    now: Date.now(),
  };
  const { text, fixed } = fixText("-", manifest.text(), { ...options, fields: "strict" });
  manifest.setText(text);
  judgeAll();
  byId("note").textContent = fixed.length === 1 ? "1 problem fixed" : `${fixed.length} problems fixed`;
}

async function copyLink(): Promise<void> {
  remember();
  byId("note").textContent = await navigator.clipboard.writeText(location.href).then(
    () => "Copied",
    () => "The link is in the address bar",
  );
}

const select = byId("example");
select.append(...examples.map(({ title }, i) => element("option", { value: String(i) }, title)));
select.addEventListener("change", () => {
  if (select instanceof HTMLSelectElement) takeExample(Number(select.value));
});
byId("fix").addEventListener("click", fixAll);
byId("copy").addEventListener("click", () => void copyLink());
addEventListener("hashchange", recall);
if (!recall()) takeExample(0);
