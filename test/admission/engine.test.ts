import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { platform } from "../support/platform.ts";

const profile = { name: "gpu", namespaces: ["gpu-*"], platform: {}, injection: {}, rules: { clock: "off" } };
const policy: Policy = {
  ...defaultPolicy,
  platform,
  rules: { hostname: "off", clock: "warn" },
  profiles: [profile as Policy["profiles"][number]],
};

describe("the context of a namespace", () => {
  test("is made once", () => {
    const { forNamespace } = createEngine(policy);
    expect(forNamespace("shop")).toBe(forNamespace("shop"));
  });

  test("is right among more namespaces than are kept", () => {
    const { forNamespace } = createEngine(policy);
    for (let i = 0; i < 3000; i++) {
      expect(forNamespace(`gpu-${i}`).policy.profile).toBe("gpu");
      expect(forNamespace(`web-${i}`).policy.profile).toBeUndefined();
    }
  });

  test("of a name that no namespace can have is not kept", () => {
    const { forNamespace } = createEngine(policy);
    const longest = "a".repeat(253);
    expect(forNamespace(longest)).toBe(forNamespace(longest));
    expect(forNamespace(`${longest}a`)).not.toBe(forNamespace(`${longest}a`));
  });

  test("has the rules that are not off there", () => {
    const { forNamespace } = createEngine(policy);
    const ids = (namespace: string): readonly string[] => forNamespace(namespace).rules.map(({ id }) => id);
    expect(ids("shop")).toContain("clock");
    expect(ids("shop")).not.toContain("hostname");
    expect(ids("gpu-1")).not.toContain("clock");
  });

  test("has the platform's values for it, or the path of the first that is malformed", () => {
    expect(createEngine(policy).forNamespace("shop").platformValues).not.toHaveProperty("bad");
    expect(createEngine(policy).forNamespace("x'; reboot").platformValues).toEqual({
      bad: "platform.dns.search",
    });
  });
});
