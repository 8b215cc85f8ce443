import { describe, expect, test } from "vitest";
import { actionOf, compilePolicy } from "../../src/policy/compiled-policy.ts";
import { type Action, defaultPolicy, type Policy, type Profile } from "../../src/policy/policy.ts";

function profile(name: string, namespaces: readonly string[], values: Partial<Profile> = {}): Profile {
  return { name, namespaces, rules: {}, platform: {}, injection: {}, ...values };
}

function withProfiles(...profiles: readonly Profile[]): Policy {
  return { ...defaultPolicy, profiles };
}

describe("which profile holds", () => {
  const policy = withProfiles(
    profile("gpu", ["gpu", "gpu-*"]),
    profile("legacy", ["legacy-*"]),
    profile("one-legacy", ["legacy-1"]),
    profile("test", ["*-test", "gpu-test"]),
  );

  test.for<[namespace: string, profile: string | undefined]>([
    ["gpu", "gpu"],
    ["gpu-1", "gpu"],
    ["gpux", undefined],
    ["legacy-", "legacy"],
    ["legacy-1", "legacy"],
    ["gpu-test", "gpu"],
    ["x-test", "test"],
    ["default", undefined],
    ["", undefined],
    ["__proto__", undefined],
  ])("in %j: %j", ([namespace, name]) => {
    expect(compilePolicy(policy).forNamespace(namespace).profile).toBe(name);
  });

  test("the answer for all namespaces of a profile is one object", () => {
    const compiled = compilePolicy(policy);
    expect(compiled.forNamespace("gpu-1")).toBe(compiled.forNamespace("gpu-2"));
    expect(compiled.forNamespace("a")).toBe(compiled.forNamespace("b"));
  });
});

describe("values", () => {
  const dns = { servers: ["10.96.0.10"], search: ["cluster.local"] };
  const policy: Policy = {
    ...defaultPolicy,
    platform: { ...defaultPolicy.platform, dns, images: { allow: ["quay.io/*"] } },
    profiles: [
      profile("a", ["a"], {
        platform: { dns: { servers: ["10.0.0.1"], search: [] }, mesh: { istio: true } },
        injection: { at: "instance" },
        mutate: false,
        adopt: "stopped",
      }),
    ],
  };

  test("of a profile go over the policy's, groups of the platform as a whole", () => {
    expect(compilePolicy(policy).forNamespace("a")).toMatchObject({
      profile: "a",
      platform: {
        dns: { servers: ["10.0.0.1"], search: [] },
        mesh: { istio: true },
        kubevirt: { namespace: "kubevirt" },
        images: { allow: ["quay.io/*"] },
      },
      injection: { at: "instance", secrets: true, whenImpossible: "warn" },
      mutate: false,
      adopt: "stopped",
      rules: {},
    });
  });

  test("of the policy hold elsewhere, untouched", () => {
    expect(compilePolicy(policy).forNamespace("b")).toMatchObject({
      profile: undefined,
      platform: policy.platform,
      injection: policy.injection,
      rules: {},
    });
  });
});

describe("the action of boot-disk, whose default is enforce", () => {
  type Rules = Profile["rules"];
  test.for<[situation: string, policy: Rules, profile: Rules | undefined, action: Action]>([
    ["no entry", {}, undefined, "enforce"],
    ["the policy names it", { "boot-disk": "warn" }, undefined, "warn"],
    ["the policy says *", { "*": "warn" }, undefined, "warn"],
    ["the policy names it beside *", { "*": "warn", "boot-disk": "off" }, undefined, "off"],
    ["the policy names another", { "disk-bus": "off" }, undefined, "enforce"],
    ["the profile says nothing", { "boot-disk": "warn" }, {}, "warn"],
    ["the profile names it", { "boot-disk": "warn" }, { "boot-disk": "enforce" }, "enforce"],
    ["the profile names it, the policy had it off", { "boot-disk": "off" }, { "boot-disk": "warn" }, "warn"],
    ["the profile names it over the policy's *", { "*": "off" }, { "boot-disk": "warn" }, "warn"],
    ["the profile's * over the policy's name", { "boot-disk": "enforce" }, { "*": "warn" }, "warn"],
    ["the profile's * over the policy's *", { "*": "off" }, { "*": "warn" }, "warn"],
    ["the profile's * leaves off what is off by name", { "boot-disk": "off" }, { "*": "enforce" }, "off"],
    ["the profile names it beside its *", {}, { "*": "warn", "boot-disk": "enforce" }, "enforce"],
    ["the profile's * is off", { "boot-disk": "enforce" }, { "*": "off" }, "off"],
    ["the profile names another", { "*": "warn" }, { "disk-bus": "off" }, "warn"],
  ])("%s", ([, own, ofProfile, action]) => {
    const profiles = ofProfile === undefined ? [] : [profile("p", ["*"], { rules: ofProfile })];
    expect(
      actionOf(
        compilePolicy({ ...defaultPolicy, rules: own, profiles }).forNamespace("a"),
        "boot-disk",
        "enforce",
      ),
    ).toBe(action);
  });

  test("a rule with a name of JavaScript's own has its default", () => {
    expect(actionOf({ rules: {} }, "constructor", "warn")).toBe("warn");
  });
});
