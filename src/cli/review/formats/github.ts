import { printable } from "../../printable.ts";
import type { Problem, Report, Result } from "../report.ts";
import { objectName, slashedPath } from "../names.ts";

/** For GitHub Actions: a workflow command for each problem, which becomes an annotation of the file, or of the run. */
export function github({ results }: Report): string {
  return results.flatMap((result) => result.problems.map((problem) => command(result, problem))).join("");
}

function command(result: Result, { level, message, location }: Problem): string {
  const { line, column, endColumn } = location;
  const title = objectName(result) || "vmgate";
  const place = line === 0 ? {} : { file: slashedPath(result.file), line, col: column, endColumn };
  const properties = { ...place, title };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${level} ${list.join(",")}::${data(message)}\n`;
}

/** Printable text has no line ends; a percent sign begins an escape (actions/toolkit, core/src/command.ts). */
function data(text: string): string {
  return printable(text).replaceAll("%", "%25");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
