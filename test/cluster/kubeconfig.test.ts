import { join } from "node:path";
import { expect, test } from "vitest";
import { binFolder } from "./cache.ts";
import { describeCluster } from "./describe-cluster.ts";
import { readmePolicy } from "./examples.ts";
import { runProgram } from "./helm.ts";
import { useVmgate } from "./use-vmgate.ts";

const root = join(import.meta.dirname, "..", "..");

describeCluster("the tests that need nothing but a kubeconfig", (cluster) => {
  useVmgate(cluster, { policy: readmePolicy() });

  test("pass in a process that has started no cluster", { timeout: 120_000 }, async () => {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const args = ["run", "--config", ".config/vitest.config.ts", "--root", root, "--project", "cluster"];
    const { code, stdout } = await runProgram(
      process.execPath,
      [vitest, ...args, "test/cluster/acceptance", "test/cluster/readme"],
      {
        VMGATE_KUBECONFIG: cluster.kubeconfig("admin"),
        PATH: `${binFolder}:${process.env["PATH"] ?? ""}`,
        // It is one test here, not many.
        VMGATE_TOTALS: join(cluster.folder, "totals"),
      },
    );
    expect(stdout).toMatch(/VMGATE_KUBECONFIG is set: .* are skipped\./);
    expect({ code, counts: /^(\d+) passed, (\d+) failed, \d+ skipped$/m.exec(stdout)?.slice(1) }).toEqual({
      code: 0,
      counts: [expect.stringMatching(/^1\d$/), "0"],
    });
  });
});
