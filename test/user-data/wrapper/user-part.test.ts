import { expect, test } from "vitest";
import { decodeUserPart, encodeUserPart } from "../../../src/user-data/wrapper/user-part.ts";

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));
const quoted = "Content-Transfer-Encoding: quoted-printable\n\n";
const typed = (type: string): string => `Content-Type: text/${type}; name="user-data"\n`;

// Each character is one byte.
test.for<[what: string, content: string, linux: string]>([
  ["nothing", "", "\n"],
  ["ASCII", "#!/bin/sh\n\t ~\n", "\n#!/bin/sh\n\t ~\n"],
  ["blanks at the ends of lines", "a \nb\t", "\na \nb\t"],
  ["NUL", "a\0", `${quoted}a=00`],
  ["DEL", "\x7f~", `${quoted}=7F~`],
  ["a backspace, and a carriage return", "\x08\r\n", `${quoted}=08=0D\n`],
  ["a vertical tab", "\x0b!", `${quoted}=0B!`],
  ["a byte past ASCII", "\x80", `${quoted}=80`],
  ["the last byte", "\xff\xfe", `${quoted}=FF=FE`],
  ["UTF-8", "\xc3\xa9", `${quoted}=C3=A9`],
  ["an equals sign", "=\xe9=3D<>", `${quoted}=3D=E9=3D3D<>`],
  ["blanks", "a b\tc\xe9", `${quoted}a b\tc=E9`],
  ["blanks before a line's end", "\xe9 \n\t\n", `${quoted}=E9=20\n=09\n`],
  ["several blanks before it", "\xe9 \t \n", `${quoted}=E9 \t=20\n`],
  ["blanks at the end", "\xe9  ", `${quoted}=E9 =20`],
  ["what begins like a boundary", "--=_vmgate", `${quoted}--=3D_vmgate`],
  ["what begins nearly so", "--=_vmgat", "\n--=_vmgat"],
])("a part of a Linux guest's wrapper, and back: %s", ([, content, linux]) => {
  const part = encodeUserPart(latin1(content), "linux");
  expect(part).toEqual({ text: linux, isMessage: false });
  expect(decodeUserPart(part)).toEqual(latin1(content));
  const windows = encodeUserPart(latin1(content), "windows");
  expect(windows).toEqual({ text: typed("x-shellscript") + linux, isMessage: false });
  expect(decodeUserPart(windows)).toEqual(latin1(content));
});

test.for<[what: string, content: string, type: string]>([
  ["a cloud-config", "#cloud-config\n", "cloud-config"],
  ["a cloud-config alone", "#cloud-config", "cloud-config"],
  ["what begins so", "#cloud-configuration\n", "cloud-config"],
  ["one behind a blank line", "\n#cloud-config\n", "x-shellscript"],
  ["one in capitals", "#CLOUD-CONFIG\n", "x-shellscript"],
  ["one that is cut", "#cloud-confi", "x-shellscript"],
  ["a script", "#ps1\n", "x-shellscript"],
])("the type of a Windows guest's part: %s", ([, content, type]) => {
  expect(encodeUserPart(latin1(content), "windows").text).toBe(`${typed(type)}\n${content}`);
});

const multipart = "Content-Type: multipart/mixed; boundary=b\n\n--b--\n";

test.for<[what: string, content: string, linux: boolean, windows: boolean]>([
  ["MIME", `MIME-Version: 1.0\n${multipart}`, true, true],
  ["without its version", multipart, false, true],
  ["without a type", "MIME-Version: 1.0\n\n#!/bin/sh\n", true, false],
  ["not UTF-8", `MIME-Version: 1.0\n${multipart}\xe9`, false, false],
  ["with UTF-8", `MIME-Version: 1.0\n${multipart}\xc3\xa9`, true, true],
])("a message is spliced in as the guest reads it: %s", ([, content, linux, windows]) => {
  const parts = (["linux", "windows"] as const).map((guestOs) => encodeUserPart(latin1(content), guestOs));
  expect(parts.map(({ isMessage }) => isMessage)).toEqual([linux, windows]);
  for (const part of parts) {
    if (part.isMessage) expect(part.text).toBe(Buffer.from(latin1(content)).toString());
    expect(decodeUserPart(part)).toEqual(latin1(content));
  }
});

test.for<[what: string, text: string, content: string | undefined]>([
  ["no headers", "\na\n", "a\n"],
  ["no blank line", "a\n", undefined],
  ["nothing", "", undefined],
  ["headers alone", typed("x-shellscript"), undefined],
  ["a type and text", `${typed("cloud-config")}\na`, "a"],
  ["another type", `${typed("plain")}\na`, undefined],
  ["a type behind another header", `A: b\n${typed("cloud-config")}\na`, undefined],
  ["a type twice", `${typed("cloud-config")}${typed("cloud-config")}\na`, undefined],
  ["an encoding", `${quoted}=41`, "A"],
  ["a type and an encoding", `${typed("x-shellscript")}${quoted}=41`, "A"],
  [
    "an encoding and a type",
    `Content-Transfer-Encoding: quoted-printable\n${typed("x-shellscript")}\n=41`,
    undefined,
  ],
  ["an encoding without a blank line", "Content-Transfer-Encoding: quoted-printable\n=41", undefined],
  ["another encoding", "Content-Transfer-Encoding: base64\n\nYQ==", undefined],
])("what vmgate has written is read, and nothing else: %s", ([, text, content]) => {
  expect(decodeUserPart({ text, isMessage: false })).toEqual(
    content === undefined ? undefined : latin1(content),
  );
});
