import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { ignoreNothing } from "../../src/cli/ignore/ignored.ts";
import { entriesBelow } from "../../src/cli/folder.ts";
import { reviewFiles } from "../../src/cli/review/review-files.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { today } from "../support/review.ts";
import { vm } from "../support/vm.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-folder-"));
const options = {
  engine: createEngine(defaultPolicy),
  namespace: "default",
  now: today,
  old: new Map<string, unknown>(),
  fields: "strict" as const,
  ignore: ignoreNothing,
  readStdin: () => Promise.resolve(new Uint8Array()),
};
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const good = stringify(vm());
const patch =
  "apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: {name: web}\nspec: {runStrategy: Once}\n";

beforeAll(() => {
  for (const name of [
    "tree/a.yaml",
    "tree/.git/x.yaml",
    "tree/node_modules/y.yaml",
    "tree/sub/b.yml",
    "outside/c.yaml",
  ])
    write(name, good);
  write("tree/sub/note.txt", "no manifest");
  symlinkSync("../outside", join(folder, "tree/linked"));
  symlinkSync("../outside", join(folder, "tree/linked-again"));
  symlinkSync("..", join(folder, "tree/sub/up"));
  symlinkSync("../a.yaml", join(folder, "tree/sub/a.yaml"));
  symlinkSync("../outside/c.yaml", join(folder, "tree/z.yaml"));

  write(
    "overlay/kustomization.yaml",
    "patches:\n- path: patch.yaml\n- patch: |\n    a: b\npatchesStrategicMerge: [old.yaml]\npatchesJson6902: [{path: deep/json.yaml}]\nresources: [vm.yaml]\n",
  );
  for (const name of ["patch.yaml", "old.yaml", "deep/json.yaml"]) write(`overlay/${name}`, patch);
  write("overlay/vm.yaml", good);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("links are followed once, and folders of other programs are not entered", async () => {
  const found = await entriesBelow(join(folder, "tree"), ignoreNothing);
  expect(found.map(({ file }) => file.slice(folder.length + 1))).toEqual([
    "tree/a.yaml",
    "tree/linked/c.yaml",
    "tree/sub/b.yml",
  ]);
});

test("patches of kustomize are named, and skipped", async () => {
  const { results, summary } = await reviewFiles([join(folder, "overlay")], options);
  expect(results.map(({ file, verdict }) => [file.slice(folder.length + 9), verdict])).toEqual([
    ["deep/json.yaml", "skipped"],
    ["kustomization.yaml", "skipped"],
    ["old.yaml", "skipped"],
    ["patch.yaml", "skipped"],
    ["vm.yaml", "allowed"],
  ]);
  expect(summary).toEqual({ allowed: 1, refused: 0, skipped: 4, unreadable: 0 });
  const [alone] = (await reviewFiles([join(folder, "overlay/patch.yaml")], options)).results;
  expect(alone).toMatchObject({
    verdict: "skipped",
    reason: "a patch of kustomize, not a whole object",
  });
});
