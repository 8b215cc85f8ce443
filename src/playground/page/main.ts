import { fixText } from "../../cli/fix/fix-text.ts";
import { judge, judgeOld, judgePolicy, optionsOf, type Judgement } from "../judge.ts";
import { fromFragment, toFragment, type Texts } from "../state.ts";
import { createEditor } from "./editor.ts";
import { byId, element } from "./elements.ts";
import { examples } from "./examples.ts";
import { guestElements, storedElement } from "./stored.ts";
import { createTabs } from "./tabs.ts";
import { noUpdateElement, oldElements, oldMarks, policyElements, policyMarks } from "./unusable.ts";
import { headlineOf, marksOf, problemElements, type Headline } from "./verdict.ts";

/** Longest text that is judged while somebody types, in characters. */
const longestText = 256 * 1024;

/** How long nobody may have typed before a text is judged, in milliseconds. */
const pause = 150;

let timer: ReturnType<typeof setTimeout> | undefined;
const later = (): void => {
  clearTimeout(timer);
  timer = setTimeout(judgeAll, pause);
};
const manifest = createEditor(byId("manifest"), "Manifest", "Paste a VirtualMachine.", later);
const oldHint = "Paste the object as it is stored: the manifest is then judged as an update of it.";
const old = createEditor(byId("old"), "Old object", oldHint, later);
const policy = createEditor(byId("policy"), "Policy", "Empty: the policy that is built in.", later);
const chooseTab = createTabs(["manifest", "old", "policy"]);

const textsNow = (): Texts => ({ manifest: manifest.text(), old: old.text(), policy: policy.text() });

function setTexts(texts: Texts): void {
  manifest.setText(texts.manifest);
  old.setText(texts.old);
  policy.setText(texts.policy);
  judgeAll();
}

/** Judges the texts and shows everything. */
function judgeAll(): void {
  clearTimeout(timer);
  const texts = textsNow();
  remember(texts);
  if (texts.manifest.length + texts.old.length + texts.policy.length > longestText) {
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
  const stored = judgeOld(texts.old);
  old.mark("problem" in stored ? oldMarks(stored) : []);
  if ("problem" in stored) {
    showNothing({ tone: "error", text: "The old object can't be read" });
    byId("problems").replaceChildren(...oldElements(stored));
    return;
  }
  const judgement = judge(texts.manifest, optionsOf(judged.engine, stored.old, Date.now()));
  showJudgement(judgement);
  if (stored.old.size > 0 && judgement.updates.size === 0) byId("problems").prepend(noUpdateElement());
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
function remember(texts: Texts): void {
  const fragment = toFragment(texts);
  history.replaceState(null, "", fragment === undefined ? location.pathname : `#${fragment}`);
  byId("copy").toggleAttribute("disabled", fragment === undefined);
  byId("note").textContent = fragment === undefined ? "Too long for a link" : "";
}

/** Takes the texts of the address, if it has some. */
function recall(): boolean {
  const texts = fromFragment(location.hash.slice(1));
  if (texts === undefined) return false;
  setTexts(texts);
  return true;
}

function takeExample(index: number): void {
  const example = examples[index];
  if (example !== undefined) setTexts(example);
}

function fixAll(): void {
  const [judged, stored] = [judgePolicy(policy.text()), judgeOld(old.text())];
  if ("errors" in judged || "problem" in stored) return;
  const options = optionsOf(judged.engine, stored.old, Date.now());
  const { text, fixed } = fixText("-", manifest.text(), options);
  manifest.setText(text);
  judgeAll();
  byId("note").textContent = fixed.length === 1 ? "1 problem fixed" : `${fixed.length} problems fixed`;
}

async function copyLink(): Promise<void> {
  remember(textsNow());
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
