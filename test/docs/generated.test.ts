import { expect, test } from "vitest";
import { staleFiles } from "../../.ci/generate.ts";

test("every generated file is what its sources say; else run `npm run generate` and commit it", async () => {
  expect(await staleFiles()).toEqual([]);
});
