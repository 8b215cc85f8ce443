import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Field } from "../../src/field/field.ts";
import { filesBelow, programPath } from "../cluster/cache.ts";
import type { SecretData } from "../support/iso.ts";
import type { Files } from "./guest.ts";
import type { Started } from "./machine.ts";

/**
 * Writes `seed.iso` into a folder: the cloud-init disk of an instance, made by KubeVirt's own package.
 * @param packages the folder of the package xorriso
 * @returns the files that are on it, by path
 * @throws when it fails, with what it printed
 */
export function writeSeedIso(folder: string, packages: string, { instance, secrets }: Started): Files {
  const part = join(folder, "seed");
  rmSync(part, { recursive: true, force: true });
  const mounts = join(part, "secrets");
  mkdirSync(mounts, { recursive: true });
  for (const [name, secret] of Object.entries(mountedSecrets(instance))) {
    writeSecret(join(mounts, name), secrets[secret] ?? {});
  }
  const env = {
    PATH: join(packages, "usr", "bin"),
    LD_LIBRARY_PATH: join(packages, "usr", "lib", "x86_64-linux-gnu"),
  };
  const options = { input: JSON.stringify(instance), env, stdio: "pipe" } as const;
  const path = execFileSync(programPath("seediso"), [join(part, "disk"), mounts], options)
    .toString()
    .trim();
  const iso = join(folder, "seed.iso");
  copyFileSync(path, iso);
  const files = join(part, "files");
  const extract = ["-osirrox", "on", "-indev", iso, "-extract", "/", files];
  execFileSync(join(env.PATH, "xorriso"), extract, { env, stdio: "pipe" });
  return Object.fromEntries(filesBelow(files).map((file) => [file, readFileSync(join(files, file))]));
}

/** The names of Secrets by the folder that KubeVirt mounts them at in the launcher's pod. */
function mountedSecrets(instance: unknown): Readonly<Record<string, string>> {
  const spec = Field.root(instance).at("spec");
  const volumes = spec.at("volumes").items();
  const named = volumes.flatMap((volume) =>
    ["cloudInitNoCloud", "cloudInitConfigDrive"].flatMap((kind) =>
      ["secretRef", "networkDataSecretRef"].map((reference) => [
        volume.at("name").string,
        volume.at(kind, reference, "name").string,
      ]),
    ),
  );
  const credentials = spec
    .at("accessCredentials")
    .items()
    .map((credential) => credential.at("sshPublicKey", "source", "secret", "secretName").string)
    .map((secret) => [`${secret ?? ""}-access-cred`, secret]);
  return Object.fromEntries(
    [...named, ...credentials].filter(([, secret]) => secret !== undefined),
  ) as Record<string, string>;
}

function writeSecret(folder: string, secret: SecretData): void {
  mkdirSync(folder, { recursive: true });
  for (const [key, value] of Object.entries(secret)) writeFileSync(join(folder, key), value);
}
