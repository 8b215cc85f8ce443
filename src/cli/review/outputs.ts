import { writeFile } from "node:fs/promises";
import { InvalidArgumentError } from "commander";
import { reasonOf } from "../../files/read-file.ts";
import { plain } from "../style.ts";
import type { Format } from "./formats/format.ts";
import { formats } from "./formats/index.ts";
import type { Report } from "./report.ts";

/** A file that a report is written to. */
export interface Output {
  readonly format: Format;
  readonly file: string;
}

/**
 * Reads the value `FORMAT=FILE` of one --output, and adds it to those before it.
 * @throws InvalidArgumentError where it is no format, or there is no file
 */
export function addOutput(value: string, before: readonly Output[]): readonly Output[] {
  const [, name = "", file = ""] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format === undefined || file === "") {
    const names = Object.keys(formats).join(", ");
    throw new InvalidArgumentError(`It must be FORMAT=FILE, with one of the formats ${names}.`);
  }
  return [...before, { format: format.print, file }];
}

/** Writes the report to each file. Gives the problem of each that can't be written, in one line. */
export async function writeOutputs(report: Report, outputs: readonly Output[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { format, file } of outputs) {
    try {
      await writeFile(file, format(report, plain));
    } catch (error) {
      problems.push(`--output: ${file}: cannot be written (${reasonOf(error)})`);
    }
  }
  return problems;
}
