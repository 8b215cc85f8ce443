import { defineConfig } from "vitest/config";

const root = `${import.meta.dirname}/..`;

export default defineConfig({
  root,
  test: {
    reporters: ["default", "./.config/totals-reporter.ts"],
    projects: [
      {
        root,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/cluster/**", "test/guest/**", "test/node/**"],
          // Properties run thousands of times, and machines differ; no test here waits for anything.
          testTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: "cluster",
          include: ["test/cluster/**/*.test.ts"],
          globalSetup: "test/cluster/setup.ts",
          // One cluster for all: its tests run one after the other, and after the unit tests.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        root,
        test: {
          name: "guest",
          include: ["test/guest/**/*.test.ts"],
          globalSetup: "test/guest/setup.ts",
          // One guest at a time: booting takes a whole CPU.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          // A boot takes 3 to 4 seconds of an idle machine.
          testTimeout: 120_000,
        },
      },
      {
        root,
        test: {
          name: "node",
          include: ["test/node/**/*.test.ts"],
          globalSetup: "test/node/setup.ts",
          // One node for all, and not beside guests or clusters.
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
          testTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/main.ts", "src/**/*.d.ts"],
      reporter: ["text-summary"],
    },
  },
});
