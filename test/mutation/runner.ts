import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import {
  DryRunStatus,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import type {
  CompleteDryRunResult,
  DryRunOptions,
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
  TestRunnerCapabilities,
} from "@stryker-mutator/api/test-runner";
import { collected, startFile, type CollectedTest } from "./vitest.ts";

/**
 * Of the mutated folders, of what is made of them, and the messages; or those that are named, which takes less time. What
 * they notice, all notice.
 */
const tests = process.env["VMGATE_TESTS"]?.split(",") ?? [
  "test/{rules,defaults,injection,user-data,admission,cpln-workload}/**/*.test.ts",
  "test/mutation/golden-messages.ts",
];

/**
 * Left out: tests that read the sources or the generated files, which are no test of behaviour; those that measure memory
 * or count steps, or run another program; and those that take seconds, which each mutant would take.
 */
const without = [
  "test/rules/{registry,pages}.test.ts",
  "test/injection/{corpus,iso,powershell}.test.ts",
  "test/user-data/*differential.test.ts",
  "test/admission/{memory,allocations,size,hostile-user-data}.test.ts",
  "test/{admission/engine,cpln-workload/defaults}.test.ts",
  "test/**/*steps.test.ts",
];

/** What the changed code and Stryker know of each other. */
interface Namespace {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: CompleteDryRunResult["mutantCoverage"];
}

// Properties are for finding what nobody thought of; here they only take time.
process.env["VMGATE_RUNS"] ??= "20";

const shared = globalThis as unknown as { __stryker__?: Namespace };
const namespace = (shared.__stryker__ ??= {});

/** Without it the score would be no number, which is not below the least that is wanted. */
const nothingChanged: DryRunResult = {
  status: DryRunStatus.Error,
  errorMessage: "nothing to change: --mutate names no file, or none with code that a test runs",
};

const standIn = import.meta.resolve("./vitest.ts");

/** Runs tests in this process, where their files and the changed sources are imported once for all mutants. */
export class InProcessRunner implements TestRunner {
  static readonly inject = [] as const;
  readonly #tests = new Map<string, CollectedTest>();
  readonly #milliseconds = new Map<string, number>();
  #mutants = 0;
  #isSpoiled = false;

  /** Nothing is to be reloaded: static mutants are ignored, and the rest are switched on while tests run. */
  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    registerHooks({
      resolve: (specifier, context, next) =>
        next(specifier === "vitest" && context.parentURL !== standIn ? standIn : specifier, context),
    });
    for (const file of globSync(tests, { exclude: without }).toSorted()) {
      startFile();
      await import(pathToFileURL(file).href);
      for (const test of collected) this.#tests.set(`${file} > ${test.name}`, test);
    }
  }

  async dryRun({ files }: Pick<DryRunOptions, "files">): Promise<DryRunResult> {
    if (files?.length === 0) return nothingChanged;
    const results: TestResult[] = [];
    for (const id of this.#tests.keys()) {
      namespace.currentTestId = id;
      results.push(await this.#run(id));
    }
    namespace.currentTestId = undefined;
    const coverage = namespace.mutantCoverage ?? { static: {}, perTest: {} };
    const isFailed = results.some(({ status }) => status === TestStatus.Failed);
    if (!isFailed && Object.keys(coverage.perTest).length === 0) return nothingChanged;
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage: coverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    // Stryker starts another process, and asks that one.
    if (this.#isSpoiled) process.exit(1);
    this.#mutants += 1;
    Object.assign(namespace, {
      hitCount: 0,
      hitLimit: options.hitLimit,
      activeMutant: options.activeMutant.id,
    });
    const results = await this.#runUntilFailure(
      options.testFilter ?? [...this.#tests.keys()],
      options.activeMutant.fileName,
    );
    const hitCount = namespace.hitCount;
    Object.assign(namespace, { hitCount: undefined, hitLimit: undefined, activeMutant: undefined });
    const last = results.at(-1);
    if (last?.status === TestStatus.Failed) await this.#checkUnspoiled(last.id);
    const reached = determineHitLimitReached(hitCount, options.hitLimit);
    return toMutantRunResult(reached ?? { status: DryRunStatus.Complete, tests: results });
  }

  /** The tests of the mutated folder first, and of those the quickest. */
  async #runUntilFailure(ids: readonly string[], source: string): Promise<TestResult[]> {
    const [, folder = ""] = /\/src\/([^/]+)\//.exec(source) ?? [];
    const isNear = (id: string): boolean => id.startsWith(`test/${folder}/`);
    const time = (id: string): number => this.#milliseconds.get(id) ?? 0;
    const results: TestResult[] = [];
    for (const id of ids.toSorted((a, b) => Number(isNear(b)) - Number(isNear(a)) || time(a) - time(b))) {
      const result = await this.#run(id);
      results.push(result);
      if (result.status === TestStatus.Failed) break;
    }
    return results;
  }

  /** A mutant that changes an object which tests share must not make the next ones fail. */
  async #checkUnspoiled(id: string): Promise<void> {
    const { status } = await this.#run(id);
    if (status !== TestStatus.Failed) return;
    // It may have been an earlier one.
    if (this.#mutants > 1) process.exit(1);
    this.#isSpoiled = true;
  }

  async #run(id: string): Promise<TestResult> {
    const start = performance.now();
    let failure: string | undefined;
    try {
      await this.#tests.get(id)?.run();
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    const timeSpentMs = performance.now() - start;
    if (namespace.currentTestId !== undefined) this.#milliseconds.set(id, timeSpentMs);
    const result = { id, name: id, timeSpentMs };
    return failure === undefined
      ? { ...result, status: TestStatus.Success }
      : { ...result, status: TestStatus.Failed, failureMessage: failure };
  }
}

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: "TestRunner", name: "in-process", injectableClass: InProcessRunner }];
