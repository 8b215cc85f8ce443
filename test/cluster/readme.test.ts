import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeAnyCluster } from "./any-cluster.ts";
import type { Output } from "./clients.ts";

/*
 * A stranger's first hour: README's policy, the cluster that `npm run cluster` starts, and the files that README and the
 * pages below it show.
 */

const root = join(import.meta.dirname, "..", "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const [, denial = ""] = /^\$ kubectl apply -f test\/examples\/refused\.yaml\n([^]*?)^```/m.exec(readme) ?? [];

describeAnyCluster("what README shows", (cluster) => {
  const apply = (file: string): Promise<Output> =>
    cluster.kubectl(["apply", "--dry-run=server", "-f", join(root, "test", "examples", file)]);

  test.for(["completed.yaml", "merged.yaml"])("%s is admitted under README's policy", async (file) => {
    const { code, stderr } = await apply(file);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("invalid")]);
  });

  test("refused.yaml is denied in README's words", async () => {
    const { code, stderr } = await apply("refused.yaml");
    expect(code).toBe(1);
    const messages = denial.split("\n").filter((line) => line.startsWith("* "));
    expect(messages).toHaveLength(5);
    for (const message of messages) expect(stderr).toContain(message);
  });
});
