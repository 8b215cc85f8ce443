import type { ScalarTag, Tags } from "yaml";
import { showUtf8 } from "../../user-data/encoding/utf8.ts";
import { decodeBase64 } from "../../user-data/encoding/base64.ts";

const tagOf = (type: string): string => `tag:yaml.org,2002:${type}`;

/** A number is printed as it is written in the file. */
const asWritten: Partial<ScalarTag> = {
  identify: (value) => typeof value === "number",
  stringify: ({ source, value }) => source ?? String(value),
};

/**
 * An integer with a prefix, as Go's strconv.ParseInt takes it in base 0: `0o26`, and capitals too. The 1.1 of
 * the `yaml` package has octal numbers only as `026`.
 */
const prefixed: ScalarTag = {
  ...asWritten,
  tag: tagOf("int"),
  default: true,
  format: "PREFIX",
  test: /^[-+]?0(?:[xX]_*[0-9a-fA-F][0-9a-fA-F_]*|[oO]_*[0-7][0-7_]*|[bB]_*[01][01_]*)$/,
  resolve: (text) => {
    const digits = text.replaceAll("_", "").replace(/^[-+]/, "");
    return text.startsWith("-") ? -Number(digits) : Number(digits);
  },
};

/**
 * A number with an exponent; yaml's own for YAML 1.1 also takes `e1000`, a network card, for one. What no float64
 * holds stays text.
 */
const exponent: ScalarTag = {
  ...asWritten,
  tag: tagOf("float"),
  default: true,
  format: "EXP",
  test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
  resolve: (text) => (Number.isFinite(Number(text)) ? Number(text) : text),
};

/** The text that the bytes are. */
const binary: ScalarTag = {
  tag: tagOf("binary"),
  resolve: (text, onError) => {
    const bytes = decodeBase64(text.replaceAll(/\s/g, ""));
    if (bytes === undefined) onError("!!binary must be base64");
    return bytes === undefined ? text : showUtf8(bytes);
  },
};

/** Tags of the package whose place these take, and those that stay text: dates and numbers to the base of 60. */
const replaced: Readonly<Record<string, ScalarTag[]>> = {
  EXP: [exponent],
  HEX: [prefixed],
  BIN: [],
  TIME: [],
};

/** The tags of YAML 1.1 as Kubernetes' own reader (sigs.k8s.io/yaml) has them. */
export function kubernetesTags(tags: Tags): Tags {
  return tags.flatMap((tag): Tags => {
    if (typeof tag === "string") return [tag];
    if (tag.tag === tagOf("timestamp")) return [];
    if (tag.tag === tagOf("binary")) return [binary];
    return replaced[formatOf(tag)] ?? [tag];
  });
}

function formatOf(tag: object): string {
  return "format" in tag ? String(tag.format) : "";
}
