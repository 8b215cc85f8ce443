import { spawnSync } from "node:child_process";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, filesBelow, hashFiles } from "../cluster/cache.ts";
import { makeOnce, runLogged } from "../cluster/make-once.ts";
import { isolated } from "../guest/isolated.ts";
import { unpackTree } from "../support/unpack.ts";

const root = join(import.meta.dirname, "..", "..");

/** What a node runs and what builds its images; `socat` leads connections into its network. */
const nodePackages = [
  "containerd",
  "runc",
  "containernetworking-plugins",
  "nftables",
  "conntrack",
  "iproute2",
  "kmod",
  "buildah",
  "busybox-static",
  "socat",
];

/** What the Dockerfile's base image to run in has beside node: no shell. */
const basePackages = ["libstdc++6", "base-files"];

/** The same of that to build in, beside node and npm. */
const buildPackages = [...basePackages, "dash", "coreutils"];

/** The packages of a node, laid over a machine's /usr. @returns the folder */
export function nodeTree(): Promise<string> {
  return unpackTree("missing", nodePackages);
}

/**
 * Builds vmgate's image with manifests/Dockerfile, and one for the sandboxes of pods, unless there are any of these
 * sources: a minute and a half of two cores the first time, half a minute after a change.
 * @returns the folder of the archives, `vmgate.tar` and `sandbox.tar`
 */
export async function buildImages(tree: string): Promise<string> {
  const build = await unpackTree("whole", buildPackages);
  const base = await unpackTree("whole", basePackages);
  const folder = join(cacheFolder, `images-${hashFiles(root, imageSources(), `${tree} ${build} ${base}`)}`);
  await makeOnce(folder, async (part) => {
    console.log("Building vmgate's image from manifests/Dockerfile.");
    await removeOldImages();
    const storage = join(cacheFolder, "image-storage");
    const script = join(import.meta.dirname, "image.sh");
    const args = [script, tree, build, base, npmFolder(), root, storage, part];
    await runLogged(...isolated(["mount", "pid"], args), `${folder}.log`);
  });
  return folder;
}

/** All that the image is made of. */
function imageSources(): string[] {
  const below = (folder: string): string[] =>
    filesBelow(join(root, folder)).map((file) => join(folder, file));
  const recipes = ["manifests/Dockerfile", "manifests/Dockerfile.dockerignore", "test/node/image.sh"];
  return [...below("src"), ".ci/build.ts", "package.json", "package-lock.json", "tsconfig.json", ...recipes];
}

/** Each change of a source makes images of 200 MB; those of the last day may be in use. */
async function removeOldImages(): Promise<void> {
  const names = (await readdir(cacheFolder)).filter((name) => /^images-[0-9a-f]{16}$/.test(name));
  for (const name of names) {
    const { mtimeMs } = await stat(join(cacheFolder, name));
    const isOld = mtimeMs < Date.now() - 24 * 3600 * 1000;
    if (isOld) await rm(join(cacheFolder, name), { recursive: true, force: true });
  }
}

function npmFolder(): string {
  return join(spawnSync("npm", ["root", "-g"], { encoding: "utf8" }).stdout.trim(), "npm");
}
