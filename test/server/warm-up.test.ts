import { expect, test } from "vitest";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { acceptable, unacceptable, warmUp } from "../../src/server/warm-up.ts";
import { platform } from "../support/platform.ts";
import { create } from "../support/review.ts";

const policy: Policy = { ...defaultPolicy, platform };

test("one example is admitted, completed and injected, and another breaks many rules", () => {
  const { findings, patch } = create(acceptable(1), policy);
  expect(findings.filter(({ action }) => action === "enforce")).toEqual([]);
  expect(JSON.stringify(patch)).toContain("userDataBase64");
  const broken = create(unacceptable(1), policy).findings.filter(({ action }) => action === "enforce");
  expect(new Set(broken.map(({ rule }) => rule)).size).toBeGreaterThan(5);
});

test("each round has other user data, so that none is found in a cache", () => {
  expect(JSON.stringify(acceptable(1))).not.toBe(JSON.stringify(acceptable(2)));
  expect(JSON.stringify(unacceptable(1))).not.toBe(JSON.stringify(unacceptable(2)));
});

test("a rule that fails does not keep the server from starting", async () => {
  const broken = {
    ...policy,
    get platform(): never {
      throw new TypeError("no platform");
    },
  };
  await expect(warmUp(broken)).resolves.toBeUndefined();
});

test("reviews are answered, so that one follows the other", async () => {
  let asked = 0;
  const counting = {
    ...policy,
    get contact(): string {
      asked++;
      return "ops@example.com";
    },
  };
  await warmUp(counting);
  expect(asked).toBeGreaterThan(3);
});
