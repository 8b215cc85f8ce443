import { X509Certificate } from "node:crypto";
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeServingCertificate, type ServingCertificate } from "../../src/certs/self-signed.ts";
import {
  certificateFromFiles,
  makeCertificate,
  type Certificate,
} from "../../src/server/serving-certificate.ts";
import { readKeyPair } from "../../src/server/key-pair.ts";
import { createLog } from "../../src/server/log.ts";
import { head, open, startApp, type RunningApp } from "../support/app.ts";
import { replaceFile } from "../support/replace-file.ts";
import { reviewOf } from "../support/server.ts";
import { vm } from "../support/vm.ts";

let folder: string;
let files: { cert: string; key: string };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmgate-tls-"));
  files = { cert: join(folder, "tls.crt"), key: join(folder, "tls.key") };
});

afterEach(() => rm(folder, { recursive: true }));

const make = (): Promise<ServingCertificate> => makeServingCertificate(["localhost"]);

async function write({ cert, key }: { cert: string; key: string }): Promise<void> {
  await replaceFile(files.cert, cert);
  await replaceFile(files.key, key);
}

describe("a pair of files", () => {
  test("is read as it is", async () => {
    const { cert, key, ca } = await make();
    await write({ cert: `${cert}\n${ca}`, key });
    expect(await readKeyPair(files)).toEqual({ pair: { cert: `${cert}\n${ca}`, key } });
  });

  const fix = "mount the serving Secret, or omit both flags for a self-signed certificate";
  const certNeeded = `must be a PEM certificate; ${fix}`;
  const keyNeeded = `must be a PEM private key; ${fix}`;

  test("that is missing is reported, both files at once", async () => {
    expect(await readKeyPair(files)).toEqual({
      problems: [
        `--tls-cert: cannot read "${files.cert}" (no such file): ${certNeeded}`,
        `--tls-key: cannot read "${files.key}" (no such file): ${keyNeeded}`,
      ],
    });
  });

  test.for<[situation: string, cert: string | undefined, key: string | undefined, problems: string[]]>([
    ["is empty", "", "", ["--tls-cert: ", "--tls-key: "]],
    ["holds something else", "hello", "hello", ["--tls-cert: ", "--tls-key: "]],
    ["has a good certificate and a bad key", undefined, "hello", ["--tls-key: "]],
    ["has a bad certificate and a good key", "hello", undefined, ["--tls-cert: "]],
  ])("that %s is reported", async ([, cert, key, problems]) => {
    const good = await make();
    await write({ cert: cert ?? good.cert, key: key ?? good.key });
    const needed = { "--tls-cert: ": certNeeded, "--tls-key: ": keyNeeded };
    const path = { "--tls-cert: ": files.cert, "--tls-key: ": files.key };
    expect(await readKeyPair(files)).toEqual({
      problems: problems.map(
        (flag) =>
          `${flag}"${path[flag as keyof typeof path]}" has other content: ${needed[flag as keyof typeof needed]}`,
      ),
    });
  });

  test("in each other's place is reported", async () => {
    const { cert, key } = await make();
    await write({ cert: key, key: cert });
    expect(await readKeyPair(files)).toEqual({
      problems: [
        `--tls-cert: "${files.cert}" has other content: ${certNeeded}`,
        `--tls-key: "${files.key}" has other content: ${keyNeeded}`,
      ],
    });
  });

  test("that does not belong together is reported", async () => {
    const [one, other] = await Promise.all([make(), make()]);
    await write({ cert: one.cert, key: other.key });
    expect(await readKeyPair(files)).toEqual({
      problems: [
        `--tls-key: "${files.key}" does not match the certificate in "${files.cert}": ` +
          "must be its private key; take both files from the same Secret",
      ],
    });
  });

  test("with a folder, or without rights, is reported", async () => {
    const { cert } = await make();
    await mkdir(files.cert);
    await writeFile(files.key, cert);
    await chmod(files.key, 0);
    const isRoot = process.getuid?.() === 0;
    expect(await readKeyPair(files)).toEqual({
      problems: [
        `--tls-cert: cannot read "${files.cert}" (it is a folder): ${certNeeded}`,
        // Root may read everything.
        isRoot
          ? `--tls-key: "${files.key}" has other content: ${keyNeeded}`
          : `--tls-key: cannot read "${files.key}" (permission denied): ${keyNeeded}`,
      ],
    });
  });
});

