import { readdirSync, readFileSync } from "node:fs";
import { Session, type Profiler } from "node:inspector/promises";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..", "..");

/**
 * The folder that defines how findings are made, that of the policy file, whose errors have a page of their own
 * (test/policy/file), and the command line, which says what an API server refuses (test/cli/fields): what is called
 * there by these names makes no finding for a rule.
 */
const without = ["field", "policy", "cli"];

/** Every other folder of the sources: a file that makes findings is looked at wherever it is moved. */
const folders = readdirSync(join(root, "src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !without.includes(entry.name))
  .map(({ name }) => join("src", name));

const call =
  /\b(?:required|invalid|notSupported|forbidden|tooLong|tooMany|duplicate|partWarning|partError|fatal)\(/g;

/** Runs something, and gives each place of these folders that makes a finding and was not reached by it: `file:line`. */
export async function unreachedBy(body: () => Promise<void>): Promise<readonly string[]> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  await body();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
      join(root, folder, name),
    ),
  );
  return files.filter((file) => file.endsWith(".ts")).flatMap((file) => unreachedIn(file, result));
}

/** Node blanks types out instead of taking them away, so places in the source are places in what ran. */
function unreachedIn(file: string, coverage: readonly Profiler.ScriptCoverage[]): readonly string[] {
  const source = readFileSync(file, "utf8");
  const script = coverage.find(({ url }) => url === pathToFileURL(file).href);
  const ranges = script?.functions.flatMap((fn) => fn.ranges) ?? [];
  const unreached = [...source.matchAll(call)].filter(({ index }) => !isReached(index, ranges));
  return unreached.map(({ index }) => `${relative(root, file)}:${source.slice(0, index).split("\n").length}`);
}

/** The smallest range around a place says how often it was reached. */
function isReached(place: number, ranges: readonly Profiler.CoverageRange[]): boolean {
  const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= place && place < endOffset);
  const [smallest] = around.toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset));
  return smallest !== undefined && smallest.count > 0;
}
