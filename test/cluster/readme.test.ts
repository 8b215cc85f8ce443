import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Output } from "./clients.ts";
import { describeCluster } from "./describe-cluster.ts";
import { policyIn } from "./examples.ts";
import { runProgram } from "./helm.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";

/*
 * A stranger's first hour: README's policy, the cluster that `npm run cluster` starts, and the files that README and the
 * pages below it show.
 */

const root = join(import.meta.dirname, "..", "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const policy = policyIn(readme);
const [, denial = ""] = /^\$ kubectl apply -f test\/examples\/refused\.yaml\n([^]*?)^```/m.exec(readme) ?? [];

/** Set: the kubeconfig of a cluster in which vmgate is installed with README's policy; nothing is started then. */
const installed = process.env["VMGATE_KUBECONFIG"];

/** The examples as kubectl sees them answered, in whatever cluster it is of. */
function answersExamples(kubectl: (args: readonly string[]) => Promise<Output>): void {
  const apply = (file: string): Promise<Output> =>
    kubectl(["apply", "--dry-run=server", "-f", join(root, "test", "examples", file)]);

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
}

if (installed !== undefined) {
  describe("what README shows, where vmgate is installed", () => {
    answersExamples((args) => runProgram("kubectl", args, { KUBECONFIG: installed }));
  });
}

describeCluster("what README shows", (cluster) => {
  let vmgate: Vmgate;
  beforeAll(async () => {
    vmgate = await startVmgate(cluster, { policy });
    await vmgate.register();
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });
  answersExamples((args) => cluster.kubectl(args));
});
