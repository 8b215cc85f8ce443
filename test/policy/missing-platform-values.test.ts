import { expect, test } from "vitest";
import { missingPlatformValues } from "../../src/policy/missing-platform-values.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { platformPartRegistry } from "../../src/platform-parts/registry.ts";
import { publicKeys } from "./file/sample-keys.ts";

const dns = { servers: ["10.96.0.10"], search: [] };
const ssh = { user: "cpln", caPublicKeys: [publicKeys.ed25519] };
const profile = { namespaces: ["a"], rules: {}, injection: {} };

/** The lines about these two groups; other parts have lines of their own. */
const linesOf = (policy: Policy): readonly string[] =>
  missingPlatformValues(policy).filter((line) => /^platform\.(dns|ssh) /.test(line));

test("every part that the policy omits has a line", () => {
  expect(missingPlatformValues(defaultPolicy)).toHaveLength(platformPartRegistry.length);
});

test("the default policy omits both groups", () => {
  expect(linesOf(defaultPolicy)).toEqual([
    "platform.dns is left out: guests get no network data from the platform",
    "platform.ssh is left out: guests do not trust an SSH CA of the platform",
  ]);
});

test("a policy that has both omits neither", () => {
  expect(linesOf({ ...defaultPolicy, platform: { ...defaultPolicy.platform, dns, ssh } })).toEqual([]);
});

test("the profiles that have what the policy omits are named", () => {
  const policy: Policy = {
    ...defaultPolicy,
    platform: { ...defaultPolicy.platform, ssh },
    profiles: [
      { ...profile, name: "x", platform: { dns } },
      { ...profile, name: "y", platform: {} },
      { ...profile, name: "z", platform: { dns } },
    ],
  };
  expect(linesOf(policy)).toEqual([
    "platform.dns is left out: guests get no network data from the platform, except where these profiles hold: x, z",
  ]);
});
