import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readUserData } from "../../src/user-data/read.ts";
import { runs } from "../support/arbitrary-vm.ts";

const multipart = 'Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n';

test.for<[string, string | Uint8Array, string]>([
  ["cloud-config", "#cloud-config\na: 1\n", "cloud-config"],
  ["cloud-config, with more on the line", "#cloud-configuration x\na: 1\n", "cloud-config"],
  ["in capitals", "#CLOUD-CONFIG\na: 1\n", "cloud-config"],
  ["after blank lines and blanks", "\n \t\r\n#cloud-config\n", "cloud-config"],
  ["after a separator that only Python strips", "\u001c\u0085#cloud-config\n", "cloud-config"],
  ["with CRLF", "#cloud-config\r\na: 1\r\n", "cloud-config"],
  ["a blank after the hash", "# cloud-config\na: 1\n", "unknown"],
  ["after a byte order mark", "\ufeff#cloud-config\n", "unknown"],
  ["UTF-16", Buffer.from("\ufeff#cloud-config\n", "utf16le"), "unknown"],
  ["archive", "#cloud-config-archive\n- x\n", "cloud-config-archive"],
  ["JSON patch", "#cloud-config-jsonp\n[]", "cloud-config-jsonp"],
  ["include", "#include\nhttp://x\n", "include"],
  ["include on one line", "#include http://x\n", "include"],
  ["include once", "#include-once\nhttp://x\n", "include"],
  ["script", "#!/bin/sh\n", "script"],
  ["boothook", "#cloud-boothook\n#!/bin/sh\n", "boothook"],
  ["boothook with the Kelvin sign for k", "#cloud-boothoo\u212a\n", "boothook"],
  ["part handler", "#part-handler\n", "part-handler"],
  ["jinja", "## template: jinja\n#cloud-config\n", "jinja"],
  ["jinja without the blank", "## template:jinja\n#cloud-config\n", "unknown"],
  ["a type's name as the text", "text/x-shellscript-per-boot\n", "script"],
  ["upstart, removed in 22.2", "#upstart-job\n", "unknown"],
  ["PowerShell", "#ps1_sysnative\n", "unknown"],
  ["Ignition", '{"ignition": {"version": "3.4.0"}}', "unknown"],
  ["plain text", "hello\n", "unknown"],
  ["nothing", "", "empty"],
  ["blank lines", "\n \t\n", "empty"],
  ["MIME", `${multipart}--b\n\n#!/bin/sh\n--b--\n`, "message"],
  ["MIME with its header in other letters", "mime-VERSION: 1.0\n\n#!/bin/sh\n", "message"],
  ["multipart without MIME-Version", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "unknown"],
  ["cloud-config that quotes an e-mail", "#cloud-config\na: |\n  MIME-Version: 1.0\n", "message"],
  ["MIME-Version ending at byte 4096", `#!/bin/sh\n${"x".repeat(4073)}mime-version:`, "message"],
  ["MIME-Version ending at byte 4097", `#!/bin/sh\n${"x".repeat(4074)}mime-version:`, "script"],
  ["MIME-Version all in capitals", "MIME-VERSION: 1.0\n", "message"],
  ["the mark nearly at the start", "-version:", "unknown"],
  ["the mark cut at the end", "#!/bin/sh\nmime-versio", "script"],
  ["hyphens before the mark", "-version: x\nmime--mime-version:\n", "message"],
  ["gzip", gzipSync("#!/bin/sh\n"), "script"],
  ["gzip of MIME", gzipSync(`${multipart}--b\n\n#!/bin/sh\n--b--\n`), "message"],
  ["gzip of gzip", gzipSync(gzipSync("#!/bin/sh\n")), "unknown"],
  ["damaged gzip", gzipSync("#!/bin/sh\n").subarray(0, -1), "unknown"],
  ["base64 inside", Buffer.from("#cloud-config\nhostname: x\n").toString("base64"), "unknown"],
  ["a script with Latin-1", Buffer.from("#!/bin/sh\necho \xe9\n", "latin1"), "script"],
  ["more than 256 KiB", `#cloud-config\n${"#".repeat(256 * 1024)}`, "unknown"],
])("cloud-init: %s", ([, content, format]) => {
  expect(readUserData(bytesOf(content), "linux").format).toBe(format);
});

test.for<[string, string | Uint8Array, string]>([
  ["PowerShell", "#ps1\nls\n", "script"],
  ["64-bit PowerShell", "#ps1_sysnative\r\nls\r\n", "script"],
  ["32-bit PowerShell", "#ps1_x86\nls\n", "script"],
  ["another PowerShell", "#ps1_arm\nls\n", "unknown"],
  ["batch", "rem cmd\ndir\n", "script"],
  ["batch in capitals", "REM cmd\ndir\n", "unknown"],
  ["Python", "#!/usr/bin/env python\n", "script"],
  ["EC2 tags", "<powershell>ls</powershell>", "script"],
  ["EC2 tags behind other text", "x <script>dir</script>", "script"],
  ["cloud-config", "#cloud-config\nset_hostname: x\n", "cloud-config"],
  ["a blank line before the header", "\n#cloud-config\nset_hostname: x\n", "unknown"],
  ["a byte order mark", "\ufeff#ps1\n", "unknown"],
  ["jinja", "## template:jinja\n#cloud-config\n", "jinja"],
  ["jinja with a blank", "## template: jinja\n#ps1\n", "jinja"],
  ["jinja with blanks and a tab", "##  template:  jinja\t \n#ps1\n", "jinja"],
  ["jinja in capitals, and nothing else", "##TEMPLATE:JINJA", "jinja"],
  ["jinja behind a blank line", "\n## template: jinja\n", "unknown"],
  ["jinja with another word", "## template: jinja2\n", "unknown"],
  ["MIME that ends in its type", "Content-Type: multipart", "message"],
  ["a certificate", "\n-----BEGIN CERTIFICATE-----\n", "certificate"],
  ["MIME", `${multipart}--b--\n`, "message"],
  ["MIME with its header in other letters", "content-type: multipart/mixed; boundary=b\n\n", "unknown"],
  ["MIME whose words come behind a blank line", "x\n\nContent-Type: multipart/mixed\n", "unknown"],
  ["include", "#include http://x\n", "unknown"],
  ["boothook", "#cloud-boothook\n", "unknown"],
  ["gzip", gzipSync("#ps1\nls\n"), "script"],
  ["Latin-1", Buffer.from("#ps1\necho \xe9\n", "latin1"), "unknown"],
])("cloudbase-init: %s", ([, content, format]) => {
  expect(readUserData(bytesOf(content), "windows").format).toBe(format);
});

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : Uint8Array.from(content);
}

test("whatever the bytes are, reading them gives an answer", () => {
  const beginnings = [
    "",
    "#cloud-config\n",
    "#cloud-config-archive\n",
    "#cloud-config-jsonp\n",
    `${multipart}--b\n`,
  ];
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "- a: [",
      "content: &x 1",
      "*x",
      "--b",
      "--b--",
      "\t",
      "<<: *x",
      "!!x y",
      "Content-Type: a/b",
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...beginnings), fc.array(line), fc.uint8Array(), (beginning, lines, rest) => {
      const bytes = Uint8Array.from(Buffer.concat([Buffer.from(beginning + lines.join("\n")), rest]));
      for (const guestOs of ["linux", "windows"] as const) {
        const { findings } = readUserData(bytes, guestOs);
        for (const { line: number } of findings) expect(number).toBeGreaterThan(0);
      }
    }),
    { numRuns: runs },
  );
});
