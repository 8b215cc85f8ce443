import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isTimeZone, similarTimeZone } from "../../src/vm/time-zone.ts";

const database = "/usr/share/zoneinfo/tzdata.zi";

test.skipIf(!existsSync(database))("every name of this system's time zone database is known", () => {
  const lines = readFileSync(database, "utf8")
    .split("\n")
    .map((line) => line.split(" "));
  const names = lines.flatMap(([kind, first, second]) =>
    kind === "Z" ? [first] : kind === "L" ? [second] : [],
  );
  expect(names.length).toBeGreaterThan(500);
  // The one name that stands for "not set".
  expect(names.filter((name) => !isTimeZone(name))).toEqual(["Factory"]);
});

test.for([
  ["europe/paris", "Europe/Paris"],
  ["America/New York", "America/New_York"],
  [" utc\n", "UTC"],
  ["us/eastern", "US/Eastern"],
  ["Europe/Atlantis", undefined],
  ["", undefined],
  [5, undefined],
  [null, undefined],
])("%j is close to %j", ([written, meant]) => {
  expect(similarTimeZone(written)).toBe(meant);
});
