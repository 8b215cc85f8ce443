import { expect, test } from "vitest";
import { Budget, OverBudget } from "../../../src/user-data/budget.ts";
import { fileName, parseMessage } from "../../../src/user-data/mime/message.ts";

type Leaf = [contentType: string, body: string, line: number];

/** The header of a multipart, which ends in line 2. */
const multi = (boundary: string, subtype = "mixed"): string =>
  `Content-Type: multipart/${subtype}; boundary=${boundary}\n\n`;
const typed = (type: string, body = "one\n"): string => `Content-Type: ${type}\n\n${body}`;

// The leaves are those of CPython 3.11's email.message_from_string.
test.for<[what: string, message: string, ...leaves: Leaf[]]>([
  ["no headers", "hello\n", ["text/plain", "hello\n", 1]],
  ["a blank line first", "\nhello\n", ["text/plain", "hello\n", 2]],
  ["nothing", "", ["text/plain", "", 1]],
  ["a header alone", "Content-Type: text/x-a\n", ["text/x-a", "", 2]],
  ["headers alone", "Content-Type: text/x-a\n\n", ["text/x-a", "", 3]],
  ["no final line end", "A: b\n\nhello", ["text/plain", "hello", 3]],
  ["a line of mbox first", "From me\nContent-Type: text/x-a\n\nhello\n", ["text/x-a", "hello\n", 4]],
  ["one among headers", "A: b\nFrom x\nContent-Type: text/x-a\n\none\n", ["text/x-a", "one\n", 5]],
  [
    "a line that is no header ends them",
    "Content-Type: text/x-a\nhello\nB: c\n",
    ["text/x-a", "hello\nB: c\n", 2],
  ],
  ["a folded line without a header", " x\nContent-Type: text/x-a\n\none\n", ["text/x-a", "one\n", 4]],
  ["folded by a tab", "Content-Type:\n\ttext/x-a\n\none\n", ["text/x-a", "one\n", 4]],
  [
    "folded by a blank",
    "Content-Type: multipart/mixed;\n boundary=b\n\n--b\n\none\n--b--\n",
    ["text/plain", "one", 6],
  ],
  [
    "folded CRLF",
    "Content-Type: multipart/mixed;\r\n boundary\r\n =b\r\n\r\n--b\r\n\r\none\r\n--b--\r\n",
    ["text/plain", "one", 7],
  ],
  ["capitals", "CONTENT-type: TEXT/X-A\n\none\n", ["text/x-a", "one\n", 3]],
  ["the first of two", `Content-Type: text/x-a\n${typed("text/x-b")}`, ["text/x-a", "one\n", 4]],
  ["a blank before the colon", "Content-Type : a/b\n", ["text/plain", "Content-Type : a/b\n", 1]],
  ["a header without a name", `: x\n${typed("text/x-a")}`, ["text/x-a", "one\n", 4]],
  ["a name that is not ASCII", "é: x\n", ["text/plain", "é: x\n", 1]],
  ["CR and LF", "Content-Type: text/x-a\r\n\nhello\r\rthere\n", ["text/x-a", "hello\r\rthere\n", 3]],
  ["CRLF", `${multi("b")}--b\n\none\n--b--\n`.replaceAll("\n", "\r\n"), ["text/plain", "one", 5]],
  ["CR", `${multi("b")}--b\n\none\n--b--\n`.replaceAll("\n", "\r"), ["text/plain", "one", 5]],
  // types
  ["a type without a slash", typed("text"), ["text/plain", "one\n", 3]],
  ["a type with two", typed("a/b/c"), ["text/plain", "one\n", 3]],
  ["an empty type", typed(""), ["text/plain", "one\n", 3]],
  ["a type with parameters", typed("Text/X-A ; x=y; z"), ["text/x-a", "one\n", 3]],
  ["a message without a type", typed("message/rfc822", "\none\n"), ["text/plain", "one\n", 4]],
  ["a message", typed("message/rfc822", typed("text/x-a")), ["text/x-a", "one\n", 5]],
  [
    "a message of parts",
    typed("message/rfc822", `${multi("b")}--b\n\none\n--b--\n`),
    ["text/plain", "one", 7],
  ],
  [
    "a message in a part",
    `${multi("b")}--b\n${typed("message/rfc822", typed("text/x-a"))}--b\n\ntwo\n--b--\n`,
    ["text/x-a", "one", 8],
    ["text/plain", "two", 11],
  ],
  [
    "a digest has messages",
    `${multi("b", "digest")}--b\n\n${typed("text/x-a")}--b\n${typed("text/x-b", "two\n")}--b--\n`,
    ["text/x-a", "one", 7],
    ["text/x-b", "two", 11],
  ],
  [
    "a wrong type in a digest",
    `${multi("b", "digest")}--b\n${typed("text", typed("text/x-a"))}--b--\n`,
    ["text/plain", "Content-Type: text/x-a\n\none", 6],
  ],
  // boundaries
  [
    "text before, between and behind",
    `${multi("b")}before\n--b\n${typed("text/x-a")}--b\n\ntwo\n\n--b--\nafter\n`,
    ["text/x-a", "one", 7],
    ["text/plain", "two\n", 10],
  ],
  [
    "CRLF before it",
    `${multi("b")}--b\n\none\r\n\r\n--b\n\ntwo\r--b--\n`,
    ["text/plain", "one\r\n", 5],
    ["text/plain", "two", 9],
  ],
  [
    "parts without a line",
    `${multi("b")}--b\n\n--b\n\n\n--b--`,
    ["text/plain", "", 5],
    ["text/plain", "", 7],
  ],
  ["closed at once", `${multi("b")}--b--\n\none\n`],
  ["in a row", `${multi("b")}--b\n--b\n--b\n\none\n--b--\n`, ["text/plain", "one", 7]],
  [
    "in a row, and one closes",
    `${multi("b")}--b\n--b--\n\none\n--b\n\ntwo\n--b--\n`,
    ["text/plain", "one", 6],
    ["text/plain", "two", 9],
  ],
  ["nothing behind it", `${multi("b")}--b\n`, ["text/plain", "", 4]],
  ["a header alone before it", `${multi("b")}--b\nA: b\n--b--\n`, ["text/plain", "", 5]],
  ["blanks behind it", `${multi("b")}--b \t\n\none\n--b-- \t\n`, ["text/plain", "one", 5]],
  [
    "text behind it",
    `${multi("b")}--b\n\n--bb\n--b-\n--b x\n--b--x\n--b--\n`,
    ["text/plain", "--bb\n--b-\n--b x\n--b--x", 5],
  ],
  ["a blank before it", `${multi("b")}--b\n\none\n --b\n--b--\n`, ["text/plain", "one\n --b", 5]],
  ["in quotes", `${multi('"a; b"')}--a; b\n\none\n--a; b--\n`, ["text/plain", "one", 5]],
  ["with blanks at its end", `${multi('"b  "')}--b\n\none\n--b--\n`, ["text/plain", "one", 5]],
  ["with hyphens first", `${multi("-b")}---b\n\none\n---b--\n`, ["text/plain", "one", 5]],
  ["with hyphens last", `${multi("b--")}--b--\n\none\n--b----\n`, ["text/plain", "one", 5]],
  [
    "once more behind the last",
    `${multi("b")}--b\n\none\n--b--\n--b\n\ntwo\n--b--\n`,
    ["text/plain", "one", 5],
  ],
  // multiparts in multiparts
  [
    "one in another",
    `${multi("a")}--a\n${multi("b")}--b\n\none\n--b--\nbetween\n--a\n\ntwo\n--a--\n`,
    ["text/plain", "one", 8],
    ["text/plain", "two", 13],
  ],
  [
    "the outer boundary ends the inner part",
    `${multi("a")}--a\n${multi("b")}--b\n\none\n--a\n\ntwo\n--a--\n`,
    ["text/plain", "one", 8],
    ["text/plain", "two", 11],
  ],
  [
    "the outer boundary ends the inner part's headers",
    `${multi("a")}--a\n${multi("b")}--b\nContent-Type: text/x-a\n--a\n\ntwo\n--a--\n`,
    ["text/x-a", "", 8],
    ["text/plain", "two", 10],
  ],
  [
    "the outer boundary behind the inner one",
    `${multi("a")}--a\n${multi("b")}--b\n--a\n\ntwo\n--a--\n`,
    ["text/plain", "", 7],
    ["text/plain", "two", 9],
  ],
  [
    "the inner boundary is known inside alone",
    `${multi("a")}--a\n${multi("b")}--b\n\none\n--b--\n--a\n\n--b\n--a--\n`,
    ["text/plain", "one", 8],
    ["text/plain", "--b", 12],
  ],
])("the leaves of a message: %s", ([, text, ...leaves]) => {
  const message = parseMessage(text, new Budget());
  expect(message.leaves.map(({ contentType, body, line }) => [contentType, body, line])).toEqual(leaves);
  expect([message.unopened, message.tooDeep]).toEqual([[], []]);
});

