import { startOfFile } from "./locations.ts";
import { readManifests } from "./manifests.ts";
import { toReport, type Report, type Result } from "./report.ts";
import { reviewManifest, unreadable, type ObjectOptions } from "./review-object.ts";
import { KustomizePatches } from "../kustomize.ts";
import type { IgnoreOptions, LeftOut } from "../ignore/ignored.ts";
import { decodeManifest, manifestFiles, type FoundFile, type ManifestFile } from "../manifest-files.ts";

/** What the review of files needs to know. */
export interface ReviewOptions extends ObjectOptions {
  /** What is left out of folders. */
  readonly ignore: IgnoreOptions;
  /** Called after each file, with how many objects there have been. */
  readonly onFile?: (objects: number) => void;
  /** Reads the path "-". */
  readonly readStdin: () => Promise<Uint8Array>;
  /** Takes each result as it comes, and gives what the report keeps of it; all of it unless given. */
  readonly keep?: (result: Result) => Result;
}

/** Reviews every object in these files and folders, as the cluster would when they are created. */
export async function reviewFiles(paths: readonly string[], options: ReviewOptions): Promise<Report> {
  const results: Result[] = [];
  const leftOut: LeftOut[] = [];
  const patches = new KustomizePatches();
  const keep = options.keep ?? ((result: Result): Result => result);
  for (const path of paths) {
    for await (const read of readPath(path, options)) {
      if ("leftOut" in read) {
        leftOut.push(read.leftOut);
        continue;
      }
      const isPatch = path !== "-" && (await patches.has(read.file));
      for (const result of reviewFile(read, isPatch, options)) results.push(keep(result));
      options.onFile?.(results.length);
    }
  }
  return toReport(results, leftOut);
}

async function* readPath(path: string, { readStdin, ignore }: ReviewOptions): AsyncGenerator<FoundFile> {
  if (path === "-") yield decodeManifest(path, await readStdin());
  else yield* manifestFiles(path, ignore);
}

function* reviewFile(read: ManifestFile, isPatch: boolean, options: ReviewOptions): Generator<Result> {
  if ("problem" in read) {
    yield unreadable(read.file, read.problem, startOfFile);
    return;
  }
  for (const manifest of readManifests(read.text)) {
    yield reviewManifest(read.file, manifest, isPatch, options).result;
  }
}
