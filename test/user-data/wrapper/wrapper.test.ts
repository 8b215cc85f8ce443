import fc from "fast-check";
import { expect, test } from "vitest";
import type { GuestOs } from "../../../src/vm/guest-os.ts";
import { unwrap, wrap, type WrappedData } from "../../../src/user-data/wrapper/wrapper.ts";
import { runs } from "../../support/arbitrary-vm.ts";
import { corpusFiles, describeCorpus } from "../../support/corpus.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const data = (content: string | Uint8Array, changes: Partial<WrappedData> = {}): WrappedData => ({
  content: typeof content === "string" ? bytes(content) : Uint8Array.from(content),
  source: "userData",
  isCompressed: false,
  ...changes,
});
const text = (content: Uint8Array): string => Buffer.from(content).toString("latin1");
const hook = 'Content-Type: text/cloud-boothook; name="vmgate"\n\n#!/bin/sh\n:';
const script = 'Content-Type: text/x-shellscript; name="vmgate.ps1"\n\n#ps1\n';
const head =
  'MIME-Version: 1.0\nX-Vmgate: 1; from=userData\nContent-Type: multipart/mixed; boundary="=_vmgate"\n\n';

test("ASCII is kept as it is", () => {
  expect(wrap(data("#cloud-config\na: 1\n"), [hook], "linux")).toBe(
    `${head}--=_vmgate\n\n#cloud-config\na: 1\n\n--=_vmgate\n${hook}\n--=_vmgate--\n`,
  );
});

test("what is not ASCII is quoted-printable", () => {
  expect(wrap(data("#!/bin/sh\r\n# é = \n\t"), [hook], "linux")).toBe(
    `${head}--=_vmgate\nContent-Transfer-Encoding: quoted-printable\n\n#!/bin/sh=0D\n# =C3=A9 =3D=20\n=09\n--=_vmgate\n${hook}\n--=_vmgate--\n`,
  );
});

test("a MIME message is spliced in, and the boundary avoids its text", () => {
  const message = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--=_vmgatex\n";
  const wrapped = wrap(data(message), [hook], "linux");
  expect(wrapped).toContain("X-Vmgate: 1; from=userData; mime\n");
  expect(wrapped).toContain(`boundary="=_vmgatexx"\n\n--=_vmgatexx\n${message}\n--=_vmgatexx\n${hook}`);
});

test("no user data, no user part", () => {
  expect(wrap("none", [hook], "linux")).toContain(
    `from=none\nContent-Type: multipart/mixed; boundary="=_vmgate"\n\n--=_vmgate\n${hook}`,
  );
});

test("for Windows the platform's part is first and the user's has its type and a name", () => {
  expect(wrap(data("#ps1\nls", { isCompressed: true }), [script], "windows")).toBe(
    `${head.replace("userData", "userData; gz; last")}--=_vmgate\n${script}\n--=_vmgate\nContent-Type: text/x-shellscript; name="user-data"\n\n#ps1\nls\n--=_vmgate--\n`,
  );
  expect(wrap(data("#cloud-config\n"), [script], "windows")).toContain("Content-Type: text/cloud-config;");
});

const nasty = [
  "",
  "\n",
  "\n\n#!/bin/sh",
  "no final line end",
  "--=_vmgate\n",
  "a\n--=_vmgate--\n",
  "MIME-Version: 1.0\n\n--=_vmgate\n",
  "\nMIME-Version: 1.0\n",
  "Content-Transfer-Encoding: quoted-printable\n\n=41",
  "Content-Transfer-Encoding: quoted-printable\n\nMIME-Version: 1.0\n=41",
  "Content-Type: multipart/mixed\n\n",
  'Content-Type: text/x-shellscript; name="user-data"\n\n#ps1',
  "mbox\r\nFrom a\r\n",
  "é\n",
  "MIME-Version: 1.0\n\né\n",
  "MIME-Version: 1.0\n\n\xe9\n",
  "\0",
  "a\r",
  "a \nb\t\n ",
  "=\n==\n=41\n=_\n",
  "\ufeff#cloud-config\n",
  `X${"-".repeat(5000)}`,
];

test.for(nasty.flatMap((content) => [["linux", content] as const, ["windows", content] as const]))(
  "comes back exactly: %s, content %#",
  ([guestOs, content]) => {
    // As UTF-8, and as Latin-1, in which é is a byte that no UTF-8 text has.
    for (const user of [data(content), data(Buffer.from(content, "latin1"))]) expectBack(user, guestOs);
  },
);

test("comes back exactly, whatever it is", () => {
  const piece = fc.oneof(
    fc.string().map((s) => bytes(s)),
    fc.uint8Array(),
    fc.constantFrom(...nasty, "Content-Type: multipart/mixed", "--=_vmgatex\n").map((s) => bytes(s)),
  );
  fc.assert(
    fc.property(
      fc.array(piece),
      fc.constantFrom<GuestOs>("linux", "windows"),
      fc.boolean(),
      (pieces, os, gz) => {
        expectBack(data(Uint8Array.from(Buffer.concat(pieces)), { isCompressed: gz }), os);
      },
    ),
    { numRuns: runs },
  );
});