test.for<[what: string, message: string, unopened: number[], bodies: string[]]>([
  ["no boundary, which is no word", "Content-Type: multipart/mixed\n\n--undefined\n\none\n", [3], []],
  ["no boundary", "Content-Type: multipart/mixed\n\n--b\n\none\n", [3], []],
  ["one that never comes", `${multi("b")}--c\n\none\n`, [3], []],
  [
    "one that does not come before the outer one",
    `${multi("a")}--a\n${multi("b")}nothing\n--a\n\ntwo\n--a--\n`,
    [6],
    ["two"],
  ],
  ["two", `${multi("a")}--a\n${multi("b")}--a\n${multi("c")}--a--\n`, [6, 9], []],
])("a multipart that is never opened: %s", ([, text, unopened, bodies]) => {
  const message = parseMessage(text, new Budget());
  expect(message.unopened).toEqual(unopened);
  expect(message.leaves.map(({ body }) => body)).toEqual(bodies);
});

/** Multiparts in each other, and a text in the last: each is three lines. */
const nested = (depth: number): string =>
  `${Array.from({ length: depth }, (_, i) => `${multi(`x${i}x`)}--x${i}x\n`).join("")}\none\n--x0x\n\ntwo\n`;

test.for<[depth: number, tooDeep: number[], bodies: string[]]>([
  [1, [], ["one", "two\n"]],
  [16, [], ["one", "two\n"]],
  [17, [51], ["two\n"]],
  [30, [51], ["two\n"]],
])("%d multiparts in each other", ([depth, tooDeep, bodies]) => {
  const message = parseMessage(nested(depth), new Budget());
  expect(message.tooDeep).toEqual(tooDeep);
  expect(message.leaves.map(({ body }) => body)).toEqual(bodies);
});

