import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Field } from "../field/field.ts";
import { readManifests } from "./review/manifests.ts";
import { readManifestFile } from "./manifest-files.ts";

/** The names that kustomize looks for in a folder. */
const names: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Tells which files are patches of kustomize: a part of an object, and no object of their own. */
export class KustomizePatches {
  /** The patches that the kustomization of a folder names, by the folder. */
  readonly #known = new Map<string, Promise<ReadonlySet<string>>>();

  /** Whether the kustomization in a file's own folder, or in one of the two above, names it as a patch. */
  async has(file: string): Promise<boolean> {
    const path = resolve(file);
    const folders = [dirname(path), dirname(dirname(path)), dirname(dirname(dirname(path)))];
    const named = await Promise.all(folders.map((folder) => this.#patchesIn(folder)));
    return named.some((patches) => patches.has(path));
  }

  #patchesIn(folder: string): Promise<ReadonlySet<string>> {
    let patches = this.#known.get(folder);
    if (patches === undefined) this.#known.set(folder, (patches = readPatches(folder)));
    return patches;
  }
}

async function readPatches(folder: string): Promise<ReadonlySet<string>> {
  const found = await Promise.all(names.map((name) => readKustomization(join(folder, name))));
  return new Set(found.flat().map((name) => resolve(folder, name)));
}

async function readKustomization(file: string): Promise<readonly string[]> {
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  const read = isFile ? await readManifestFile(file) : undefined;
  if (read === undefined || "problem" in read) return [];
  return readManifests(read.text).flatMap(({ object }) => patchesOf(Field.root(object)));
}

/** Patches by path; one that is written into the kustomization itself is no name of a file. */
function patchesOf(kustomization: Field): readonly string[] {
  const fields = [
    ...["patches", "patchesJson6902"].flatMap((name) =>
      kustomization
        .at(name)
        .items()
        .map((item) => item.at("path")),
    ),
    ...kustomization.at("patchesStrategicMerge").items(),
  ];
  return fields.flatMap(({ string }) => (string === undefined || string.includes("\n") ? [] : [string]));
}