describeCorpus("user-data", () => {
  test("comes back exactly for every file of the corpus", () => {
    const files = corpusFiles("user-data");
    expect(files.length).toBeGreaterThan(400);
    for (const { content } of files) expectBack(data(content), "linux");
  });
});

const good = wrap(data("#!/bin/sh\n"), [hook, hook], "linux");

test.for<[string, string, string]>([
  ["user data of others", "#cloud-config\nX-Vmgate: 1; from=userData\n", "none"],
  ["a message that mentions the mark in its body", "MIME-Version: 1.0\n\nX-Vmgate: 1; from=none\n", "none"],
  ["the platform's part edited", good.replace("#!/bin/sh\n:", "#!/bin/sh\nevil"), "wrapped"],
  ["a part of the platform removed", good.replace(`${hook}\n--=_vmgate\n`, ""), "wrapped"],
  ["every part of the platform removed", good.replaceAll(`--=_vmgate\n${hook}\n`, ""), "modified"],
  ["a part added by hand", good.replace(hook, `${hook}\n--=_vmgate\n\n#!/bin/sh`), "modified"],
  ["CRLF", good.replaceAll("\n", "\r\n"), "modified"],
  ["another version", good.replace("X-Vmgate: 1", "X-Vmgate: 2"), "modified"],
  ["another source", good.replace("from=userData", "from=elsewhere"), "modified"],
  [
    "the mark behind another header",
    good.replace("MIME-Version: 1.0\n", "MIME-Version: 1.0\nX: y\n"),
    "modified",
  ],
  ["the mark in other letters", good.replace("X-Vmgate", "x-vmGate"), "modified"],
  ["the mark in a message of the user's", `From me\nSubject: x\n y\nX-Vmgate: 1\n\n${good}`, "modified"],
  ["another boundary", good.replaceAll("=_vmgate", "=_other"), "modified"],
  ["something before the first part", good.replace("\n\n--", "\n\nhi\n--"), "modified"],
  ["something behind the last", `${good}\n`, "modified"],
  ["cut", good.slice(0, -20), "modified"],
  ["the source none, but a user part", good.replace("userData", "none"), "modified"],
  ["not UTF-8", good.replace("\n:\n", "\n\xe9\n"), "modified"],
  ["nothing", "", "none"],
  ["the start of the header alone", "MIME-Version: 1.0\nX-Vmgate: 1; ", "modified"],
  ["the header alone", head, "modified"],
  ["a header in the user's part", good.replace("--=_vmgate\n\n", "--=_vmgate\nA: b\n\n"), "modified"],
  ["lines of the boundary alone", `${head}--=_vmgate\n--=_vmgate--\n`, "modified"],
  ["no part of the user's", `${head}--=_vmgate\n${hook}\n--=_vmgate--\n`, "modified"],
  ["no line of the boundary first", `${head}${hook}\n--=_vmgate\n${hook}\n--=_vmgate--\n`, "modified"],
  ["no line of the boundary last", good.replace(/\n--=_vmgate--\n$/, "\n"), "modified"],
  ["no user data, and a part", good.replace("userData", "empty").replace("\n#!/bin/sh\n", hook), "wrapped"],
  [
    "no user data, and no part",
    `${head.replace("userData", "empty")}--=_vmgate\n\n--=_vmgate--\n`,
    "modified",
  ],
  ["a part of another name", good.replace(hook, hook.replace("vmgate", "mine")), "modified"],
  ["the user's part first, said to be last", good.replace("userData\n", "userData; last\n"), "modified"],
  ["attributes in another order", good.replace("userData\n", "userData; mime; gz\n"), "modified"],
  ["the mark behind what is no header", `a\nX-Vmgate: 1\n`, "none"],
  ["the mark behind a folded line", ` a\n\tb\nX-Vmgate: 1\n`, "modified"],
  ["the mark in the first 1,024 bytes", `X: ${"y".repeat(1011)}\nX-Vmgate:`, "modified"],
  ["the mark behind them", `X: ${"y".repeat(1012)}\nX-Vmgate:`, "none"],
])("%s", ([, content, kind]) => {
  expect(unwrap(Buffer.from(content, "latin1")).kind).toBe(kind);
});

function expectBack(user: WrappedData, guestOs: GuestOs): void {
  const part = guestOs === "linux" ? hook : script;
  const parts = [part, part];
  const wrapped = wrap(user, parts, guestOs);
  const taken = unwrap(bytes(wrapped));
  if (taken.kind !== "wrapped" || typeof taken.user === "string") throw new Error(`taken as ${taken.kind}`);
  // Compared as text: vitest compares long arrays slowly.
  expect(text(taken.user.content)).toBe(text(user.content));
  expect(taken.user).toMatchObject({ source: user.source, isCompressed: user.isCompressed });
  expect(wrap(taken.user, parts, guestOs)).toBe(wrapped);
}
