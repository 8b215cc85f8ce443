import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { cloudInitContent } from "../../src/rules/cloud-init-content.ts";
import { readUserData } from "../../src/user-data/read.ts";
import type { GuestOs } from "../../src/vm/guest-os.ts";
import { recordJudged } from "../support/rule-table.ts";
import { vm } from "../support/vm.ts";

type Row = [situation: string, content: string | Uint8Array, ...findings: [string, number, RegExp][]];

const cc = "#cloud-config\n";
const mime = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n";
const gzipType = "Content-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n";
const latin1 = Buffer.from("#!/bin/sh\necho \xe9\n", "latin1");

check("linux", [
  ["nothing wrong", `${cc}a: {b: [c, "d"]}\nruncmd:\n- echo\t"tab in a plain value"\n`.replace("\t", " ")],
  ["only a header", cc],
  ["null", `${cc}~\n`],
  ["a tab that indents", `${cc}a:\n\tb: 1\n`, ["warning", 3, /tab used for indentation/]],
  ["a tab after a value", `${cc}a: 1\t# one\n`, ["warning", 2, /tab between words/]],
  ["a tab inside a plain value", `${cc}a: b\tc\n`, ["warning", 2, /tab between words/]],
  ["tabs in comments, quotes and blocks", `${cc}#\ta\na: "b\tc" # d\te\nf: 'g\th'\ni: |\n  j\tk\n  \tl\n`],
  ["an unquoted MAC address of digits", `${cc}mac: 52:54:00:12:34:56\n`, ["warning", 2, /MAC address/]],
  ["a MAC address that YAML reads as text", `${cc}a: 52:54:00:12:34:5e\nb: 02:00:00:00:00:01\n`],
  ["a quoted MAC address", `${cc}mac: "52:54:00:12:34:56"\n`],
  ["a time", `${cc}at: [22:30]\n`, ["warning", 2, /base 60/]],
  ["ports that are no base 60", `${cc}ports: [80:80]\n`],
  ["a network", `${cc}a: 1\nnetwork: {version: 2}\n`, ["warning", 3, /network/]],
  ["a network further in", `${cc}updates: {network: {when: [boot]}}\n`],
  ...["false", "no", "0", '"false"', "~", ""].map((value): Row => [
    `allow_userdata: ${value}`,
    `${cc}allow_userdata: ${value}\n`,
    ["warning", 2, /allow_userdata/],
  ]),
  [
    "allow_userdata: off",
    `${cc}allow_userdata: off\n`,
    ["warning", 2, /on or off/],
    ["warning", 2, /allow_userdata/],
  ],
  ...["true", "yes", "1", "True", '"on"'].map((value): Row => [
    `allow_userdata: ${value}`,
    `${cc}allow_userdata: ${value}\n`,
  ]),
  ["allow_userdata as a list", `${cc}allow_userdata: []\n`, ["warning", 2, /allow_userdata/]],
  ["octal", `${cc}a:\n- permissions: 0644\n`, ["warning", 3, /octal/]],
  ["octal in quotes, or with an o", `${cc}a: ["0644", '0644', 0o644, 0, 0x1f, 089]\n`],
  ["octal with a tag", `${cc}a: !!str 0644\n`],
  [
    "on and off",
    `${cc}a: on\nb: [setsebool, OFF]\n`,
    ["warning", 2, /on or off/],
    ["warning", 3, /on or off/],
  ],
  ["yes as a value", `${cc}ssh_pwauth: yes\n`],
  ["no in a list", `${cc}countries: [se, no]\n`, ["warning", 2, /yes or no/]],
  ["no as a key", `${cc}a:\n  no: 1\n`, ["warning", 3, /yes or no/]],
  ["a bare equals sign", `${cc}a: [test, a, =, b]\n`, ["warning", 2, /unquoted =/]],
  ["a key twice", `${cc}a: 1\nb: 2\na: 3\n`, ["warning", 4, /duplicate key/]],
  ["a key twice further in, in quotes", `${cc}a:\n- {b: 1, "b": 2}\n`, ["warning", 3, /duplicate key/]],
  ["the same key in two mappings", `${cc}a: {b: 1}\nc: {b: 1}\n`],
  ["two documents", `${cc}a: 1\n---\nb: 2\n`, ["warning", 4, /second YAML document/]],
  ["a list", `${cc}- a\n`, ["warning", 2, /not a mapping/]],
  ["a word", `${cc}hello\n`, ["warning", 2, /not a mapping/]],
  ["a template that is not declared", `${cc}\na: {{ b }}\n`, ["warning", 3, /mapping as a key/]],
  ["a tag of another program", `${cc}a: !Ref b\n`, ["warning", 2, /tag that cloud-init/]],
  ["an alias without an anchor", `${cc}a: *b\n`, ["warning", 2, /alias/]],
  ["an anchor and its alias", `${cc}a: &b 1\nc: *b\n`],
  ["an anchor twice", `${cc}a: &b 1\nc: &b 2\n`, ["warning", 3, /anchor that is defined twice/]],
  ["a control character", `${cc}a: "\u001b"\n`, ["warning", 2, /control character/]],
  ["no YAML", `${cc}a: [b\n`, ["warning", 3, /invalid YAML/]],
  ["no YAML with a secret in the place", `${cc}a: !hunter2! x\n`, ["warning", 2, /invalid YAML \([a-z ]+\)/]],
  ["not UTF-8", Buffer.concat([Buffer.from(cc), latin1]), ["warning", 3, /not UTF-8/]],
  ["a byte order mark", `\ufeff${cc}`, ["warning", 1, /byte order mark/]],
  ["UTF-16", Buffer.from(`\ufeff${cc}`, "utf16le"), ["warning", 1, /UTF-16/]],
  ["keys without a header", "# mine\nusers: []\n", ["warning", 1, /without a header line/]],
  ["a misspelt header", "# cloud-config\na: 1\n", ["warning", 1, /misspelled/]],
  ["a header in the second line", "---\n#cloud-config\na: 1\n", ["warning", 2, /below the first line/]],
  ["a misspelt jinja header", "## template:jinja\n#cloud-config\n", ["warning", 1, /jinja header/]],
  ["gzip twice", gzipSync(gzipSync(cc)), ["warning", 1, /gzip inside gzip/]],
  ["damaged gzip", gzipSync(cc).subarray(0, 20), ["warning", 1, /damaged/]],
  [
    "more than is looked through",
    gzipSync(`${cc}${"# a\n".repeat(70_000)}`),
    ["warning", 1, /to be checked/],
  ],
  ["base64", Buffer.from(`${cc}a: 1\n`).toString("base64"), ["warning", 1, /base64 inside/]],
  ["Ignition", '{"ignition": {}}', ["warning", 1, /Ignition/]],
  ["Talos", "version: v1alpha1\nmachine: {}\n", ["warning", 1, /Talos/]],
  ["a Windows script", "#ps1\nls\n", ["warning", 1, /Windows/]],
  ["MIME without its version", mime.slice(18), ["warning", 1, /MIME-Version/]],
  ["JSON patch", '#cloud-config-jsonp\n[{"op": "add", "path": "/a", "value": 1}]\n'],
  ["JSON patch that is no list", "#cloud-config-jsonp\n{}\n", ["warning", 1, /not a JSON list/]],
  ["jinja, which is no YAML yet", "## template: jinja\n#cloud-config\na: {{ b }}\n"],
  // MIME
  ["MIME", `${mime}Content-Type: text/cloud-config\n\na: 1\n--b--\n`],
  ["MIME not UTF-8", Buffer.concat([Buffer.from(mime), latin1]), ["error", 6, /not UTF-8/]],
  ["a trap in a part", `${mime}\n${cc}a: 1\nb: 0644\n--b--\n`, ["warning", 8, /octal/]],
  [
    "a trap in an encoded part",
    `${mime}Content-Transfer-Encoding: base64\n\n${btoa(`${cc}\n\na: 0644\n`)}\n--b--\n`,
    ["warning", 7, /octal/],
  ],
  ["a gzip part", `${mime}${gzipType}${gzipSync(cc).toString("base64")}\n--b--\n`],
  ["a gzip part that is none", `${mime}${gzipType}${btoa(cc)}\n--b--\n`, ["error", 8, /declared as gzip/]],
  [
    "a gzip part that holds Latin-1",
    `${mime}${gzipType}${gzipSync(latin1).toString("base64")}\n--b--\n`,
    ["error", 8, /declared as gzip/],
  ],
  ["é in an unencoded part", `${mime}\n#!/bin/sh\necho é\n--b--\n`, ["warning", 7, /garbles/]],
  [
    "é in a quoted-printable part",
    `${mime}Content-Transfer-Encoding: quoted-printable\n\n#!/bin/sh\n# =C3=A9\n--b--`,
  ],
  [
    "an unknown type",
    `${mime}Content-Type: text/x-mine\n\nhello\n--b--\n`,
    ["warning", 7, /neither the type/],
  ],
  [
    "an unknown type with a part handler",
    `${mime}Content-Type: text/x-mine\n\nhello\n--b\n\n#part-handler\n--b--\n`,
  ],
  ["a boundary that never comes", mime.replace("--b", "--c"), ["warning", 4, /never uses its boundary/]],
  // archives
  [
    "archive",
    "#cloud-config-archive\n- type: text/x-shellscript\n  content: |\n    #!/bin/sh\n- '#!/bin/sh'\n- {}\n",
  ],
  ["archive that is no list", "#cloud-config-archive\na: 1\n", ["warning", 1, /not a list/]],
  ["archive that is no YAML", "#cloud-config-archive\n- [\n", ["warning", 3, /invalid YAML/]],
  ["archive: type without /", "#cloud-config-archive\n- type: shell\n", ["error", 2, /invalid MIME type/]],
  ["archive: type is a number", "#cloud-config-archive\n- type: 1\n", ["error", 2, /not a string/]],
  ["archive: content is a number", "#cloud-config-archive\n-\n  content: 12\n", ["error", 3, /not a string/]],
  [
    "archive: content is a mapping",
    "#cloud-config-archive\n- content: {a: 1}\n",
    ["error", 2, /not a string/],
  ],
  ["archive: content by an alias", "#cloud-config-archive\n- &a '#!/bin/sh'\n- content: *a\n"],
  [
    "archive: a header is a number",
    "#cloud-config-archive\n- {content: '', x: 1}\n",
    ["error", 2, /not a string/],
  ],
  ["archive: null where it may be", "#cloud-config-archive\n- {content: '', type: , x: ~}\n"],
  [
    "archive: numbers where they may be",
    "#cloud-config-archive\n- {filename: 1, launch-index: 2, content: ''}\n",
  ],
  [
    "archive: half characters",
    '#cloud-config-archive\n- content: "#!/bin/sh \\ud83d\\ude00"\n',
    ["error", 2, /not a string/],
  ],
  ["an unknown type with nothing in it", `${mime}Content-Type: text/x-mine\n\n \n--b--\n`],
  [
    "a trap in a gzip part",
    `${mime}${gzipType}${gzipSync(`${cc}\na: 0644\n`).toString("base64")}\n--b--\n`,
    ["warning", 8, /octal/],
  ],
  ["é in a second part", `${mime}\n${cc}\n--b\n\n\n#!/bin/sh\n# é é\n--b--\n`, ["warning", 12, /garbles/]],
  [
    "archive: a trap",
    "#cloud-config-archive\n- a\n- |\n  a: 0644\n",
    ["warning", 2, /not a mapping/],
    ["warning", 4, /octal/],
  ],
  [
    "archive: a trap of another type",
    "#cloud-config-archive\n- {type: text/x-shellscript, content: 'a: 0644'}\n",
  ],
  [
    "archive: a trap in a part",
    `${mime}\n#cloud-config-archive\n- |\n  a: 0644\n--b--\n`,
    ["warning", 8, /octal/],
  ],
]);

