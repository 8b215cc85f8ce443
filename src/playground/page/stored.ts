import { printable } from "../../cli/printable.ts";
import { formatUserData, type FoundUserData, type NoUserData } from "../../cli/userdata/report.ts";
import type { Judgement } from "../judge.ts";
import { element } from "./elements.ts";

/** What is stored, as what differs from the text. */
export function storedElement({ isRefused, results, diff }: Judgement): HTMLElement {
  if (isRefused) return quiet("Nothing is stored.");
  if (!results.some(({ verdict }) => verdict === "allowed")) return quiet("There is nothing to store.");
  if (diff === "") return quiet("The text as it is written.");
  // The names of the two files say nothing here.
  const lines = diff.trimEnd().split("\n").slice(2).map(diffLine);
  return element(
    "pre",
    { class: "diff", tabindex: "0", role: "group", "aria-label": "Difference" },
    ...lines,
  );
}

const kinds: Readonly<Record<string, string>> = { "+": "added", "-": "removed", "@": "hunk" };

function diffLine(line: string): HTMLElement {
  return element("span", { class: kinds[line.charAt(0)] ?? "same" }, `${printable(line)}\n`);
}

/** What the guests get, in the words of `vmgate userdata`. */
export function guestElements({ isRefused, guests }: Judgement): readonly HTMLElement[] {
  if (isRefused) return [quiet("There is no guest.")];
  return guests.length === 0 ? [quiet("There is no VM.")] : guests.map(guestElement);
}

function guestElement(guest: FoundUserData | NoUserData): HTMLElement {
  const [title = "", ...lines] = formatUserData(guest).trimEnd().split("\n");
  return element("div", { class: "guest" }, element("h3", {}, title), ...lines.map(guestLine));
}

function guestLine(line: string): HTMLElement {
  const isPart = /^ +\d+\. /.test(line);
  const isPlatform = line.includes("platform cloud-init (");
  return element("p", { class: isPart ? `part ${isPlatform ? "platform" : "own"}` : "line" }, line.trim());
}

function quiet(text: string): HTMLElement {
  return element("p", { class: "quiet" }, text);
}
