import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { buildActionlint } from "../cluster/build.ts";
import { debianPackages, describeSoftware } from "../user-data/guest-software/software.ts";

const folder = join(import.meta.dirname, "..", "..", ".github", "workflows");
const workflows = readdirSync(folder);

describeSoftware("workflows", debianPackages(["shellcheck"]), (root) => {
  test.skipIf(spawnSync("go", ["version"]).status !== 0)(
    "actionlint finds nothing in them, nor shellcheck in their scripts",
    { timeout: 300_000 },
    async () => {
      const shellcheck = join(root, "usr/bin/shellcheck");
      const files = workflows.map((name) => join(folder, name));
      const actionlint = await buildActionlint();
      const { status, stdout } = spawnSync(actionlint, ["-no-color", "-shellcheck", shellcheck, ...files], {
        encoding: "utf8",
      });
      expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    },
  );
});

/** A workflow, as far as the tests look into it. */
interface Workflow {
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] }>
  >;
}

test.for(workflows)("%s: actions are pinned, and what a pipe loses is not lost", (name) => {
  const workflow = parse(readFileSync(join(folder, name), "utf8")) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  // Only where the shell is named does GitHub set pipefail.
  const hasPipe = steps.some(({ run = "" }) => run.includes(" | "));
  if (hasPipe) expect(workflow.defaults?.run?.shell).toBe("bash");
});
