import type { Io } from "../io.ts";
import { coloured, plain } from "../style.ts";
import type { Problem, Report, Result } from "./report.ts";
import { startOfFile } from "./locations.ts";
import { holdYoungGeneration } from "./young-generation.ts";

/** Prints results as they come, so that memory does not grow with the number of files, and then what follows them. */
export interface Stream {
  /** Prints a result, and gives what the counts need of it. */
  readonly print: (result: Result) => Result;
  /** Prints what follows. */
  readonly end: (report: Report) => void;
}

/** The text of a report; other formats begin with counts, or are one piece. */
export async function textStream({ stdout, hasColour }: Io): Promise<Stream> {
  const { objectText, endText } = await import("./formats/text.ts");
  const style = hasColour === true ? coloured : plain;
  holdYoungGeneration();
  return {
    print: (result) => {
      const printed = objectText(result, style);
      if (printed !== "") stdout.write(printed);
      return forCounts(result);
    },
    end: (report) => void stdout.write(endText(report)),
  };
}

const nobody = { file: "", line: 0, apiVersion: "", namespace: "", name: "", patch: [] };

/** No text of the file is kept: a piece of it would keep all of it in memory. */
function forCounts({ verdict, kind, reason, problems }: Result): Result {
  const levels = problems.map(({ level }) => blank[level]);
  const identity = { ...nobody, kind: verdict === "skipped" ? kind : "" };
  return { ...identity, verdict, problems: levels, ...(reason === undefined ? {} : { reason }) };
}

const blankError: Problem = {
  ...{ rule: "", level: "error", type: "", field: "", found: "", allowed: "", fix: "" },
  ...{ summary: "", message: "", location: startOfFile, edits: [] },
};
const blank = { error: blankError, warning: { ...blankError, level: "warning" } } as const;
