import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { allowsProgress, Progress } from "../../src/cli/progress.ts";
import { runCommand } from "../support/command.ts";

/** What a terminal has on its only line after these writes; a text that is overwritten is gone. */
function onTerminal(written: string): string {
  let [line, column] = ["", 0];
  for (const character of written) {
    if (character === "\r") column = 0;
    else line = `${line.slice(0, column)}${character}${line.slice(++column)}`;
  }
  return line;
}

function record(showsProgress: boolean, times: readonly (readonly [ms: number, objects: number])[]) {
  const writes: string[] = [];
  let ms = 0;
  const stderr = { write: (text: string | Uint8Array) => writes.push(String(text)) };
  const progress = new Progress({ stderr, showsProgress }, () => ms);
  for (const [at, objects] of times) {
    ms = at;
    progress.show(objects);
  }
  return { writes, progress };
}

test("a long run is shown at most four times a second, and nothing is left of it", () => {
  const times = Array.from({ length: 3000 }, (_, i) => [i, 3000 - i] as const);
  const { writes, progress } = record(true, times);
  expect(writes).toHaveLength(10);
  expect(onTerminal(writes.join(""))).toBe("250 objects reviewed ");
  progress.end();
  expect(onTerminal(writes.join("")).trim()).toBe("");
  expect(writes.join("").endsWith("\r")).toBe(true);
  // No escape sequence, and so no colour.
  expect(writes.join("")).toMatch(/^[\r 0-9a-z]*$/);
});

test.for([
  ["a short run", true, [[499, 1]]],
  ["a pipe", false, [[10_000, 1]]],
] as const)("%s shows nothing", ([, isTerminal, times]) => {
  const { writes, progress } = record(isTerminal, times);
  progress.end();
  expect(writes).toEqual([]);
});

test.for([
  [{}, true],
  [{ NO_COLOR: "1" }, true],
  [{ CI: "true" }, false],
  [{ TERM: "dumb" }, false],
] as const)("with the environment %j: %s", ([env, allowed]) => {
  expect(allowsProgress(env)).toBe(allowed);
});

test("review shows it and takes it away before it prints, which is the same with and without", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vmgate-progress-"));
  for (let i = 0; i < 20; i++)
    writeFileSync(join(folder, `${i}.yaml`), "kind: Service\n---\nkind: Service\n");
  const args = ["review", folder, "--allow-empty"];
  const quiet = await runCommand(args);
  let ms = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => (ms += 200));
  const shown = await runCommand(args, "", { showsProgress: true });
  clock.mockRestore();
  rmSync(folder, { recursive: true });
  expect(quiet).toMatchObject({ code: 0, stderr: "" });
  expect({ ...shown, stderr: "" }).toEqual(quiet);
  expect(shown.stderr).toMatch(/^\r\d+ objects reviewed\r/);
  expect(onTerminal(shown.stderr).trim()).toBe("");
});
