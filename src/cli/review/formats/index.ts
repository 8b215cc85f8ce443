import type { OutputFormat } from "./format.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { sarif } from "./sarif.ts";
import { text } from "./text.ts";

/** Every output format of `vmgate review`, by the name that --format and --output take. */
export const formats: Readonly<Record<string, OutputFormat>> = {
  text: {
    print: text,
    purpose:
      "people: each problem with its line and its fix, each default; colours on a terminal, unless `NO_COLOR` is set",
  },
  json: { print: json, purpose: "scripts; see below" },
  sarif: {
    print: sarif,
    purpose: "code scanning: [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)",
  },
  junit: { print: junit, purpose: "test reports: a suite for each file, a case for each object" },
  github: { print: github, purpose: "GitHub Actions: annotations of the files" },
  gitlab: { print: gitlab, purpose: "GitLab: a Code Quality report" },
  markdown: { print: markdown, purpose: "a comment on a pull request, or the summary of a job" },
  html: {
    print: html,
    purpose:
      "people who were not there: one page with bars, filters and the lines of the files; needs no other file, prints well",
  },
};
