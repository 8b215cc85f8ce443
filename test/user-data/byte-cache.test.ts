import { expect, test } from "vitest";
import { ByteCache } from "../../src/user-data/byte-cache.ts";

type Entry = [key: string, valueSize: number];

// A character of a key counts as two bytes; there is room for 20 bytes, and for 12 in one entry.
test.for<[what: string, entries: Entry[], kept: string[], size: number]>([
  ["nothing", [], [], 0],
  ["one", [["a", 3]], ["a"], 5],
  ["the largest entry", [["ab", 8]], ["ab"], 12],
  ["one byte more than an entry may have", [["ab", 9]], [], 0],
  ["a key that is too long", [["abcdefg", 0]], [], 0],
  [
    "as much as there is room for",
    [
      ["a", 8],
      ["b", 8],
    ],
    ["a", "b"],
    20,
  ],
  [
    "one byte more: the first goes",
    [
      ["a", 8],
      ["b", 9],
    ],
    ["b"],
    11,
  ],
  [
    "as many go as must",
    [
      ["a", 1],
      ["b", 1],
      ["c", 8],
      ["d", 10],
    ],
    ["d"],
    12,
  ],
  [
    "no more go than must",
    [
      ["a", 1],
      ["b", 1],
      ["c", 8],
      ["d", 4],
    ],
    ["b", "c", "d"],
    19,
  ],
  [
    "one that is too large drops nothing",
    [
      ["a", 8],
      ["b", 11],
    ],
    ["a"],
    10,
  ],
])("what is kept: %s", ([, entries, kept, size]) => {
  const cache = new ByteCache<Entry>(20, 12);
  for (const entry of entries) cache.set(entry[0], entry, entry[1]);
  expect(entries.filter(([key]) => cache.get(key) !== undefined).map(([key]) => key)).toEqual(kept);
  expect(cache.size).toBe(size);
});

test("a key that is there keeps its value and its place", () => {
  const cache = new ByteCache<string>(20, 12);
  cache.set("a", "first", 3);
  cache.set("b", "other", 3);
  cache.set("a", "second", 9);
  expect([cache.get("a"), cache.size]).toEqual(["first", 10]);
  cache.set("c", "new", 10);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([undefined, "other", "new"]);
});
