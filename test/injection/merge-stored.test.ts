import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { PlatformValues, platformValues } from "../../src/injection/platform-values.ts";
import { vmiUserData } from "../../src/injection/merge-stored.ts";
import { unwrap, wrap } from "../../src/user-data/wrapper/wrapper.ts";
import { utf8 } from "../support/injection.ts";
import { platform } from "../support/platform.ts";

const guest = { kind: "cloudInitNoCloud", guestOs: "linux" } as const;
const values = platformValues(platform, "shop") as PlatformValues;
const nothing = new PlatformValues([]);
const cc = utf8("#cloud-config\nhostname: web\n");

test("a Secret's data is wrapped, uncompressed", () => {
  const { bytes, why } = vmiUserData(cc, "secret", values, guest);
  expect(why).toBeUndefined();
  expect(unwrap(bytes ?? cc)).toEqual({
    kind: "wrapped",
    user: { content: cc, source: "secret", isCompressed: false },
  });
});

test("16 KiB fit, compressed data come out", () => {
  const large = utf8(`#!/bin/sh\n${"x".repeat(16 * 1024)}`);
  const { bytes } = vmiUserData(Uint8Array.from(gzipSync(large)), "secret", values, guest);
  expect(unwrap(bytes ?? cc)).toMatchObject({ user: { isCompressed: true } });
  expect(bytes?.length).toBeGreaterThan(16 * 1024);
});

test("a wrapper of yesterday is renewed, and injecting is idempotent", () => {
  const old = wrap(
    { content: cc, source: "userData", isCompressed: false },
    ['Content-Type: text/cloud-boothook; name="vmgate"\n\n#!/bin/sh'],
    "linux",
  );
  const { bytes } = vmiUserData(utf8(old), "userDataBase64", values, guest);
  expect(unwrap(bytes ?? cc)).toMatchObject({ user: { content: cc, source: "userData" } });
  expect(vmiUserData(bytes, "secret", values, guest).bytes).toEqual(bytes);
});

test("no user data get the platform's alone", () => {
  const { bytes } = vmiUserData(undefined, "secret", values, guest);
  expect(unwrap(bytes ?? cc)).toEqual({ kind: "wrapped", user: "empty" });
});

test.for([
  ["nothing to say", cc, nothing, undefined],
  ["neither user data nor anything to say", undefined, nothing, undefined],
  ["Ignition", utf8('{"ignition": {}}'), values, /unrecognized user data format/],
  ["damaged gzip", Uint8Array.of(0x1f, 0x8b, 8), values, /unrecognized user data format/],
  ["modified by hand", utf8("MIME-Version: 1.0\nX-Vmgate: 2\n\n"), values, /modified by hand/],
] as const)("left as they are: %s", ([, bytes, some, reason]) => {
  const result = vmiUserData(bytes, "secret", some, guest);
  expect(result.bytes).toEqual(bytes);
  if (reason === undefined) expect(result.why).toBeUndefined();
  else expect(result.why?.found).toMatch(reason);
});

test.for([
  ["a template", "## template: jinja\n#ps1\nls\n", /read a Jinja template/],
  ["a certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n", /read a bare certificate/],
  ["text", "hello\n", /unrecognized user data format/],
] as const)("what Windows does not read beside other parts is named: %s", ([, content, reason]) => {
  const windows = { kind: "cloudInitConfigDrive", guestOs: "windows" } as const;
  const { bytes, why } = vmiUserData(utf8(content), "secret", values, windows);
  expect(bytes).toEqual(utf8(content));
  expect(why?.found).toMatch(reason);
});