check("windows", [
  ["a network", `${cc}network: {}\n`, ["warning", 2, /network/]],
  ["allow_userdata, which is cloud-init's", `${cc}allow_userdata: false\n`],
  ["nothing wrong", "#ps1\nls\n"],
  ["not UTF-8", Buffer.from("#ps1\r\n'\xe4'\r\n", "latin1"), ["error", 2, /not UTF-8/]],
  ["damaged gzip", gzipSync("#ps1\n").subarray(0, 12), ["error", 1, /damaged/]],
  ["a byte order mark", "\ufeff#ps1\n", ["warning", 1, /byte order mark/]],
  ["a blank line first", "\n#ps1\nls\n", ["warning", 1, /white space before/]],
  ["no header", "ls\n", ["warning", 1, /without a header/]],
  ["a trap in YAML", `${cc}set_timezone: x\nusers:\n- name: 0123\n`, ["warning", 4, /octal/]],
  ["text/plain in MIME", `${mime}Content-Type: text/plain\n\n#ps1\n--b--\n`, ["warning", 7, /no handler/]],
  [
    "a script without a name",
    `${mime}Content-Type: text/x-shellscript\n\n#ps1\n--b--\n`,
    ["warning", 7, /without a file name/],
  ],
  ["a script with a name", `${mime}Content-Type: text/x-shellscript; name="x"\n\n#ps1\n--b--\n`],
]);

