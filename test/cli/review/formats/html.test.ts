import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { html } from "../../../../src/cli/review/formats/html.ts";
import { defaultPolicy } from "../../../../src/policy/policy.ts";
import { forgedReport, reportOn, reportOnEverything } from "../../../support/report.ts";
import { vm } from "../../../support/vm.ts";

const matches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, found = ""]) => found);

test("the outcome, the counts, and a group of rows for each problem", async () => {
  const page = html(await reportOnEverything());
  expect(matches(page, /<h1>(.*?)<\/h1>/g)).toEqual(["1 of 3 objects refused"]);
  expect(matches(page, /<dt>(.*?<\/dt><dd>\d+)/g).map((text) => text.replace(/<\/dt><dd>/, " "))).toEqual([
    ...["refused 1", "unreadable 1", "warnings 1", "allowed 2", "skipped 2"],
  ]);
  expect(matches(page, /<tbody [^>]* data-rule="(.*?)"/g)).toEqual([
    ...["whole-core-cpu", "secure-boot", "run-strategy", "unreadable"],
  ]);
  expect(page).toContain("<strong>Fix:</strong> use &quot;2&quot;</p>");
  expect(page).toMatch(/<span class="line meant" data-line="\d+"> *cpu: <mark>1500m<\/mark>\n<\/span>/);
  expect(page).toContain("<li>Skipped: 1 ConfigMap, 1 Service</li>");
});

test.for<[outcome: string, files: Readonly<Record<string, unknown>>, headline: string]>([
  ["nothing", {}, "Nothing was reviewed"],
  ["one object that is allowed", { a: vm() }, "The object is allowed"],
  ["several", { a: vm(), b: vm() }, "All 2 objects are allowed"],
  ["a file that cannot be read", { a: vm(), b: "{" }, "1 could not be read"],
  ["an object that is refused", { a: vm({ spec: { runStrategy: "Sometimes" } }) }, "1 of 1 object refused"],
])("the headline of %s", async ([, files, headline]) => {
  const texts = Object.entries(files).map(([name, file]) => [
    name,
    typeof file === "string" ? file : JSON.stringify(file),
  ]);
  const page = html(await reportOn(Object.fromEntries(texts) as Readonly<Record<string, string>>));
  expect(page).toContain(`<h1>${headline}</h1>`);
});

test("every rule that is named has its reason in the page", async () => {
  const page = html(await reportOnEverything());
  const named = new Set(matches(page, /href="#rule-(.*?)"/g));
  expect([...named].sort()).toEqual(matches(page, /<article id="rule-(.*?)"/g));
});

test("the page loads nothing, and allows its own script and style by their hashes alone", async () => {
  const page = html(await reportOnEverything());
  const [policy = ""] = matches(page, /http-equiv="Content-Security-Policy" content="(.*?)">/g);
  const hashOf = (element: string): string => {
    const contents = matches(page, new RegExp(`<${element}>([^]*?)</${element}>`, "g"));
    expect(contents).toHaveLength(1);
    return `sha256-${createHash("sha256")
      .update(contents[0] ?? "")
      .digest("base64")}`;
  };
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    `style-src '${hashOf("style")}'`,
    `script-src '${hashOf("script")}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(page).not.toMatch(/\b(?:src|srcset|action|style|on[a-z]+)=|url\(|@import|https?:/);
});

test("no name, value or line makes an element, an attribute or an entity", async () => {
  const page = html(await forgedReport());
  const plain = html(await reportOnEverything());
  const tags = (text: string): ReadonlySet<string> => new Set(matches(text, /<([a-z!/]+)/g));
  expect([...tags(page)].filter((tag) => !tags(plain).has(tag))).toEqual([]);
  const attributes = (text: string): ReadonlySet<string> =>
    new Set(matches(text.replaceAll(/"[^"]*"/g, '""'), /<[a-z]+ ([^>]*)>/g).flatMap((all) => all.split(" ")));
  expect([...attributes(page)].filter((one) => !attributes(plain).has(one))).toEqual([]);
  expect(page).toContain("&amp;amp;");
});

test("what only warns is no refusal", async () => {
  const policy = { ...defaultPolicy, rules: { "run-strategy": "warn" } } as const;
  const object = vm({ spec: { runStrategy: "Sometimes" } });
  const page = html(await reportOn({ a: JSON.stringify(object) }, policy));
  expect(page).toContain('<header class="warning">');
  expect(page).toContain("<h1>The object is allowed</h1>");
});

test("without problems no table", async () => {
  expect(html(await reportOn({}))).not.toContain("<table");
});
