import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Budget, inlineBudget, OverBudget } from "../../src/user-data/budget.ts";
import { ByteCache } from "../../src/user-data/byte-cache.ts";
import { gunzip } from "../../src/user-data/encoding/gzip.ts";
import { readUserData } from "../../src/user-data/read.ts";
import { utf8Length } from "../../src/vm/utf8.ts";
import type { GuestOs } from "../../src/vm/guest-os.ts";
import { emptyBlocks, hostileUserData } from "../support/hostile-user-data.ts";

const bytesOf = (content: string | Uint8Array): Uint8Array => Uint8Array.from(Buffer.from(content));

function stepsFor(content: string | Uint8Array, guestOs: GuestOs): number {
  const budget = new Budget();
  readUserData(bytesOf(content), guestOs, budget);
  return budget.steps;
}

const small = 8 * 1024;

for (const guestOs of ["linux", "windows"] as const) {
  test.for(hostileUserData())(
    `${guestOs}: twice as much takes no more than twice the steps: %s`,
    ([, content]) => {
      const [once, twice] = [stepsFor(content(small), guestOs), stepsFor(content(2 * small), guestOs)];
      expect(twice).toBeLessThanOrEqual(once * 2.2 + 100);
    },
  );

  test.for(hostileUserData())(`${guestOs}: it is read or not checked, in few words: %s`, ([, content]) => {
    for (const size of [inlineBudget / 2, 2 * inlineBudget]) {
      const { findings } = readUserData(bytesOf(content(size)), guestOs, new Budget(inlineBudget));
      expect(findings.length).toBeLessThanOrEqual(20);
      if (size > inlineBudget) expect(findings[0]?.found).toMatch(/to be checked/);
    }
  });
}

test("gzip of blocks without content takes steps in line with its size", () => {
  const [once, twice] = [1, 2].map((factor) => {
    const budget = new Budget();
    gunzip(emptyBlocks(factor * small), budget);
    return budget.steps;
  });
  expect(once).toBeGreaterThan(small);
  expect(twice).toBeLessThanOrEqual((once ?? 0) * 2.2);
});

test.for([1 << 20, 1 << 24])("gzip that holds %d bytes is not decompressed past the budget", (size) => {
  const packed = gzipSync(Buffer.alloc(size));
  const budget = new Budget(inlineBudget);
  expect(() => gunzip(packed, budget)).toThrow(OverBudget);
  expect(budget.steps).toBeLessThan(2 * inlineBudget);
  const { findings } = readUserData(packed, "windows", new Budget(inlineBudget));
  expect(findings).toMatchObject([
    { severity: "warning", found: expect.stringMatching(/to be checked/) as unknown },
  ]);
});

test("the sum over all parts counts", () => {
  const part = `--b\nContent-Transfer-Encoding: base64\n\n${btoa("#cloud-config\n".padEnd(9000, "#"))}\n`;
  const message = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n${part.repeat(4)}--b--\n`;
  const read = (limit: number): string[] =>
    readUserData(bytesOf(message), "linux", new Budget(limit)).findings.map(
      ({ line, found }) => `${line} ${found}`,
    );
  expect(read(1 << 16)).toEqual([]);
  const tight = new Budget(1 << 16);
  tight.open((1 << 16) - 30_000);
  const { findings, parts } = readUserData(bytesOf(message), "linux", tight);
  expect(parts).toHaveLength(2);
  expect(findings).toMatchObject([{ severity: "warning", line: 15 }]);
});

test("what ends the guest's run is reported even behind twenty other findings", () => {
  const traps = `--b\n\n#cloud-config\n${Array.from({ length: 30 }, (_, i) => `a${i}: 0644\n`).join("")}`;
  const message = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n${traps}--b\nContent-Type: application/gzip\n\nx\n--b--\n`;
  const { findings } = readUserData(bytesOf(message), "linux");
  expect(findings).toHaveLength(20);
  expect(findings.at(-1)?.severity).toBe("error");
});

test("what Node packs, at any level, comes back", () => {
  const text = fc.array(
    fc.oneof(fc.constantFrom("a", "bc", "\0".repeat(300), "#cloud-config\n"), fc.string()),
  );
  fc.assert(
    fc.property(text, fc.uint8Array(), fc.integer({ min: 0, max: 9 }), (words, bytes, level) => {
      const content = Buffer.concat([Buffer.from(words.join("")), bytes]);
      const unpacked = gunzip(gzipSync(content, { level }));
      expect(Buffer.from(unpacked ?? "none").equals(content)).toBe(true);
    }),
  );
});

test("many blocks of their own codes come back", () => {
  const text = Array.from(
    { length: 5000 },
    (_, i) => `${Math.imul(i, 2654435761) >>> (i % 32)} ${i % 7}\n`,
  ).join("");
  // With the least memory a block ends after 128 symbols.
  const unpacked = gunzip(gzipSync(text, { memLevel: 1 }));
  expect(Buffer.from(unpacked ?? "none").toString()).toBe(text);
});

test("damaged gzip is never taken for whole, and whole gzip never for damaged", () => {
  const packed = gzipSync("#cloud-config\npackages: [a, b, c]\nruncmd:\n- [ls, -l]\n".repeat(3));
  for (let i = 0; i < packed.length * 8; i++) {
    const changed = Buffer.from(packed);
    changed[i >> 3] = (changed[i >> 3] ?? 0) ^ (1 << (i & 7));
    let wanted: Buffer | undefined;
    try {
      wanted = gunzipSync(changed);
    } catch {
      wanted = undefined;
    }
    // Three flags of the header that Node checks and Python does not.
    if (i >> 3 === 3) continue;
    expect(gunzip(changed)?.length, `bit ${i}`).toBe(wanted?.length);
  }
});

test("the length of UTF-8 is known without encoding", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 })),
      (text, units) => {
        const all = text + String.fromCharCode(...units);
        expect(utf8Length(all)).toBe(new TextEncoder().encode(all).length);
      },
    ),
  );
});

test("the cache is bounded in bytes, keys and values", () => {
  const cache = new ByteCache<number>(1000, 200);
  for (let i = 0; i < 100; i++) cache.set(`key ${String(i).padStart(3, "0")}`, i, 50);
  expect(cache.size).toBeLessThanOrEqual(1000);
  expect([cache.get("key 000"), cache.get("key 099")]).toEqual([undefined, 99]);
  cache.set("large", 1, 200);
  cache.set("x".repeat(100), 1, 50);
  expect([cache.get("large"), cache.get("x".repeat(100))]).toEqual([undefined, undefined]);
});
