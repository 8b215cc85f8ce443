import { defineConfig } from "vitest/config";

const root = `${import.meta.dirname}/..`;

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/cluster/**", "test/guest/**"] },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/main.ts"],
      reporter: ["text-summary"],
    },
  },
});
