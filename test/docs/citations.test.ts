import { basename } from "node:path";
import { expect, test } from "vitest";
import { filesEnding, headings, read } from "./tree.ts";

/*
 * A citation is a document's name and sections: `KUBEVIRT.md §1.3`, `contract §2, §5` (src/CONTRACT.md). A section
 * without a name belongs to the last document that the same comment or paragraph names; in a document, to itself.
 */

const documents = filesEnding(".md");
const sources = filesEnding(".ts", ".js", ".sh", ".ps1", ".py", ".yaml", ".yml").filter(
  (path) => path !== "test/docs/citations.test.ts",
);

interface Citation {
  readonly document: string;
  readonly section: string | undefined;
}

/** The pieces of a source that can cite: comments, each as a whole, and other lines with a section in them. */
function commentsIn(source: string): readonly string[] {
  const pieces: string[] = [];
  let comment: string[] = [];
  for (const line of [...source.split("\n"), ""]) {
    if (/^\s*(?:\/?\*|\/\/|#)/.test(line)) {
      comment.push(line);
      continue;
    }
    if (comment.length > 0) pieces.push(comment.join("\n"));
    comment = [];
    if (line.includes("§")) pieces.push(line);
  }
  return pieces;
}

/** What a comment or a paragraph cites. */
function citationsIn(text: string, itself: string): readonly Citation[] {
  let document = itself;
  const found: Citation[] = [];
  for (const [, contract, name, section] of text.matchAll(
    /\b(contract)\b|([\w.-]+\.md)\b|§(\d+(?:\.\d+)*)/gi,
  )) {
    if (section === undefined) document = contract === undefined ? (name ?? "") : "CONTRACT.md";
    if (contract === undefined) found.push({ document, section });
  }
  return found;
}

function problemOf({ document, section }: Citation): string | undefined {
  const paths = documents.filter((path) => basename(path) === document);
  if (document === "") return `§${section ?? ""} follows no document's name`;
  if (paths.length === 0) return `there is no ${document}`;
  if (section === undefined) return undefined;
  const isHeading = (heading: string): boolean => /^[\d.]*\d/.exec(heading)?.[0] === section;
  return paths.some((path) => headings(read(path)).some(isHeading))
    ? undefined
    : `${document} has no section ${section}`;
}

function problems(text: string, itself = ""): readonly string[] {
  const found = citationsIn(text, itself).map(problemOf);
  return [...new Set(found.filter((problem) => problem !== undefined))];
}

function named(path: string, found: readonly string[]): readonly string[] {
  return found.map((problem) => `${path}: ${problem}`);
}

test("follows every section to the document named before it", () => {
  expect(problems("contract §2, §5; KUBEVIRT.md §1.3 and §2.1")).toEqual([]);
  expect(problems("contract §2, §7")).toEqual(["CONTRACT.md has no section 7"]);
  expect(problems("kubevirt.md §1.3")).toEqual(["there is no kubevirt.md"]);
  expect(problems("the table (§3)")).toEqual(["§3 follows no document's name"]);
});

test("what the comments cite can be followed", () => {
  const broken = sources.flatMap((path) =>
    named(
      path,
      commentsIn(read(path)).flatMap((text) => problems(text)),
    ),
  );
  expect(broken).toEqual([]);
});

test("what the documents cite can be followed", () => {
  const broken = documents.flatMap((path) => {
    const paragraphs = read(path).split(/\n\s*\n|\n(?=- )/);
    return named(
      path,
      paragraphs.flatMap((text) => problems(text, basename(path))),
    );
  });
  expect(broken).toEqual([]);
});

test("every document of facts is cited, section or whole", () => {
  const cited = new Set(
    sources
      .flatMap((path) => commentsIn(read(path)).flatMap((comment) => citationsIn(comment, "")))
      .map(({ document }) => document),
  );
  for (const name of ["CONTRACT.md", "KUBEVIRT.md", "CLOUD-INIT.md", "WORKLOAD.md"])
    expect(cited).toContain(name);
});
