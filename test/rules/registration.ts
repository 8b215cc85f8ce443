import { readRuleHeader } from "../../.ci/rule-header.ts";

/** What there is of the rules: sources by file name without its ending, and the names of the rest. */
export interface RuleTree {
  readonly sources: ReadonlyMap<string, string>;
  /** The ids in the registry, in its order. */
  readonly registered: readonly string[];
  /** The tests of test/rules by name, without `.test.ts`. */
  readonly tests: ReadonlyMap<string, string>;
  /** The pages by name, without `.md`. */
  readonly pages: ReadonlySet<string>;
}

/** What is missing or out of step, each in words that say what to add and where; nothing when all is well. */
export function registrationProblems(tree: RuleTree): readonly string[] {
  const { sources, registered } = tree;
  const orphans = registered.filter((id) => !sources.has(id));
  const doubles = registered.filter((id, i) => registered.indexOf(id) !== i);
  return [
    ...[...sources].flatMap(([name, source]) => fileProblems(name, source, tree)),
    ...orphans.map(
      (id) => `the registry has the rule ${id}, and there is no src/rules/${id}.ts: one rule a file`,
    ),
    ...doubles.map((id) => `the registry has two rules ${id}: remove one from src/rules/index.ts`),
  ];
}

function fileProblems(name: string, source: string, tree: RuleTree): readonly string[] {
  const file = `src/rules/${name}.ts`;
  if (!/^export const \w+: Rule\b/m.test(source)) {
    return [`${file} exports no rule: write \`export const …: Rule = {…}\`, or move it to src/vm`];
  }
  const id = /^ {2}id: "([^"]*)"/m.exec(source)?.[1] ?? "";
  const wrong = [
    id !== name && `${file} has the id "${id}": write id: "${name}", or rename the file to ${id}.ts`,
    !/^[a-z]+(-[a-z]+)*$/.test(name) && `${file}: a rule's id is kebab-case, lower-case words with -`,
    !tree.registered.includes(id) &&
      `the rule ${name} is not registered: add it to the list in src/rules/index.ts, where its violations are to be reported`,
    !tree.pages.has(name) &&
      `the rule ${name} has no page: run \`npm run generate\` and commit src/rules/pages/${name}.md`,
  ];
  return [
    ...wrong.filter((problem) => problem !== false),
    ...headerProblems(file, source),
    ...testProblems(name, tree),
  ];
}

function headerProblems(file: string, source: string): readonly string[] {
  return Object.entries(readRuleHeader(source))
    .filter(([, text]) => text === undefined)
    .map(([part]) => {
      const label = `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`;
      return `${file} does not say what is "${label}:": add that line to the comment right before the rule`;
    });
}

function testProblems(name: string, { tests }: RuleTree): readonly string[] {
  const file = `test/rules/${name}.test.ts`;
  const source = tests.get(name);
  if (source === undefined) return [`the rule ${name} has no test: add ${file} with a ruleTable(…) of cases`];
  return source.includes("ruleTable(") ? [] : [`${file} runs no table of cases: call ruleTable(…)`];
}
