import { gzipSync } from "node:zlib";

/** User data made to cost much, about `size` bytes of it after decompression. */
export type Hostile = readonly [what: string, content: (size: number) => string | Uint8Array];

const cc = "#cloud-config\n";
const archive = "#cloud-config-archive\n";
const mime = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n";
const encoded = (encoding: string, body: string): string =>
  `${mime}--b\nContent-Transfer-Encoding: ${encoding}\n\n${body}\n--b--\n`;
const gzipPart = (packed: Uint8Array): string =>
  `--b\nContent-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n${Buffer.from(packed).toString("base64")}\n`;
const times = (text: string, size: number): string => text.repeat(Math.ceil(size / text.length));

/** What is linear in its size, each aimed at one loop or expression that reads user data. */
const rows: readonly Hostile[] = [
  ["blanks at a line end, quoted-printable", (n) => encoded("quoted-printable", `${" ".repeat(n)}x`)],
  ["blanks at many line ends, quoted-printable", (n) => encoded("quoted-printable", times(" \t \n", n))],
  ["soft line breaks", (n) => encoded("quoted-printable", times("=\n", n))],
  ["line ends in base64", (n) => encoded("base64", "\n".repeat(n))],
  ["our boundary and many x", (n) => `MIME-Version: 1.0\n\n--=_vmgate${"x".repeat(n)}\n`],
  ["our boundary many times", (n) => `MIME-Version: 1.0\n\n${times("--=_vmgate\n", n)}`],
  ["our mark with a long boundary", (n) => wrapperWith(n)],
  ["many archive entries", (n) => archive + times("- a\n", n)],
  ["many archive entries that abort", (n) => archive + times("- {content: 1}\n", n)],
  ["an alias of a large text, many times", (n) => aliases("*a", n)],
  ["an alias of a large content, many times", (n) => aliases("{content: *a}", n)],
  ["an alias of a large header, many times", (n) => aliases("{x: *a}", n)],
  ["an alias of a large quoted text, many times", (n) => aliases("{x: *a}", n, '"')],
  ["tabs in a comment", (n) => `${cc}#${"\t".repeat(n)}`],
  ["tabs in quotes", (n) => `${cc}a: [${times('"\t",', n)}]`],
  ["tabs in a block", (n) => `${cc}a: |\n${times("  \tx\n", n)}`],
  ["tabs behind many quotes", (n) => `${cc}a: [${times('"b",', n)}] #${"\t".repeat(n)}`],
  ["many keys without values", (n) => `${cc}a: {${times("a,", n)}a}`],
  ["many items", (n) => `${cc}a: [${times("a,", n)}]`],
  ["duplicate keys", (n) => cc + times("a: 1\n", n)],
  ["a key that the guest does not read", (n) => cc + times("network: 1\n", n)],
  ["bracket in bracket", (n) => `${cc}a: ${"[".repeat(n)}`],
  ["brace in brace", (n) => `${cc}a: ${times("{a: ", n)}`],
  ["list in list", (n) => `${cc}${times("- ", n)}`],
  ["key in key", (n) => `${cc}${times("? ", n)}`],
  ["documents", (n) => cc + times("---\n", n)],
  ["an open quote", (n) => `${cc}a: "${times("b\n", n)}`],
  ["anchors", (n) => cc + times("a: &b\n", n)],
  ["a long number", (n) => `${cc}a: ${"1".repeat(n)}:x\n`],
  ["a long number in base 60", (n) => `${cc}a: 1${times(":5", n)}x\n`],
  ["a long number in an archive", (n) => `${archive}- 1${times(":55", n)}x\n`],
  ["a message in a message", (n) => `MIME-Version: 1.0\n${times("Content-Type: message/rfc822\n\n", n)}`],
  ["folded headers", (n) => `MIME-Version: 1.0\nContent-Type: a/b\n${times(" ;\n", n)}\n\n`],
  ["headers", (n) => `MIME-Version: 1.0\n${times("a:\n", n)}\n\n`],
  ["parameters", (n) => `MIME-Version: 1.0\nContent-Type: multipart/mixed${times(';a="\\', n)}\n\n`],
  ["parts", (n) => mime + times("--b\n\n", n)],
  ["lines that might be boundaries", (n) => mime.replace("=b", `=${"-".repeat(n)}`) + times("---\n", n)],
  ["multipart in multipart", (n) => multiparts(n)],
  ["letters outside ASCII", (n) => `#!/bin/sh\n${times("é", n / 2)}`],
  ["hashes before no header", (n) => `${"#".repeat(n)}x`],
  ["blanks before no header", (n) => `${" ".repeat(n)}x`],
  ["brackets in JSON", (n) => `#cloud-config-jsonp\n${"[".repeat(n)}`],
  ["gzip parts", (n) => mime + times(gzipPart(gzipSync(`${cc}${"#".repeat(4000)}`)), n)],
  ["gzip of empty blocks in a part", (n) => `${mime}${gzipPart(emptyBlocks((n * 3) / 4))}--b--\n`],
];

/** The table; each row once. */
export function hostileUserData(): readonly Hostile[] {
  return rows;
}

function aliases(entry: string, size: number, quote = "'"): string {
  return `${archive}- &a ${quote}#!/bin/sh ${"y".repeat(size / 2)}${quote}\n${times(`- ${entry}\n`, size / 2)}`;
}

function multiparts(size: number): string {
  const opened = Array.from(
    { length: 40 },
    (_, i) => `--b${i}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n\n`,
  );
  return `${mime.replace("=b", "=b0")}${opened.join("")}${times("--x\n", size)}`;
}

function wrapperWith(size: number): string {
  const boundary = `=_vmgate${"x".repeat(size / 4)}`;
  const head = `MIME-Version: 1.0\nX-Vmgate: 1; from=userData\nContent-Type: multipart/mixed; boundary="${boundary}"\n\n`;
  return `${head}--${boundary}\n${times(`${"x".repeat(63)}\n`, size / 2)}\n--${boundary}--\n`;
}

/** Gzip of blocks without content, each of which has a header with the longest codes there are. */
export function emptyBlocks(size: number): Uint8Array {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let i = 0; i < count; i++) bits.push((value >> i) & 1);
  };
  const code = (value: number, count: number): void => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  // Symbols 1 to 15 have codes of 4 bits, 0 and 18 of 5: 15 * 2 + 2 = 32 of 32.
  const lengthCode = (symbol: number): void => {
    if (symbol === 0 || symbol === 18) code(symbol === 0 ? 30 : 31, 5);
    else code(symbol - 1, 4);
  };
  const longest = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15];
  const blocks = Math.max(1, Math.floor(size / 29));
  for (let block = 1; block <= blocks; block++) {
    put(block === blocks ? 1 : 0, 1);
    put(2, 2);
    put(0, 5);
    put(longest.length, 5);
    put(15, 4);
    for (const symbol of [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]) {
      put(symbol === 16 || symbol === 17 ? 0 : symbol === 0 || symbol === 18 ? 5 : 4, 3);
    }
    longest.forEach(lengthCode);
    for (const zeros of [138, 103]) {
      lengthCode(18);
      put(zeros - 11, 7);
    }
    lengthCode(1);
    longest.forEach(lengthCode);
    lengthCode(1);
    code(0, 1);
  }
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (i & 7));
  return Buffer.concat([Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), bytes, new Uint8Array(8)]);
}
