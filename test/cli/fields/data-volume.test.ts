import { expect, test } from "vitest";
import { stringify } from "yaml";
import { checkFields } from "../../../src/cli/fields/check.ts";
import { kubevirtFields } from "../../../src/cli/fields/kubevirt.ts";
import { formatFinding } from "../../../src/field/format.ts";
import { runCommand } from "../../support/command.ts";
import { vm } from "../../support/vm.ts";

test.for<[situation: string, object: object, wanted: readonly string[]]>([
  ["nothing", { spec: { source: { http: { url: "https://example.com/a" } } } }, []],
  [
    "a field of CDI's that is misspelt",
    { spec: { sourc: { blank: {} } } },
    ["spec.sourc: Forbidden: may not be set: CDI 1.64.0 has no such field; use source [unknown-field]"],
  ],
  [
    "no URL",
    { spec: { source: { http: {} } } },
    ["spec.source.http.url: Required value: must be set; set it to a string [required-field]"],
  ],
  ["no spec", {}, ["spec: Required value: must be set; set it to a mapping [required-field]"]],
  ["a status of any kind", { spec: {}, status: { quux: [1] } }, []],
])("a DataVolume with %s", ([, object, wanted]) => {
  const whole = {
    apiVersion: "cdi.kubevirt.io/v1beta1",
    kind: "DataVolume",
    metadata: { name: "a" },
    ...object,
  };
  const found = checkFields(whole, "cdi.kubevirt.io/DataVolume", kubevirtFields);
  expect(found.map((error) => formatFinding({ ...error, action: "enforce" }))).toEqual(wanted);
});

test("a DataVolume is refused for its fields, and skipped otherwise", async () => {
  const volume = (spec: object): string =>
    stringify({ apiVersion: "cdi.kubevirt.io/v1beta1", kind: "DataVolume", metadata: { name: "a" }, spec });
  const verdict = async (spec: object): Promise<unknown> => {
    const { stdout } = await runCommand(
      ["review", "-", "--format", "json"],
      stringify(vm()) + "---\n" + volume(spec),
    );
    return (JSON.parse(stdout) as { results: { verdict: string }[] }).results[1]?.verdict;
  };
  expect(await verdict({ source: { blank: {} } })).toBe("skipped");
  expect(await verdict({ source: { http: {} } })).toBe("refused");
});
