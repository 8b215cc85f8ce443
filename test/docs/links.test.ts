import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesEnding, headings, read, root } from "./tree.ts";

/** The part of a link after `#` that leads to a heading, as GitHub makes it. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

/** What is wrong with a link in a file; undefined where it leads somewhere. Links out of the repository do. */
function problemOf(file: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : join(dirname(file), path);
  if (!existsSync(join(root, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  const isThere = headings(read(target)).some((heading) => slug(heading) === anchor);
  return isThere ? undefined : `${link}: no heading of ${target} has this anchor`;
}

/** The targets of links and pictures, outside code. */
function linksIn(markdown: string): readonly string[] {
  const text = markdown.replaceAll(/^```[^]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
  const found = text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"]+)"/g);
  return [...found].map(([, link, picture]) => link ?? picture ?? "");
}

test("finds what is wrong with a link", () => {
  expect(problemOf("src/CONTRACT.md", "#1-scope")).toBeUndefined();
  expect(problemOf("README.md", "src/CONTRACT.md#3-defaults")).toBeUndefined();
  expect(problemOf("README.md", "src/NOTHING.md")).toContain("there is no src/NOTHING.md");
  expect(problemOf("src/CONTRACT.md", "#9-nothing")).toContain("no heading of src/CONTRACT.md");
});

test.for(filesEnding(".md"))("the links in %s lead somewhere", (file) => {
  const problems = linksIn(read(file)).map((link) => problemOf(file, link));
  expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
});
