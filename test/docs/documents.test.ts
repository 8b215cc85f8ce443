import { expect, test } from "vitest";
import { between } from "../../.ci/document-blocks.ts";

test("replaces what is between two markers, and nothing else", () => {
  const text = "# a\n\n<!-- b -->\nold\n<!-- /b -->\n\nc\n";
  const replaced = "# a\n\n<!-- b -->\n\nnew\n\n<!-- /b -->\n\nc\n";
  expect(between(text, "a.md", "b", "new\n")).toBe(replaced);
  expect(between(replaced, "a.md", "b", "new\n")).toBe(replaced);
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
  expect(() => between(text, "a.md", "b", "new\n")).toThrow(
    "a.md has no place for its b: it needs the line <!-- b --> once, and <!-- /b --> once after it",
  );
});
