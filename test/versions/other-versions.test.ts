import { expect, test } from "vitest";
import { otherVersions } from "../cluster/other-versions.ts";

test.for([
  [{}, undefined],
  [{ VMGATE_KUBERNETES: "v1.36.1" }, { kubernetes: "v1.36.1", kubevirt: undefined }],
  [{ VMGATE_KUBEVIRT: "v1.7.0" }, { kubernetes: undefined, kubevirt: "v1.7.0" }],
] as const)("the environment %j asks for the versions %j", ([env, versions]) => {
  expect(otherVersions(env)).toEqual(versions);
});

test.for(["", "1.7.0", "v1.7", "v1.7.0-rc.1", "latest"])("%j is no version to ask for", (version) => {
  expect(() => otherVersions({ VMGATE_KUBEVIRT: version })).toThrow("must be a version such as v1.36.1");
});
