import packageJson from "../../../package.json" with { type: "json" };
import { describeRule } from "../rule-texts.ts";
import { script, scriptHash, style, styleHash } from "./assets.ts";
import { barsMarkup } from "./bars.ts";
import { empty, markup, Markup } from "./markup.ts";
import type { Page } from "./model.ts";
import { tableMarkup } from "./table.ts";

/** Nothing is loaded, and only the page's own style and script are taken, whatever an object is called. */
const contentPolicy = [
  "default-src 'none'",
  `style-src '${styleHash}'`,
  `script-src '${scriptHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A report as one page of HTML that needs no other file, ends with a newline, and works without its script too. */
export function pageText(page: Page): string {
  const { title, headline, counts, problems, notes } = page;
  const text = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(contentPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}: ${headline.label}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header class="${headline.tone}">
<p class="title">${title}</p>
<h1>${headline.label}</h1>
<dl class="counts">${counts.map(({ tone, label, count }) => markup`<div class="${count === 0 ? "neutral" : tone}"><dt>${label}</dt><dd>${count}</dd></div>`)}</dl>
</header>
<main>
${problems.length === 0 ? empty : problemsMarkup(page)}${notesMarkup(notes)}</main>
<footer><p>Made by vmgate ${packageJson.version}.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return text.text;
}

function problemsMarkup(page: Page): Markup {
  const { problems } = page;
  const rules = [...new Set(problems.map(({ rule }) => rule))].sort();
  return markup`<div class="panels">
${barsMarkup("By rule", "rule", problems)}${barsMarkup("By namespace", "namespace", problems)}</div>
${tableMarkup(page)}<section class="rules" aria-labelledby="rules">
<h2 id="rules">Rules in this report</h2>
${rules.map(ruleMarkup)}</section>
`;
}

function ruleMarkup(id: string): Markup {
  const { summary, why, fix } = describeRule(id);
  return markup`<article id="rule-${id}" tabindex="-1">
<h3>${id}</h3>
<p>${prose(summary)}</p>
<p>${prose(why)}</p>
${fix === "" ? empty : markup`<p class="fix"><strong>Fix:</strong> ${prose(fix)}</p>\n`}</article>
`;
}

/** A text of ours, in which code is between backticks. */
function prose(text: string): readonly Markup[] {
  return text.split("`").map((piece, i) => (i % 2 === 0 ? markup`${piece}` : markup`<code>${piece}</code>`));
}

function notesMarkup(notes: readonly string[]): Markup {
  if (notes.length === 0) return empty;
  return markup`<section aria-labelledby="notes">
<h2 id="notes">About this report</h2>
<ul class="notes">${notes.map((note) => markup`<li>${note}</li>`)}</ul>
</section>
`;
}
