import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { sarif } from "../../../../src/cli/review/formats/sarif.ts";
import { forgedReport, reportOn, reportOnEverything } from "../../../support/report.ts";
import { scanReport } from "../../../support/scan.ts";

// The schema is of draft 4, which writes its own name in another way and differs in nothing that this one uses.
const { $schema: draft, id, ...rest } = schema;
const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(rest);

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: readonly {
          readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
        }[];
      }[];
    },
  ];
}

test("the schema is that of OASIS, and refuses what is not SARIF", () => {
  expect({ draft, id }).toEqual({
    draft: "http://json-schema.org/draft-04/schema#",
    id: expect.stringContaining("sarif-2.1.0") as string,
  });
  expect(validate({ version: "2.1.0", runs: [{}] })).toBe(false);
});

test.for([
  ["everything", reportOnEverything],
  ["forged names", forgedReport],
  ["objects of a cluster", scanReport],
  ["nothing", () => reportOn({})],
] as const)("a report on %s is SARIF", async ([, make]) => {
  validate(JSON.parse(sarif(await make())));
  expect(validate.errors).toBeNull();
});

test("a result for each problem, with its rule and its place", async () => {
  const { runs } = JSON.parse(sarif(await reportOnEverything())) as Log;
  const [{ tool, results }] = runs;
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ["whole-core-cpu", "error"],
    ["secure-boot", "error"],
    ["run-strategy", "warning"],
    ["unreadable", "error"],
  ]);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  expect(results[0]?.message.text).toMatch(/^VirtualMachine shop\/web: spec\./);
  expect(results[0]?.locations).toMatchObject([
    {
      physicalLocation: {
        artifactLocation: { uri: "shop/refused.yaml" },
        region: { startColumn: 18, endColumn: 23 },
      },
      logicalLocations: [
        { fullyQualifiedName: expect.stringMatching(/^VirtualMachine shop\/web spec\./) as string },
      ],
    },
  ]);
});

test.for<[file: string, uri: string]>([
  ["./a b/ü.yaml", "a%20b/%C3%BC.yaml"],
  ["/tmp/a.yaml", "file:///tmp/a.yaml"],
  ["../a?.yaml", "../a%3F.yaml"],
])("the file %j is the URI %j", async ([file, uri]) => {
  const { runs } = JSON.parse(sarif(await reportOn({ [file]: "a: [" }))) as Log;
  expect(runs[0].results[0]?.locations[0]?.physicalLocation.artifactLocation).toEqual({ uri });
});

test("a name makes no link", async () => {
  const { runs } = JSON.parse(sarif(await forgedReport())) as Log;
  for (const { message } of runs[0].results) expect(message.text).not.toMatch(/(?<!\\)\]\(/);
});