describe("while running", { timeout: 20_000 }, () => {
  const body = reviewOf(vm());
  const request = head({ "content-length": body.length }) + body;
  let app: RunningApp;
  let certificate: Certificate;
  let unfollow: () => void;
  let first: ServingCertificate;
  let appLog: string[];

  beforeEach(async () => {
    app = await startApp();
    appLog = [];
    first = await make();
    await write(first);
    app.setKeyPair(first);
    const log = createLog({
      write: (line) => appLog.push((JSON.parse(line) as { msg: string }).msg),
    });
    certificate = certificateFromFiles(files, first, { log, metrics: app.metrics }, 20);
    unfollow = certificate.follow(app.setKeyPair);
  });

  afterEach(async () => {
    unfollow();
    await app.drain(0);
  });

  const fingerprint = ({ cert }: ServingCertificate): string => new X509Certificate(cert).fingerprint256;

  /** The fingerprint of the certificate that a new connection is shown, checked against `ca`. */
  async function served(ca: string): Promise<string | undefined> {
    const { socket } = await open(app.port, ca);
    const fingerprint = socket.getPeerX509Certificate()?.fingerprint256;
    socket.destroy();
    return fingerprint;
  }

  const until = (check: () => void | Promise<void>): Promise<void> =>
    vi.waitFor(check, { timeout: 10_000, interval: 10 });

  test("new files are served to new connections, and open ones go on", async () => {
    const { socket, received } = await open(app.port, first.ca);
    socket.write(request.slice(0, 50));
    const second = await make();
    await write(second);
    await until(async () => {
      expect(await served(second.ca)).toBe(fingerprint(second));
    });
    await expect(open(app.port, first.ca)).rejects.toThrow();

    socket.write(request.slice(50) + request);
    await until(() => {
      expect(received().match(/"allowed":true/g)).toHaveLength(2);
    });
    socket.destroy();
    expect(appLog.at(-1)).toBe("certificate replaced");
    expect(await app.metrics.registry.metrics()).toContain('vmgate_certificate_reloads_total{result="ok"} 1');
  });

  test("half of a new pair is not used, reported once, and over when the other half comes", async () => {
    const second = await make();
    await replaceFile(files.cert, second.cert);
    await until(() => {
      expect(certificate.check.run().notes.join("\n")).toContain("does not match the certificate");
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(certificate.check.run().isOk).toBe(true);
    expect(await served(first.ca)).toBe(fingerprint(first));
    expect(await app.metrics.registry.metrics()).toContain(
      'vmgate_certificate_reloads_total{result="failed"} 1',
    );

    await replaceFile(files.key, second.key);
    await until(async () => {
      expect(await served(second.ca)).toBe(fingerprint(second));
    });
    expect(certificate.check.run().notes).toHaveLength(1);
    expect(appLog).toEqual([
      "certificate files are invalid; keeping the previous certificate",
      "certificate replaced",
    ]);
  });

  test("files that are gone change nothing, and are no trouble when they come back", async () => {
    await rm(files.key);
    await until(() => {
      expect(certificate.check.run().notes.join("\n")).toContain("no such file");
    });
    expect(await served(first.ca)).toBe(fingerprint(first));
    await write(first);
    await until(() => {
      expect(certificate.check.run().notes).toHaveLength(1);
    });
    expect(await app.metrics.registry.metrics()).toContain('vmgate_certificate_reloads_total{result="ok"} 0');
  });

  test("nothing is loaded any more once the server is stopped", async () => {
    unfollow();
    await write(await make());
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await served(first.ca)).toBe(fingerprint(first));
  });
});

test("a mounted Secret is loaded when kubelet swaps its ..data link", { timeout: 20_000 }, async () => {
  const fill = async (version: string, { cert, key }: ServingCertificate): Promise<void> => {
    await mkdir(join(folder, version));
    await writeFile(join(folder, version, "tls.crt"), cert);
    await writeFile(join(folder, version, "tls.key"), key);
    await symlink(version, join(folder, "..data_tmp"));
    await rename(join(folder, "..data_tmp"), join(folder, "..data"));
  };
  const [first, second] = await Promise.all([make(), make()]);
  await fill("..2027_01_01", first);
  await symlink("..data/tls.crt", files.cert);
  await symlink("..data/tls.key", files.key);
  const app = await startApp();
  const log = createLog({ write: () => undefined });
  const taken: string[] = [];
  const unfollow = certificateFromFiles(files, first, { log, metrics: app.metrics }, 20).follow(
    ({ cert }) => {
      taken.push(cert);
    },
  );
  await fill("..2027_01_02", second);
  await vi.waitFor(
    () => {
      expect(taken).toEqual([second.cert]);
    },
    { timeout: 10_000 },
  );
  unfollow();
  await app.drain(0);
});

describe("the check", () => {
  test("names what it is for and until when", async () => {
    const { check, caBundle } = await makeCertificate();
    const { isOk, notes } = check.run();
    expect(isOk).toBe(true);
    expect(notes[0]).toMatch(/^DNS:vmgate\.vmgate\.svc, .*IP Address:127\.0\.0\.1; valid until .* GMT$/);
    expect(notes[1]).toBe("self-signed by vmgate for this run");
    const ca = new X509Certificate(Buffer.from(caBundle ?? "", "base64"));
    expect(ca.subject).toMatch(/^CN=vmgate-ca-\d+T\d+Z$/);
  });

  test("does not hold once the certificate has expired", async () => {
    const day = 24 * 3600 * 1000;
    const expired = await generate([{ name: "commonName", value: "old" }], {
      keyType: "ec",
      algorithm: "sha256",
      notBeforeDate: new Date(Date.now() - 2 * day),
      notAfterDate: new Date(Date.now() - day),
    });
    const app = await startApp();
    const pair = { cert: expired.cert, key: expired.private };
    const log = createLog({ write: () => undefined });
    const { check } = certificateFromFiles(files, pair, { log, metrics: app.metrics });
    expect(check.run().isOk).toBe(false);
    await app.drain(0);
  });
});
