import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const root = `${import.meta.dirname}/..`;

type Files = Readonly<Record<string, string>>;

/** What makes files from the sources. */
interface Stage {
  /** The path of each from the root of the repository, and what it has to hold. */
  readonly generatedFiles: () => Promise<Files>;
  /** A folder in which nothing else may be. */
  readonly generatedFolder?: string;
}

/**
 * In this order, each in a process of its own: what one stage writes is imported by those after it. So a stage
 * is loaded only when it is its turn, and this file imports none of them.
 */
const stages: Readonly<Record<string, () => Promise<Stage>>> = {
  parts: () => import("./injection-parts.ts"),
  validator: () => import("./policy-validator.ts"),
  fields: () => import("./field-tree.ts"),
  page: () => import("./report-page.ts"),
  documents: () => import("./documents.ts"),
  chart: () => import("./chart.ts"),
  dashboard: () => import("./dashboard.ts"),
};

/** What differs from the sources, each with what is wrong with it; also pages that nothing makes any more. */
export async function staleFiles(names: readonly string[] = Object.keys(stages)): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const name of names) {
    const { files, leftovers } = await made(name);
    for (const [path, text] of Object.entries(files)) {
      const found = read(path);
      if (found === undefined) stale.push(`${path} is missing`);
      else if (found !== text) stale.push(`${path} is not what its sources say`);
    }
    stale.push(...leftovers.map((path) => `${path} is left over from a rule that is gone`));
  }
  return stale;
}

/** What a stage makes, and what is left over in its folder from a time when it made more. */
async function made(name: string): Promise<{ readonly files: Files; readonly leftovers: readonly string[] }> {
  const stage = await stages[name]?.();
  if (stage === undefined)
    throw new Error(`${name} is no stage; there are ${Object.keys(stages).join(", ")}`);
  const files = await stage.generatedFiles();
  const { generatedFolder: folder } = stage;
  const there =
    folder === undefined ? [] : readdirSync(`${root}/${folder}`).map((entry) => `${folder}/${entry}`);
  return { files, leftovers: there.filter((path) => !Object.hasOwn(files, path)) };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(`${root}/${path}`, "utf8");
  } catch {
    return undefined;
  }
}

async function write(name: string): Promise<void> {
  const { files, leftovers } = await made(name);
  for (const [path, text] of Object.entries(files)) writeFileSync(`${root}/${path}`, text);
  for (const path of leftovers) rmSync(`${root}/${path}`);
}

/** Fails where a file of the stage is stale, and says which. */
async function check(name: string): Promise<void> {
  const stale = await staleFiles([name]);
  for (const problem of stale) console.error(`${problem}; run \`npm run generate\` and commit it`);
  if (stale.length > 0) process.exitCode = 1;
}

/** Stops at the first stage that fails: the next would import what it should have made. */
function inProcesses(flags: readonly string[]): void {
  for (const name of Object.keys(stages)) {
    const { status } = spawnSync(process.execPath, [import.meta.filename, name, ...flags], {
      stdio: "inherit",
    });
    if (status === 0) continue;
    process.exitCode = 1;
    return;
  }
}

/** Without arguments writes all files; with `--check` writes nothing and fails where one is stale; a name: that stage alone. */
if (import.meta.main) {
  const names = process.argv.slice(2).filter((argument) => argument !== "--check");
  const isCheck = process.argv.includes("--check");
  if (names.length === 0) inProcesses(isCheck ? ["--check"] : []);
  for (const name of names) await (isCheck ? check(name) : write(name));
}
