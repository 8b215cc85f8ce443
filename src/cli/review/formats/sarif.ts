import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import packageJson from "../../../../package.json" with { type: "json" };
import { describeRule } from "../../rule-texts.ts";
import { jsonText } from "../../json-text.ts";
import { knownProblems, type KnownProblem } from "../fingerprint.ts";
import type { Problem, Report, Result } from "../report.ts";
import { objectName, slashedPath } from "../names.ts";

/** For code scanning: SARIF 2.1.0 (OASIS), one run, a result for each problem. */
export function sarif(report: Report): string {
  const known = knownProblems(report);
  const ids = [...new Set(known.map(({ problem }) => problem.rule))];
  const index = new Map(ids.map((id, i) => [id, i]));
  const driver = { name: "vmgate", version: packageJson.version, rules: ids.map(ruleJson) };
  return jsonText({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver },
        columnKind: "utf16CodeUnits",
        results: known.map((one) => resultJson(one, index.get(one.problem.rule))),
      },
    ],
  });
}

function ruleJson(id: string): unknown {
  const { summary, why, fix } = describeRule(id);
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: fix },
  };
}

function resultJson({ result, problem, fingerprint }: KnownProblem, ruleIndex: number | undefined): unknown {
  return {
    ruleId: problem.rule,
    ruleIndex,
    level: problem.level,
    message: { text: withoutLinks([objectName(result), problem.message].filter(Boolean).join(": ")) },
    locations: [
      {
        ...physicalLocation(result, problem),
        logicalLocations: logicalLocations(result, problem.field),
      },
    ],
    partialFingerprints: { "vmgate/v1": fingerprint },
  };
}

/** An object of a cluster has no file; its location is a logical one alone (section 3.28.3). */
function physicalLocation(result: Result, { location: { line, column, endColumn } }: Problem): object {
  if (line === 0) return {};
  const region = { startLine: line, startColumn: column, endColumn };
  return { physicalLocation: { artifactLocation: { uri: uriOf(result.file) }, region } };
}

/** In a message of SARIF `[text](target)` is a link (section 3.11.6 of the specification). */
function withoutLinks(message: string): string {
  return message.replaceAll("](", "\\](");
}

function logicalLocations(result: Result, field: string): readonly unknown[] {
  const object = objectName(result);
  return object === "" ? [] : [{ name: field || object, fullyQualifiedName: `${object} ${field}`.trimEnd() }];
}

/** A file relative to where the command ran, as a URI; an absolute one stays absolute. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return slashedPath(file).split("/").map(encodeURIComponent).join("/");
}
