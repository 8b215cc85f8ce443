import { expect, test } from "vitest";
import { refusedExample } from "../../.ci/document-blocks.ts";
import { steps } from "../../.ci/picture.ts";
import { runExample } from "../../.ci/rule-example.ts";
import { ruleIds } from "../../src/admission/rule-registry.ts";
import { parsePolicy } from "../../src/policy/file/parse.ts";
import { filesEnding, read } from "./tree.ts";

test("README is short enough to be read: at most 10 kB", () => {
  expect(Buffer.byteLength(read("README.md"))).toBeLessThanOrEqual(10_000);
});

test("the denied VM shows the five rules that vmgate is known for, each once", () => {
  const { response } = runExample(read(refusedExample), (object) => object);
  const messages = (response.status?.details?.causes ?? []).map(({ message }) => message);
  for (const id of ["single-container", "whole-core-cpu", "no-image", "probe-type", "secure-boot"]) {
    expect(messages.filter((message) => message.endsWith(`[${id}]`))).toHaveLength(1);
  }
});

test("CONTRIBUTING has a line for each folder", () => {
  const lines = read(".github/CONTRIBUTING.md").split("\n");
  const folders = new Set(filesEnding("").map((path) => /^(src\/[^/]+|[^/]+)\//.exec(path)?.[1]));
  const missing = [...folders].filter(
    (folder) =>
      folder !== undefined &&
      !["src", ".github"].includes(folder) &&
      !lines.some((line) => line.startsWith(`| \`${folder}\` `)),
  );
  expect(missing).toEqual([]);
});

test("every step in the picture is a folder of src", () => {
  const folders = new Set(filesEnding(".ts").map((path) => /^src\/([^/]+)\//.exec(path)?.[1]));
  expect(steps.map(({ folder }) => folder).filter((folder) => !folders.has(folder))).toEqual([]);
});

test("every policy in a document is valid", () => {
  const blocks = filesEnding(".md").flatMap((path) => [...read(path).matchAll(/^```yaml\n([^]*?)^```/gm)]);
  const policies = blocks.map(([, text = ""]) => text).filter((text) => /^kind: Policy$/m.test(text));
  expect(policies.length).toBeGreaterThan(2);
  for (const text of policies) expect(parsePolicy(text, ruleIds)).toHaveProperty("policy");
});
