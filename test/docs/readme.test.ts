import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { between } from "../../.ci/readme.ts";
import { pagesFolder } from "../../.ci/rule-pages.ts";

const root = join(import.meta.dirname, "..", "..");

test("what stands between two markers is replaced, and nothing else", () => {
  const text = "# a\n\n<!-- b -->\nold\n<!-- /b -->\n\nc\n";
  const replaced = "# a\n\n<!-- b -->\n\nnew\n\n<!-- /b -->\n\nc\n";
  expect(between(text, "b", "new\n")).toBe(replaced);
  expect(between(replaced, "b", "new\n")).toBe(replaced);
});

test.for([
  ["no markers", "# a\n"],
  ["no end", "<!-- b -->\n"],
  ["no begin", "<!-- /b -->\n"],
  ["the end first", "<!-- /b -->\n<!-- b -->\n"],
  ["two begins", "<!-- b -->\n<!-- b -->\n<!-- /b -->\n"],
  ["two ends", "<!-- b -->\n<!-- /b -->\n<!-- /b -->\n"],
  ["markers of something else", "<!-- c -->\n<!-- /c -->\n"],
] as const)("%s is an error that says what to write", ([, text]) => {
  expect(() => between(text, "b", "new\n")).toThrow(
    "README.md has no place for its b: it needs the line <!-- b --> once, and <!-- /b --> once after it",
  );
});

const pages = readdirSync(join(root, pagesFolder)).map((name) => join(pagesFolder, name));

test.for(["README.md", ...pages])("the links in %s lead to files that there are", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  const targets = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, target = ""]) => target);
  const local = targets.filter((target) => !/^[a-z]+:/.test(target));
  expect(local).not.toEqual([]);
  expect(local.filter((target) => !existsSync(join(root, dirname(file), target)))).toEqual([]);
});
