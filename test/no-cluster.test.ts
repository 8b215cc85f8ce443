import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { notBefore } from "./cluster/describe-cluster.ts";

/*
 * What a stranger's first `npm test` meets: none of the cluster's programs is built, and there is no Go to build them
 * with. The files of the cluster tests are loaded and their tests described all the same.
 */

const root = join(import.meta.dirname, "..");

const files = readdirSync(join(root, "test", "cluster")).filter((file) => file.endsWith(".test.ts"));

interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
  }[];
}

test("where no cluster can be, the cluster tests are skipped and none of them looks for one", () => {
  const home = mkdtempSync(join(tmpdir(), "vmgate-no-cluster-"));
  try {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        ...[join(root, "node_modules", "vitest", "vitest.mjs"), "run"],
        ...["--config", ".config/vitest.config.ts", "--project", "cluster"],
        // What the files share is loaded once, not thirty times.
        ...["--no-isolate", "--reporter=json", `--outputFile=${join(home, "results.json")}`],
      ],
      { cwd: root, encoding: "utf8", env: { HOME: home, PATH: dirname(process.execPath) } },
    );
    expect(stdout, stderr).toContain("The cluster tests are skipped");
    const results = JSON.parse(readFileSync(join(home, "results.json"), "utf8")) as Results;
    expect(results.testResults.filter(({ status }) => status !== "passed")).toEqual([]);
    expect(results.testResults.map(({ name }) => basename(name)).sort()).toEqual(files.sort());
    expect(results).toMatchObject({ success: true, numFailedTests: 0, numPassedTests: 0 });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}, 600_000);

test("a use of the cluster while the tests are described says what is wrong", () => {
  expect(() => notBefore(() => undefined).client("admin")).toThrow(
    "cluster.client must not be used before beforeAll: there may be no cluster",
  );
});
