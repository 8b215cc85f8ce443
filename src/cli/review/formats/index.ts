import type { Format } from "./format.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { sarif } from "./sarif.ts";
import { text } from "./text.ts";

/** Every output format of `vmgate review`, by the name that --format and --output take. */
export const formats: Readonly<Record<string, Format>> = {
  text,
  json,
  sarif,
  junit,
  github,
  gitlab,
  markdown,
  html,
};
