import { writeFile } from "node:fs/promises";
import { InvalidArgumentError, Option, type Command } from "commander";
import { reasonOf } from "../../files/read-file.ts";
import type { Io } from "../io.ts";
import { coloured, plain } from "../style.ts";
import type { OutputFormat } from "./formats/format.ts";
import { formats } from "./formats/index.ts";
import type { Report } from "./report.ts";

/** A file that a report is written to. */
interface Output {
  readonly format: OutputFormat;
  readonly file: string;
}

/** How a report is printed, and written to files. */
export interface ReportFlags {
  readonly format: string;
  readonly output: readonly Output[];
}

/**
 * Reads the value `FORMAT=FILE` of one --output, and adds it to those before it.
 * @throws InvalidArgumentError where it is no format, or there is no file
 */
function addOutput(value: string, before: readonly Output[]): readonly Output[] {
  const [, name = "", file = ""] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format === undefined || file === "") {
    const names = Object.keys(formats).join(", ");
    throw new InvalidArgumentError(`It must be FORMAT=FILE, with one of the formats ${names}.`);
  }
  return [...before, { format, file }];
}

/** Adds --format and --output to a command that makes a report. */
export function addReportFlags(command: Command): Command {
  return command
    .addOption(new Option("--format <format>", "how to print").choices(Object.keys(formats)).default("text"))
    .addOption(
      new Option("--output <format=file>", "also write a report to a file; may be given several times")
        .argParser(addOutput)
        .default([], "none"),
    );
}

/** The report as --format says, for standard output. */
export async function printReport(report: Report, format: string, { hasColour }: Io): Promise<string> {
  const print = await formats[format]?.load();
  return print?.(report, hasColour === true ? coloured : plain) ?? "";
}

/** Writes the report to each file. Gives the problem of each that can't be written, in one line. */
export async function writeOutputs(report: Report, outputs: readonly Output[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { format, file } of outputs) {
    try {
      const print = await format.load();
      await writeFile(file, print(report, plain));
    } catch (error) {
      problems.push(`--output: ${file}: cannot be written (${reasonOf(error)})`);
    }
  }
  return problems;
}
