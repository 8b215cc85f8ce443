/** What cloudbase-init makes of user data. `certificate` is a bare PEM certificate. */
export type WindowsFormat = "message" | "jinja" | "cloud-config" | "certificate" | "script";

/**
 * Scripts by how they begin, and the two tags that are found anywhere.
 * Source: cloudbase-init 1.1.9, plugins/common/userdatautils.py, _SCRIPTS.
 */
const scripts: readonly RegExp[] = [
  /^rem\s+cmd\s/,
  /^#!/,
  /^#(?:ps1|ps1_sysnative|ps1_x86)\s/,
  /<\/?(?:script|powershell)>/,
];

/**
 * Detects the format of user data as cloudbase-init does: no white space or byte order mark before the header.
 * Undefined for what it ignores. Source: cloudbase-init 1.1.9, plugins/common/userdata.py.
 */
export function windowsFormat(text: string): WindowsFormat | undefined {
  if (isWindowsMessage(text)) return "message";
  if (/^##\s*template:\s*jinja\s*(?:\n|$)/i.test(text)) return "jinja";
  if (text.startsWith("#cloud-config")) return "cloud-config";
  if (text.trimStart().startsWith("-----BEGIN CERTIFICATE-----")) return "certificate";
  return scripts.some((script) => script.test(text)) ? "script" : undefined;
}

/** Whether cloudbase-init parses the text as a MIME message: these words, in this case, before the first blank line. */
export function isWindowsMessage(text: string): boolean {
  const blank = text.indexOf("\n\n");
  return text.slice(0, blank === -1 ? undefined : blank).includes("Content-Type: multipart");
}
