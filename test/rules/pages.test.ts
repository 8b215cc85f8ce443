import { describe, expect, test } from "vitest";
import { wordsOf } from "../../.ci/rule-example.ts";
import { readRuleHeader } from "../../.ci/rule-header.ts";
import { rulePages } from "../../.ci/rule-pages.ts";
import { ruleTopics } from "../../.ci/rule-topics.ts";

const pages = await rulePages();

describe.for(ruleTopics().map((topic) => [topic.id, topic] as const))("the page of %s", ([id, topic]) => {
  const page = pages[`${id}.md`] ?? "";

  test("shows an example that vmgate really refuses, or warns about, in the very words", () => {
    const { response } = topic.refused;
    const words = wordsOf(response);
    expect(response.allowed).toBe(topic.action === "warn");
    expect(words.filter((line) => line.endsWith(` [${id}]`))).not.toEqual([]);
    expect(page).toContain(words.join("\n"));
  });

  test("shows an example of which vmgate has nothing to say", () => {
    const { response } = topic.admitted;
    expect(response.allowed).toBe(true);
    expect(wordsOf(response)).toEqual([]);
  });

  test("is complete: it names no document that its readers do not have", () => {
    expect(page).not.toMatch(/contract §|\b(kubevirt|cloud-init|workload|contract)\.md/i);
  });

  test("says what is restricted and allowed, where, and how strictly", () => {
    expect(page).toContain(topic.summary);
    for (const label of ["Restricted fields", "Allowed", "Applies to", "By default"])
      expect(page).toMatch(new RegExp(`^- \\*\\*${label}:\\*\\* .{4}`, "m"));
  });
});

describe("the header comment of a rule", () => {
  const rule = 'export const x: Rule = {\n  id: "x",\n};\n';

  test("a part goes on until the next one", () => {
    const comment =
      "/**\n * One line.\n *\n * Restricted: a,\n *   b\n * Allowed: c\n * Source: d (e:\n *   f)\n */\n";
    expect(readRuleHeader(comment + rule)).toEqual({ restricted: "a, b", allowed: "c", source: "d (e: f)" });
  });

  test("only the comment right before the rule counts", () => {
    const other = "/** Restricted: a\n * Allowed: b\n * Source: c */\nconst y = 1;\n";
    for (const source of [rule, other + rule, `${other}/** Allowed */\n${rule}`]) {
      expect(readRuleHeader(source)).toEqual({
        restricted: undefined,
        allowed: undefined,
        source: undefined,
      });
    }
  });
});