test("at most twenty findings from one part, and none repeats the user's words", () => {
  const secret = "hunter2";
  const lines = Array.from({ length: 50 }, () => `${secret}: 0644\n`).join("");
  const { findings } = readUserData(new TextEncoder().encode(cc + lines), "linux");
  expect(findings).toHaveLength(20);
  expect(JSON.stringify(findings)).not.toContain(secret);
});

function check(guestOs: GuestOs, rows: Row[]): void {
  recordJudged(cloudInitContent, () => rows.map(([, content]) => machineWith(bytesOf(content), guestOs)));
  test.for(rows)(`${guestOs}: %s`, ([, content, ...wanted]) => {
    const { findings } = readUserData(bytesOf(content), guestOs);
    expect(findings.map(({ severity, line }) => [severity, line])).toEqual(wanted.map((w) => w.slice(0, 2)));
    for (const [i, [, , words]] of wanted.entries()) expect(findings[i]?.found).toMatch(words);
    for (const { allowed, fix } of findings) {
      expect(allowed).toMatch(/^(?:must|must not|may not|supported values:) \S/);
      expect(fix).not.toBe("");
    }
  });
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : Uint8Array.from(content);
}

/** The minimal VirtualMachine with these user data for its guest. */
function machineWith(content: Uint8Array, guestOs: GuestOs): unknown {
  const userDataBase64 = Buffer.from(content).toString("base64");
  const volumes = [{ name: "ci", cloudInitNoCloud: { userDataBase64 } }];
  const annotations = { "vm.cpln.io/guest-os": guestOs };
  return vm({ spec: { template: { metadata: { annotations }, spec: { volumes } } } });
}
