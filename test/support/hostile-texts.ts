/** A file made to cost much to read: who reads it, what it has n of, and its text. */
export type HostileText = readonly [
  reader: "manifests" | "policy",
  what: string,
  text: (n: number) => string,
];

const head = "apiVersion: vmgate.cpln.io/v1\nkind: Policy\n";
const lines = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => `${line(i)}\n`).join("");
const items = (n: number, item: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => item(i)).join(", ");

/** Texts of both files that people write by hand, each aimed at one loop or expression of their readers. */
const rows: readonly HostileText[] = [
  ["manifests", "documents", (n) => lines(n, () => "---\na: 1")],
  ["manifests", "empty documents", (n) => lines(n, () => "---")],
  ["manifests", "empty lines", (n) => "\n".repeat(n)],
  ["manifests", "empty lines in a value", (n) => `a: |\n${" \n".repeat(n)}b: 1\n`],
  ["manifests", "comments", (n) => lines(n, () => "# a")],
  ["manifests", "comments before a value", (n) => `a:\n${lines(n, () => "  # b")}  |\n  c\n`],
  ["manifests", "comments in brackets", (n) => `a: [\n${lines(n, () => "  # b")}  ]\n`],
  ["manifests", "levels on a line", (n) => lines(n / 10, () => `${"- ".repeat(10)}a`)],
  ["manifests", "keys", (n) => lines(n, (i) => `k${i}: 1`)],
  ["manifests", "keys of one name", (n) => lines(n, () => "k: 1")],
  ["manifests", "items", (n) => lines(n, () => "- a")],
  ["manifests", "items of a List", (n) => `kind: List\nitems:\n${lines(n, () => "- {kind: A}")}`],
  ["manifests", "items of a list of one kind", (n) => `kind: AList\nitems:\n${lines(n, () => "- {}")}`],
  ["manifests", "brackets", (n) => "[".repeat(n / 4)],
  ["manifests", "braces", (n) => "{a: ".repeat(n / 4)],
  ["manifests", "brackets that are closed", (n) => "[".repeat(n / 4) + "]".repeat(n / 4)],
  ["manifests", "lines of a template", (n) => lines(n, () => "{{ a }}")],
  ["manifests", "halves of lines of a template", (n) => lines(n, () => "{{ a")],
  ["manifests", "blanks before a template's line", (n) => `a: 1\n${" ".repeat(n)}{{x`],
  ["manifests", "quoted lines that are not indented", (n) => `a: "b\n${lines(n, () => "c")}"\n`],
  ["manifests", "quotes that nothing closes", (n) => lines(n, () => 'a: "b')],
  ["manifests", "backslashes before a quote", (n) => `a: "b\n${"\\".repeat(2 * n)}"\n`],
  ["manifests", "tabs", (n) => `a:\n${"\t".repeat(n)}b: 1\n`],
  ["manifests", "anchors", (n) => lines(n, (i) => `k${i}: &a${i} 1`)],
  ["manifests", "aliases of one anchor", (n) => `a: &a 1\nb: [${items(n, () => "*a")}]\n`],
  [
    "manifests",
    "aliases of many anchors",
    (n) => `${lines(n, (i) => `k${i}: &a${i} 1`)}b: [${items(n, (i) => `*a${i}`)}]\n`,
  ],
  [
    "manifests",
    "aliases of a large anchor",
    (n) => `a: &a [${items(n, () => "x")}]\nb: [${items(90, () => "*a")}]\n`,
  ],
  ["manifests", "aliases without an anchor", (n) => lines(n, (i) => `k${i}: *a${i}`)],
  ["manifests", "merged keys", (n) => `a: &a {b: 1}\n${lines(n, (i) => `k${i}: {<<: *a}`)}`],
  ["manifests", "tags", (n) => lines(n, () => "- !a b")],
  ["manifests", "long numbers", (n) => `a: 1${"0".repeat(n)}e\n`],
  ["policy", "empty lines", (n) => head + "\n".repeat(n)],
  ["policy", "blanks at line ends", (n) => head + lines(n, () => " ".repeat(20))],
  ["policy", "unknown keys", (n) => head + lines(n, (i) => `rule${i}: 1`)],
  ["policy", "unknown rules", (n) => `${head}rules:\n${lines(n, (i) => `  boot-disk${i}: warn`)}`],
  ["policy", "keys of one name", (n) => `${head}rules:\n${lines(n, () => "  boot-disk: warn")}`],
  ["policy", "images", (n) => `${head}platform: {images: {allow: [${items(n, (i) => `quay.io/a${i}`)}]}}\n`],
  ["policy", "wrong images", (n) => `${head}platform: {images: {allow: [${items(n, () => "5")}]}}\n`],
  [
    "policy",
    "profiles",
    (n) => `${head}profiles:\n${lines(n, (i) => `- {name: p${i}, namespaces: [n${i}]}`)}`,
  ],
  [
    "policy",
    "profiles of one name",
    (n) => `${head}profiles:\n${lines(n, () => "- {name: p, namespaces: [n]}")}`,
  ],
  [
    "policy",
    "namespaces",
    (n) => `${head}profiles: [{name: p, namespaces: [${items(n, (i) => `n${i}`)}]}]\n`,
  ],
  [
    "policy",
    "exemptions",
    (n) => `${head}exemptions:\n${lines(n, (i) => `- {rules: [boot-disk], namespaces: [n${i}], reason: r}`)}`,
  ],
  ["policy", "exemptions without a reason", (n) => `${head}exemptions:\n${lines(n, () => "- {rules: [x]}")}`],
  [
    "policy",
    "search domains",
    (n) => `${head}platform: {dns: {servers: [10.0.0.1], search: [${items(n, (i) => `a${i}.b`)}]}}\n`,
  ],
  [
    "policy",
    "blanks before a key's lines",
    (n) => `${head}platform: {ssh: {user: cpln, caPublicKeys: ["${"\\n ".repeat(n)}Private-Lines:"]}}\n`,
  ],
  ["policy", "aliases of one anchor", (n) => `${head}a: &a 1\nb: [${items(n, () => "*a")}]\n`],
  ["policy", "aliases without an anchor", (n) => head + lines(n, (i) => `k${i}: *a${i}`)],
  ["policy", "documents", (n) => head + lines(n, () => "---\na: 1")],
  ["policy", "brackets", (n) => head + "a: " + "[".repeat(n / 4)],
];

/** The table; each row once. */
export function hostileTexts(): readonly HostileText[] {
  return rows;
}
