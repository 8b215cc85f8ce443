import { expect, test } from "vitest";
import { missingPlatformValues } from "../../src/policy/missing-platform-values.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { publicKeys } from "./file/sample-keys.ts";

const dns = { servers: ["10.96.0.10"], search: [] };
const ssh = { user: "cpln", caPublicKeys: [publicKeys.ed25519] };
const profile = { namespaces: ["a"], rules: {}, injection: {} };

test("the default policy leaves both out", () => {
  expect(missingPlatformValues(defaultPolicy)).toEqual([
    "platform.dns is left out: guests get no network data from the platform",
    "platform.ssh is left out: guests do not trust an SSH CA of the platform",
  ]);
});

test("a policy that has both leaves nothing out", () => {
  expect(
    missingPlatformValues({ ...defaultPolicy, platform: { ...defaultPolicy.platform, dns, ssh } }),
  ).toEqual([]);
});

test("the profiles that have what the policy leaves out are named", () => {
  const policy: Policy = {
    ...defaultPolicy,
    platform: { ...defaultPolicy.platform, ssh },
    profiles: [
      { ...profile, name: "x", platform: { dns } },
      { ...profile, name: "y", platform: {} },
      { ...profile, name: "z", platform: { dns } },
    ],
  };
  expect(missingPlatformValues(policy)).toEqual([
    "platform.dns is left out: guests get no network data from the platform, except where these profiles hold: x, z",
  ]);
});
