import type { Io } from "../io.ts";
import { coloured, plain } from "../style.ts";
import type { Problem, Report, Result } from "./report.ts";
import { startOfFile } from "./locations.ts";
import { keepHeapSmall } from "./small-heap.ts";

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
  keepHeapSmall();
  const kept = new Map<string, Result>();
  return {
    print: (result) => {
      const printed = objectText(result, style);
      if (printed !== "") stdout.write(printed);
      return forCounts(result, kept);
    },
    end: (report) => void stdout.write(endText(report)),
  };
}

const nobody = { file: "", line: 0, apiVersion: "", namespace: "", name: "", patch: [] };

/** What of a result is counted, one for all that count alike. No text of the file is kept: a piece of it keeps all of it. */
function forCounts({ verdict, kind, reason, problems }: Result, kept: Map<string, Result>): Result {
  const levels = problems.map(({ level }) => level);
  const shownKind = verdict === "skipped" ? kind : "";
  const key = JSON.stringify([verdict, shownKind, reason, levels]);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const identity = { ...nobody, kind: shownKind, verdict, problems: levels.map((level) => blank[level]) };
  const result = { ...identity, ...(reason === undefined ? {} : { reason }) };
  kept.set(key, result);
  return result;
}

const blankError: Problem = {
  ...{ rule: "", level: "error", type: "", field: "", found: "", allowed: "", fix: "" },
  ...{ summary: "", message: "", location: startOfFile, edits: [] },
};
const blank = { error: blankError, warning: { ...blankError, level: "warning" } } as const;
