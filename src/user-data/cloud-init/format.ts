/** What cloud-init makes of user data or of one part of it. */
export type LinuxFormat =
  | "cloud-config"
  | "cloud-config-archive"
  | "cloud-config-jsonp"
  | "include"
  | "script"
  | "boothook"
  | "part-handler"
  | "jinja";

interface Prefix {
  readonly prefix: string;
  readonly contentType: string;
  readonly format: LinuxFormat;
}

/**
 * How a text begins, and the type cloud-init then takes it for.
 * Source: cloud-init 22.4.2 to 26.2, cloudinit/handlers/__init__.py, INCLUSION_TYPES_MAP. The last three are meant
 * as declared types only, but cloud-init does look for them.
 */
const prefixes: readonly Prefix[] = sortByLength([
  { prefix: "#cloud-config", contentType: "text/cloud-config", format: "cloud-config" },
  {
    prefix: "#cloud-config-archive",
    contentType: "text/cloud-config-archive",
    format: "cloud-config-archive",
  },
  { prefix: "#cloud-config-jsonp", contentType: "text/cloud-config-jsonp", format: "cloud-config-jsonp" },
  { prefix: "#include", contentType: "text/x-include-url", format: "include" },
  { prefix: "#include-once", contentType: "text/x-include-once-url", format: "include" },
  { prefix: "#!", contentType: "text/x-shellscript", format: "script" },
  { prefix: "#cloud-boothook", contentType: "text/cloud-boothook", format: "boothook" },
  { prefix: "#part-handler", contentType: "text/part-handler", format: "part-handler" },
  { prefix: "## template: jinja", contentType: "text/jinja2", format: "jinja" },
  ...["per-boot", "per-instance", "per-once"].map((when): Prefix => ({
    prefix: `text/x-shellscript-${when}`,
    contentType: `text/x-shellscript-${when}`,
    format: "script",
  })),
]);

function sortByLength(unsorted: readonly Prefix[]): readonly Prefix[] {
  return unsorted.toSorted((a, b) => b.prefix.length - a.prefix.length);
}

/** What Python's `str.lstrip` strips; JavaScript's own `trimStart` takes a byte order mark too. */
const leadingSpace = /^[\t-\r\u001c- \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The text without leading white space, as cloud-init sees it when it looks for a header. */
export function skipSpace(text: string): string {
  return text.replace(leadingSpace, "");
}

/**
 * Detects the format of a text by its beginning, as cloud-init does: white space skipped, case ignored, the
 * longest prefix wins. Undefined for what cloud-init ignores.
 */
export function detectFormat(text: string): Prefix | undefined {
  // No prefix is longer than 64 characters, and lower-casing all of a long text is not free.
  const start = skipSpace(text).slice(0, 64).toLowerCase();
  return prefixes.find(({ prefix }) => start.startsWith(prefix));
}

/** The format of a declared or detected content type; undefined for one that cloud-init has no handler for. */
export function formatOfType(contentType: string): LinuxFormat | undefined {
  return prefixes.find((p) => p.contentType === contentType)?.format;
}

/** cloud-init treats a blob as an e-mail message if its first 4,096 bytes contain these words, in any case. */
const mimeVersion = "mime-version:";

/** Whether cloud-init parses these bytes as a MIME message. Source: cloudinit/user_data.py, convert_string. */
export function isMessage(content: Uint8Array): boolean {
  const head = content.subarray(0, 4096);
  // Hyphens are rare: look for "-version:" around each one.
  for (let i = head.indexOf(0x2d); i !== -1; i = head.indexOf(0x2d, i + 1)) {
    if (spells(head, i - 4)) return true;
  }
  return false;
}

function spells(head: Uint8Array, start: number): boolean {
  for (let i = 0; i < mimeVersion.length; i++) {
    // Before the first byte and behind the last there is none.
    const code = head[start + i] ?? 0;
    const lower = code >= 0x41 && code <= 0x5a ? code + 32 : code;
    if (lower !== mimeVersion.charCodeAt(i)) return false;
  }
  return true;
}
