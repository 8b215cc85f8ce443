import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { afterAll, expect, test } from "vitest";
import { readKeyPair } from "../../src/server/key-pair.ts";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "vmgate-certs-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const certs = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [join(root, ".ci", "certs.ts"), ...args], {
    env: { ...process.env, VMGATE_CERTS: folder },
    encoding: "utf8",
  });

test.for([
  [[], "vmgate.vmgate.svc"],
  [["gate.platform.svc"], "gate.platform.svc"],
] as const)("npm run certs %s makes a pair for %s and prints the caBundle", async ([args, host]) => {
  const caBundle = Buffer.from(certs(...args), "base64").toString();
  const files = { cert: join(folder, "tls.crt"), key: join(folder, "tls.key") };
  expect(await readKeyPair(files)).toHaveProperty("pair");
  const cert = new X509Certificate(readFileSync(files.cert));
  const ca = new X509Certificate(caBundle);
  expect(readFileSync(join(folder, "ca.crt"), "utf8")).toBe(caBundle);
  expect(cert.verify(ca.publicKey)).toBe(true);
  for (const name of [host, "localhost"]) expect(cert.checkHost(name)).toBe(name);
  expect(cert.checkIP("127.0.0.1")).toBe("127.0.0.1");
  // Nobody else on this machine may read the key.
  expect(statSync(files.key).mode & 0o777).toBe(0o600);
});

test("Git keeps the README and ignores what is made", () => {
  const ignored = (file: string): boolean => {
    try {
      execFileSync("git", ["check-ignore", "-q", join("certs", file)], { cwd: root });
      return true;
    } catch {
      return false;
    }
  };
  expect(["ca.crt", "tls.crt", "tls.key", "README.md"].map(ignored)).toEqual([true, true, true, false]);
});
