import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { checkTimeZone } from "../../src/validation/time-zone.ts";

const database = "/usr/share/zoneinfo/tzdata.zi";

test.skipIf(!existsSync(database))("every name of this system's time zone database is known", () => {
  const lines = readFileSync(database, "utf8")
    .split("\n")
    .map((line) => line.split(" "));
  const names = lines.flatMap(([kind, first, second]) =>
    kind === "Z" ? [first] : kind === "L" ? [second] : [],
  );
  expect(names.length).toBeGreaterThan(500);
  // The one name that means "not set".
  expect(names.filter((name) => checkTimeZone(Field.root(name)).length > 0)).toEqual(["Factory"]);
});

test.for([
  ["europe/paris", 'use "Europe/Paris"'],
  ["America/New York", 'use "America/New_York"'],
  [" utc\n", 'use "UTC"'],
  ["us/eastern", 'use "US/Eastern"'],
  ["Europe/Atlantis", 'use a name such as "UTC" or "America/New_York"'],
  ["", 'use a name such as "UTC" or "America/New_York"'],
  [5, 'use a name such as "UTC" or "America/New_York"'],
])("%j: %s", ([written, fix]) => {
  expect(checkTimeZone(Field.root(written))).toEqual([expect.objectContaining({ fix })]);
});
