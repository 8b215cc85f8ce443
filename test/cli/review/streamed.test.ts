import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCommand } from "../../support/command.ts";

const examples = `${import.meta.dirname}/../../examples`;
const folder = mkdtempSync(join(tmpdir(), "vmgate-streamed-"));
afterAll(() => rm(folder, { recursive: true }));

const files = ["completed", "refused", "merged"].map((name) => `${examples}/${name}.yaml`);

test("text is written an object at a time, and is the text that --output writes at once", async () => {
  const pieces: unknown[] = [];
  const stdout = { write: (piece: unknown): unknown => pieces.push(piece) };
  const streamed = await runCommand(["review", ...files], "", { stdout });
  const file = join(folder, "report.txt");
  const whole = await runCommand(["review", "--output", `text=${file}`, ...files]);
  expect(pieces.length).toBeGreaterThan(files.length);
  expect(pieces.join("")).toBe(readFileSync(file, "utf8"));
  expect(whole.stdout).toBe(pieces.join(""));
  expect({ streamed: streamed.code, whole: whole.code }).toEqual({ streamed: 1, whole: 1 });
});