test("what is beside something too deep is read", () => {
  const inner = `${multi("y")}--y\n\none\n--y--\n--x15x\n\nthree\n`;
  const message = parseMessage(nested(16).replace("\none\n", inner), new Budget());
  expect(message.leaves.map(({ body }) => body)).toEqual(["three", "two\n"]);
});

test("messages in messages are counted like multiparts, and those beside each other are not", () => {
  const inside = (depth: number): string => "Content-Type: message/rfc822\n\n".repeat(depth);
  expect(parseMessage(`${inside(16)}\none\n`, new Budget()).tooDeep).toEqual([]);
  expect(parseMessage(`${inside(17)}\none\n`, new Budget()).tooDeep).toEqual([35]);
  const beside = `${multi("b")}${`--b\n${inside(15)}\none\n`.repeat(3)}`;
  expect(parseMessage(beside, new Budget()).leaves).toHaveLength(3);
});

test("each leaf takes 64 bytes of the budget, and lines take steps", () => {
  const text = `${multi("b")}${"--b\n\n\n".repeat(4)}`;
  const budget = new Budget(4 * 64);
  expect(parseMessage(text, budget).leaves).toHaveLength(4);
  expect(budget.bytesLeft).toBe(0);
  expect(budget.steps).toBeGreaterThan(text.length / 2);
  expect(() => parseMessage(text, new Budget(4 * 64 - 1))).toThrow(OverBudget);
});

test.for<[what: string, headers: string, name: string | undefined]>([
  ["none", "A: b\n", undefined],
  ["in the disposition", "Content-Disposition: attachment; filename=a.sh\n", "a.sh"],
  ["in the type", 'Content-Type: text/x-a; name="a b.sh"\n', "a b.sh"],
  [
    "the disposition's goes first",
    'Content-Type: text/x-a; name="b"\nContent-Disposition: attachment; filename="a"\n',
    "a",
  ],
  [
    "another parameter",
    "Content-Disposition: attachment; name=a\nContent-Type: a/b; filename=b\n",
    undefined,
  ],
])("the name of a leaf's file: %s", ([, headers, name]) => {
  const [leaf] = parseMessage(`${headers}\n`, new Budget()).leaves;
  expect(leaf === undefined ? "no leaf" : fileName(leaf)).toBe(name);
});
