import { type ContentFinding, partWarning } from "../finding.ts";
import { decodeBase64 } from "../encoding/base64.ts";
import { isGzip } from "../encoding/gzip.ts";
import { detectFormat } from "./format.ts";

const known = "must begin with a header that cloud-init knows, such as #cloud-config or #!/bin/sh";

/** Why cloud-init ignores user data, as far as its beginning shows, and what its author should write. */
export function explainUnknown(content: Uint8Array, text: string): ContentFinding {
  const [line, found, fix] = explain(content, text);
  return partWarning(line, `${found}, so the guest's cloud-init ignores it`, known, fix);
}

type Cause = readonly [line: number, found: string, fix: string];

function explain(content: Uint8Array, text: string): Cause {
  const start = text.trimStart();
  return (
    explainEncoding(content, text) ??
    explainForeign(start) ??
    explainHeader(text) ?? [
      1,
      "text without a header line",
      "begin with #cloud-config, or with #! for a script",
    ]
  );
}

function explainEncoding(content: Uint8Array, text: string): Cause | undefined {
  const [first, second] = content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return [1, "UTF-16", "save it as UTF-8 without a byte order mark"];
  }
  if (text.startsWith("\ufeff"))
    return [1, "byte order mark before the header", "save it as UTF-8 without BOM"];
  if (isGzip(content)) return [1, "gzip inside gzip", "compress it once"];
  if (text.length >= 16 && isWrappedBase64(text)) {
    return [1, "base64 inside the user data", "encode it once, in userDataBase64"];
  }
  return undefined;
}

/** Base64 of something that cloud-init would have known. */
function isWrappedBase64(text: string): boolean {
  const bytes = decodeBase64(text.trim());
  return (
    bytes !== undefined && (isGzip(bytes) || detectFormat(new TextDecoder().decode(bytes)) !== undefined)
  );
}

/** Formats that other programs in the guest read. */
function explainForeign(start: string): Cause | undefined {
  if (start.startsWith("{") && /"ignition"\s*:/.test(start)) {
    return [1, "Ignition configuration", "ignore this if the image boots with Ignition"];
  }
  if (/^version:\s*v1alpha1\b/m.test(start) && /^machine:/m.test(start)) {
    return [1, "Talos machine configuration", "ignore this if the image is Talos"];
  }
  if (/^(?:#ps1|<powershell>|<script>|rem\s+cmd\s)/i.test(start)) {
    return [1, "Windows script", "set the annotation vm.cpln.io/guest-os: windows if the guest is Windows"];
  }
  if (/^content-type:\s*multipart\//im.test(start.slice(0, 4096))) {
    return [1, "multipart message without MIME-Version", "add the header MIME-Version: 1.0"];
  }
  return undefined;
}

/** A header that is misspelled or not in the first line, or a cloud-config without one. */
function explainHeader(text: string): Cause | undefined {
  if (/^##+\s*template:\s*jinja/i.test(text)) {
    return [1, "misspelled jinja header", "write ## template: jinja, with these spaces"];
  }
  const lines = text.split("\n", 50);
  const late = lines.findIndex((line) => /^#(?:cloud-(?:config|boothook)|include|!)/i.test(line));
  if (late > 0) return [late + 1, "header below the first line", "move the header to the first line"];
  const near = lines.findIndex((line) => /^\s*#+\s*cloud[-_ ]?config\b/i.test(line));
  if (near >= 0) return [near + 1, "misspelled header", "write #cloud-config"];
  const first = lines.findIndex((line) => /^[^\s#]/.test(line) && line !== "---");
  if (first >= 0 && /^["']?[A-Za-z_][\w-]*["']?:(?:\s|$)/.test(lines[first] ?? "")) {
    return [1, "keys and values without a header line", "make #cloud-config the first line"];
  }
  return undefined;
}
