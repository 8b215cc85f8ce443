import { execFileSync } from "node:child_process";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { makeServingCertificate } from "../../src/certs/self-signed.ts";
import { watchKeyPair } from "../../src/server/key-pair-watcher.ts";
import { replaceFile } from "../support/replace-file.ts";

/** Longer than a reader takes to get to a pipe. */
const settledMs = 200;

test("a pair that is replaced between the reads of its files is no trouble", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vmgate-pair-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const files = { cert: join(folder, "tls.crt"), key: join(folder, "tls.key") };
  const [old, next] = [await makeServingCertificate(["old"]), await makeServingCertificate(["next"])];
  await writeFile(files.cert, old.cert);
  // Who reads a pipe waits for its writer: here with the old certificate already read.
  execFileSync("mkfifo", [files.key]);
  const unusable: unknown[] = [];
  const changed: unknown[] = [];
  const stop = watchKeyPair(files, old, 1, {
    changed: (pair) => void changed.push(pair),
    unusable: (problems) => void unusable.push(problems),
    usable: () => undefined,
  });
  const pipe = await open(files.key, "w");
  await sleep(settledMs);
  await replaceFile(files.cert, next.cert);
  await replaceFile(files.key, next.key);
  await pipe.writeFile(next.key);
  await pipe.close();
  await vi.waitFor(() => {
    expect(changed).toEqual([{ cert: next.cert, key: next.key }]);
  }, 10_000);
  expect(unusable).toEqual([]);
  stop();
});
