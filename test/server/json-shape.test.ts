import { describe, expect, test } from "vitest";
import { shapeOver } from "../../src/server/json-shape.ts";

const over = (text: string, separators: number, depth = 10) =>
  shapeOver(Buffer.from(text), { separators, depth });

describe("values are counted outside texts alone", () => {
  test.for<[text: string, separators: number]>([
    ['"a,b"', 0],
    ["[]", 1],
    ["[1,2,3]", 3],
    ['{"a":{},"b":[1]}', 4],
    ['["\\",[{"]', 1],
    ['["\\\\",1]', 2],
    ['["\\\\\\",,,"]', 1],
    ['[",]{}["]', 1],
    ['["ö,,,€"]', 1],
  ])("%s", ([text, separators]) => {
    expect(over(text, separators)).toBeUndefined();
    expect(over(text, separators - 1)).toBe("separators");
  });
});

describe("depth is the nesting of lists and objects", () => {
  test.for<[text: string, depth: number]>([
    ["[[],[],[]]", 2],
    ['[{"a":[1]}]', 3],
    ['["[[[["]', 1],
  ])("%s", ([text, depth]) => {
    expect(over(text, 100, depth)).toBeUndefined();
    expect(over(text, 100, depth - 1)).toBe("depth");
  });
});

test("a million levels end at the limit", () => {
  expect(over("[".repeat(1_000_000), 2_000_000, 100)).toBe("depth");
});

/** The bytes that are read of a text. */
function bytesRead(text: string): number {
  let count = 0;
  const counted = new Proxy(Buffer.from(text), {
    get(target, name) {
      if (typeof name === "string" && /^\d+$/.test(name)) count++;
      return Reflect.get(target, name) as unknown;
    },
  });
  shapeOver(counted, { separators: 1e6, depth: 1e6 });
  return count;
}

test.for(['"', "\\", '"\\"', "[", ",", "a"])("each byte is read once: %s", (piece) => {
  const n = piece.repeat(1000);
  expect(bytesRead(n)).toBeLessThanOrEqual(n.length);
  expect(bytesRead(n + n)).toBeLessThanOrEqual(2 * n.length);
});
