import type { OutputFormat } from "./format.ts";

/** Every output format of `vmgate review`, by the name that --format and --output take. */
export const formats: Readonly<Record<string, OutputFormat>> = {
  text: {
    load: async () => (await import("./text.ts")).text,
    purpose:
      "people: each problem with its line and its fix, each default; colours on a terminal, unless `NO_COLOR` is set",
  },
  json: { load: async () => (await import("./json.ts")).json, purpose: "scripts; see below" },
  sarif: {
    load: async () => (await import("./sarif.ts")).sarif,
    purpose: "code scanning: [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)",
  },
  junit: {
    load: async () => (await import("./junit.ts")).junit,
    purpose: "test reports: a suite for each file, a case for each object",
  },
  github: {
    load: async () => (await import("./github.ts")).github,
    purpose: "GitHub Actions: annotations of the files",
  },
  gitlab: {
    load: async () => (await import("./gitlab.ts")).gitlab,
    purpose: "GitLab: a Code Quality report",
  },
  markdown: {
    load: async () => (await import("./markdown.ts")).markdown,
    purpose: "a comment on a pull request, or the summary of a job",
  },
  html: {
    load: async () => (await import("./html.ts")).html,
    purpose:
      "people who were not there: one page with bars, filters and the lines of the files; needs no other file, prints well",
  },
};
