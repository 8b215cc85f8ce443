import { defineConfig } from "vitest/config";

/**
 * The tests that `npm run mutation` judges: of the mutated folders, and of what is made of them. Left out are those that
 * read the sources or the generated files, which are no test of behaviour, those that measure, and those that take long.
 */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    include: ["test/{rules,defaults,injection,user-data,admission,messages}/**/*.test.ts"],
    exclude: [
      "test/rules/{registry,pages}.test.ts",
      "test/injection/{corpus,iso,pack,powershell}.test.ts",
      "test/user-data/*differential.test.ts",
      "test/admission/{memory,allocations,size,hostile-user-data}.test.ts",
      "**/*steps.test.ts",
    ],
    // It counts the findings in the sources, of which mutants have more.
    testNamePattern: /^(?!.*every finding that the sources can make)/,
    testTimeout: 60_000,
    isolate: false,
  },
});
