import { defineConfig } from "vitest/config";

/**
 * The inner loop, `npm run test:fast`: the folders that change most, in seconds. Pure tests share workers; hostile and
 * large inputs, which take longer than all the others together, are left to `npm test`.
 */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    include: ["test/{rules,defaults,admission,policy}/**/*.test.ts"],
    exclude: ["**/parse.test.ts", "**/size.test.ts"],
    pool: "threads",
    isolate: false,
    reporters: ["dot"],
  },
});
