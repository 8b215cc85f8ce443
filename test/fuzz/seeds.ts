import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { hostileUserData } from "../support/hostile-user-data.ts";

const root = join(import.meta.dirname, "..", "..");
const corpus = join(root, "..", "shared", "corpus");
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function filesOf(...folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => readFileSync(join(root, folder, name), "utf8")),
  );
}

/** Some of the files in a folder of the shared corpus, evenly; none where it is not there. */
function fromCorpus(folder: string, most: number): readonly Uint8Array[] {
  if (!existsSync(join(corpus, folder))) return [];
  const files = readdirSync(join(corpus, folder))
    .filter((name) => name !== "index.tsv")
    .sort()
    .map((name) => Uint8Array.from(readFileSync(join(corpus, folder, name))))
    .filter(({ length }) => length < 8192);
  const step = Math.max(1, Math.floor(files.length / most));
  return files.filter((_, i) => i % step === 0);
}

/** Manifests of the examples and of the corpus, as YAML. */
export function manifests(): readonly Uint8Array[] {
  return [
    ...filesOf("test/examples").map(encode),
    ...["vms", "vmis", "pools", "odd"].flatMap((folder) => fromCorpus(folder, 20)),
  ];
}

/** The same as data, each object for itself. */
export function objects(): readonly unknown[] {
  const texts = manifests().map((bytes) => new TextDecoder().decode(bytes));
  return texts.flatMap((text) =>
    parseAllDocuments(text, { logLevel: "error" }).map(
      (document) => document.toJS({ maxAliasCount: 10 }) as unknown,
    ),
  );
}

/** Policy files. */
export function policies(): readonly Uint8Array[] {
  return filesOf("manifests/policy", "test/bench", "test/demo").map(encode);
}

/** User data of every format, some of it hostile. */
export function userData(): readonly Uint8Array[] {
  const hostile = hostileUserData().map(([, content]) => content(200));
  return [
    ...hostile.map((content) => (typeof content === "string" ? encode(content) : content)),
    ...fromCorpus("user-data", 80),
  ];
}
