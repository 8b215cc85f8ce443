import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Prints the run's totals as its last line, and adds them to the file that VMGATE_TOTALS names, so that
 * several runs can be summed up.
 */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === "pending" ? "failed" : state]++;
      }
      // A file that can't be loaded runs no test, and must not look like a pass.
      if (module.state() === "failed" && module.errors().length > 0) count.failed++;
    }
    const line = `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
    const file = process.env["VMGATE_TOTALS"];
    if (file !== undefined) appendFileSync(file, `${line}\n`);
    console.log(line);
  }
}
