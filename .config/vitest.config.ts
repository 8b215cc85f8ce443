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
          // Not one fewer than there are CPUs: many of these tests wait for a server, a clock or a program of their own.
          maxWorkers: "100%",
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
          // Each worker has a cluster of its own, of 1 GB; they begin after the unit tests.
          maxWorkers: 2,
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
          // One node for all, and not beside clusters.
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
