import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { injectedMachines } from "../messages/injected.ts";
import { pageOf, reportedOf } from "../messages/page.ts";
import { judgedTables } from "../support/judged.ts";

// The golden page once more, not by a program of its own as in test/messages, so that mutants are in it. The tables that it
// needs are those of the files that the runner has imported.
test("the golden page of messages", () => {
  const reported = [...judgedTables, injectedMachines].flatMap((judge) => judge()).flatMap(reportedOf);
  const golden = readFileSync(`${import.meta.dirname}/../golden/messages.txt`, "utf8");
  expect(pageOf(reported)).toBe(golden);
});
