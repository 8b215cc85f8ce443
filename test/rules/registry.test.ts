import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pagesFolder } from "../../.ci/rule-pages.ts";
import { rules } from "../../src/rules/index.ts";
import { registrationProblems, type RuleTree } from "./registration.ts";

const root = `${import.meta.dirname}/../..`;

/** The files of a folder whose names end so, by name without the ending. */
function filesIn(folder: string, ending: string): ReadonlyMap<string, string> {
  const names = readdirSync(`${root}/${folder}`).filter((name) => name.endsWith(ending));
  return new Map(
    names.map((name) => [name.slice(0, -ending.length), readFileSync(`${root}/${folder}/${name}`, "utf8")]),
  );
}

function currentTree(): RuleTree {
  const sources = new Map(filesIn("src/rules", ".ts"));
  for (const frame of ["index", "rule"]) sources.delete(frame);
  return {
    sources,
    registered: rules.map(({ id }) => id),
    tests: filesIn("test/rules", ".test.ts"),
    pages: new Set(filesIn(pagesFolder, ".md").keys()),
  };
}

test("every rule has a file, a place in the registry, a test and a page", () => {
  expect(registrationProblems(currentTree())).toEqual([]);
});

const header = "/**\n * Restricted: a\n * Allowed: b\n * Source: c\n */\n";
const source = (id: string, comment = header): string =>
  `${comment}export const x: Rule = {\n  id: "${id}",\n};\n`;

/** A tree of one rule, one part of it changed. */
function treeWith(change: Partial<RuleTree> = {}): RuleTree {
  return {
    sources: new Map([["max-vcpus", source("max-vcpus")]]),
    registered: ["max-vcpus"],
    tests: new Map([["max-vcpus", "ruleTable(maxVcpus, []);"]]),
    pages: new Set(["README", "max-vcpus"]),
    ...change,
  };
}

test.for<[situation: string, change: Partial<RuleTree>, ...problems: string[]]>([
  ["nothing is missing", {}],
  [
    "not in the registry",
    { registered: [] },
    "the rule max-vcpus is not registered: add it to the list in src/rules/index.ts, where its violations are to be reported",
  ],
  [
    "no test",
    { tests: new Map() },
    "the rule max-vcpus has no test: add test/rules/max-vcpus.test.ts with a ruleTable(…) of cases",
  ],
  [
    "a test without a table",
    { tests: new Map([["max-vcpus", 'test("it");']]) },
    "test/rules/max-vcpus.test.ts runs no table of cases: call ruleTable(…)",
  ],
  [
    "no page",
    { pages: new Set() },
    "the rule max-vcpus has no page: run `npm run generate` and commit src/rules/pages/max-vcpus.md",
  ],
  [
    "another id than the file's name",
    { sources: new Map([["max-vcpus", source("most-vcpus")]]), registered: ["max-vcpus", "most-vcpus"] },
    'src/rules/max-vcpus.ts has the id "most-vcpus": write id: "max-vcpus", or rename the file to most-vcpus.ts',
    "the registry has the rule most-vcpus, and there is no src/rules/most-vcpus.ts: one rule a file",
  ],
  [
    "an id in another case",
    {
      sources: new Map([["maxVcpus", source("maxVcpus")]]),
      registered: ["maxVcpus"],
      tests: new Map([["maxVcpus", "ruleTable()"]]),
      pages: new Set(["maxVcpus"]),
    },
    "src/rules/maxVcpus.ts: a rule's id is kebab-case, lower-case words with -",
  ],
  [
    "a header without its parts",
    { sources: new Map([["max-vcpus", source("max-vcpus", "/** Caps vCPUs. */\n")]]) },
    'src/rules/max-vcpus.ts does not say what is "Restricted:": add that line to the comment right before the rule',
    'src/rules/max-vcpus.ts does not say what is "Allowed:": add that line to the comment right before the rule',
    'src/rules/max-vcpus.ts does not say what is "Source:": add that line to the comment right before the rule',
  ],
  [
    "a file without a rule",
    { sources: new Map([["max-vcpus", "export const limit = 64;\n"]]) },
    "src/rules/max-vcpus.ts exports no rule: write `export const …: Rule = {…}`, or move it to src/vm",
  ],
  [
    "registered twice",
    { registered: ["max-vcpus", "max-vcpus"] },
    "the registry has two rules max-vcpus: remove one from src/rules/index.ts",
  ],
  [
    "registered without a file",
    { registered: ["max-vcpus", "max-disks"] },
    "the registry has the rule max-disks, and there is no src/rules/max-disks.ts: one rule a file",
  ],
])("%s", ([, change, ...problems]) => {
  expect(registrationProblems(treeWith(change))).toEqual(problems);
});
