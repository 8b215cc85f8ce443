import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cli } from "../../../src/cli.ts";
import { defaultPolicy } from "../../../src/policy/policy.ts";
import { platform } from "../../support/platform.ts";
import { create } from "../../support/review.ts";
import { vmWithTemplate } from "../../support/vm.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmgate-userdata-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(
  content: string | Uint8Array,
  ...flags: string[]
): Promise<{ code: number; out: Buffer; err: string }> {
  const file = join(folder, "file");
  await writeFile(file, content);
  const out: Buffer[] = [];
  let err = "";
  const code = await cli(["userdata", file, ...flags], {
    stdout: { write: (part) => out.push(Buffer.from(part)) },
    stderr: { write: (part) => (err += String(part)) },
    readStdin: () => Promise.resolve(new Uint8Array()),
    untilStopped: () => Promise.resolve("SIGTERM"),
  });
  return { code, out: Buffer.concat(out), err: err.replaceAll(folder, "DIR") };
}

const machine = (source: unknown) =>
  vmWithTemplate({
    volumes: [
      { name: "root", persistentVolumeClaim: { claimName: "web-root" } },
      { name: "seed", cloudInitNoCloud: source },
    ],
  });
const script = "#!/bin/sh\necho héllo > /etc/motd";
const injected = (source: unknown) =>
  JSON.stringify(create(machine(source), { ...defaultPolicy, platform }).object);

test("of an injected VM: sizes, whose each part is, and never content", async () => {
  const { code, out } = await run(injected({ userData: script }));
  expect(code).toBe(0);
  const text = out.toString();
  expect(text).toMatch(
    /^VirtualMachine shop\/web, spec\.template\.spec\.volumes\[1\]\.cloudInitNoCloud\.userDataBase64: \d+ bytes, compressed$/m,
  );
  expect(text).toContain(`the user's: ${Buffer.byteLength(script)} bytes of script, written in userData\n`);
  expect(text).toMatch(/text\/x-shellscript, \d+ bytes, the user's$/m);
  expect(text).toMatch(/text\/cloud-boothook, \d+ bytes, platform cloud-init \(vmgate[a-z-]*\)$/m);
  expect(text).not.toContain("motd");
});

test.for([
  ["text", { userData: script }],
  ["base64", { userDataBase64: Buffer.from(script).toString("base64") }],
  ["compressed", { userDataBase64: gzipSync(script).toString("base64") }],
] as const)("--original of %s gives the user's bytes exactly", async ([, source]) => {
  const { code, out } = await run(injected(source), "--original");
  expect(code).toBe(0);
  expect(out.equals(Buffer.from(script))).toBe(true);
});

test("user data itself is read as it is", async () => {
  const { out } = await run(script, "--original");
  expect(out.toString()).toBe(script);
  expect((await run("#cloud-config\npackages: [nginx]\n")).out.toString()).toContain(
    "cloud-config, written in userData",
  );
});

test.for([
  [
    "a machine without a volume for it",
    vmWithTemplate({}),
    "VirtualMachine shop/web: no cloud-init volume\n",
  ],
  ["a Secret", machine({ secretRef: { name: "own" } }), /in the Secret own, which is read at each start\n$/],
  ["no base64", machine({ userDataBase64: "%%" }), /userDataBase64: invalid base64\n$/],
] as const)("%s", async ([, object, wanted]) => {
  const text = (await run(JSON.stringify(object))).out.toString();
  if (typeof wanted === "string") expect(text).toBe(wanted);
  else expect(text).toMatch(wanted);
});

test("--original of several VMs, or of none of the user's, is wrong use", async () => {
  const one = JSON.stringify(vmWithTemplate({}));
  expect(await run(one, "--original")).toMatchObject({
    code: 2,
    err: "DIR/file: no user data of the user's\n",
  });
  expect(await run(`${one}\n---\n${one}`, "--original")).toMatchObject({
    code: 2,
    err: "DIR/file: 2 VMs; put one in a file of its own\n",
  });
});

test("standard input, byte by byte", async () => {
  const out: Buffer[] = [];
  const code = await cli(["userdata", "-", "--original"], {
    stdout: { write: (part) => out.push(Buffer.from(part)) },
    stderr: { write: () => undefined },
    readStdin: () => Promise.resolve(gzipSync(script)),
    untilStopped: () => Promise.resolve("SIGTERM"),
  });
  expect(code).toBe(0);
  expect(Buffer.concat(out).equals(Buffer.from(script))).toBe(true);
});

test("a file that is not there is wrong use", async () => {
  const io = {
    stdout: { write: () => undefined },
    stderr: { write: () => undefined },
    readStdin: () => Promise.resolve(new Uint8Array()),
    untilStopped: () => Promise.resolve(""),
  };
  expect(await cli(["userdata", join(folder, "none")], io)).toBe(2);
});

test("no more is read than a file may have", async () => {
  const most = 16 * 1024 * 1024;
  expect((await run(new Uint8Array(most).fill(32))).code).toBe(0);
  const { code, err } = await run(new Uint8Array(most + 1).fill(32));
  expect([code, err]).toEqual([2, "DIR/file: cannot be read (over 16 MiB)\n"]);
});
