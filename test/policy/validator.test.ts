import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateValidator, validatorFile } from "../../.ci/policy-validator.ts";

test("validator.js is what the schema generates", async () => {
  const isCurrent = readFileSync(validatorFile, "utf8") === (await generateValidator());
  expect(isCurrent, "run `node .ci/policy-validator.ts` and commit src/policy/validator.js").toBe(true);
});
