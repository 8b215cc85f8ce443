import type { Field } from "../field/field.ts";
import { checkPattern } from "./checks.ts";
import { quote, type FieldError } from "../field/error.ts";

/** Longer than any link that the platform writes; a string that a user pastes can be longer. */
const longestLink = 512;

const name = "[a-z0-9][a-z0-9-]{0,63}";

/** `cpln://secret/x`, `//secret/x`, `/org/o/secret/x`. */
const secretLink = new RegExp(`^(cpln://|//|/org/${name}/)secret/${name}$`);

/** `cpln://volumeset/x`, and with its GVC: `//gvc/g/volumeset/x`, `/org/o/gvc/g/volumeset/x`. */
const volumeSetLink = new RegExp(`^(cpln://|//|//gvc/${name}/|/org/${name}/gvc/${name}/)volumeset/${name}$`);

const volumeLink = new RegExp(`${volumeSetLink.source}|${secretLink.source}`);

/** The volume set that a link names, as `gvc/name`; undefined for every other link. `gvc` is the workload's own. */
export function volumeSetOf({ string: text = "" }: Field, gvc: string): string | undefined {
  if (text.length > longestLink || !volumeSetLink.test(text)) return undefined;
  const parts = text.split("/");
  const named = parts.indexOf("gvc");
  return `${named === -1 ? gvc : (parts[named + 1] ?? "")}/${parts.at(-1) ?? ""}`;
}

/** Findings for a field that, where it is set, names a secret of the platform. */
export function checkSecretLink(field: Field): FieldError[] {
  return checkLink(
    field,
    secretLink,
    "must be a link of the form cpln://secret/<name>",
    "use a link to a secret",
  );
}

/** Findings for a field that, where it is set, names a volume set of the platform. */
export function checkVolumeSetLink(field: Field): FieldError[] {
  return checkLink(
    field,
    volumeSetLink,
    "must be a link of the form cpln://volumeset/<name>",
    "use a link to a volume set",
  );
}

/** Findings for a field that, where it is set, names a volume set or a secret. */
export function checkVolumeLink(field: Field): FieldError[] {
  const allowed = "must be a link of the form cpln://volumeset/<name> or cpln://secret/<name>";
  return checkLink(field, volumeLink, allowed, "use a link to a volume set (a data disk) or to a secret");
}

function checkLink(field: Field, pattern: RegExp, allowed: string, fix: string): FieldError[] {
  return checkPattern(field, { pattern, longest: longestLink, allowed, fix, found });
}

/** Only a link is quoted: any other string may be the secret itself. */
function found(text: string): string {
  return /^(cpln:\/)?\//.test(text) ? quote(text) : "not a link";
}

const imageName = "[a-z0-9]+(?:[._/-][a-z0-9]+)*";

/** `//image/web:1`, `/org/shop/image/web:1`. */
const imageLink = new RegExp(`^/(?:org/(${name}))?/image/${imageName}:[\\w][\\w.-]{0,127}$`);

/** Whether a string is meant as a link to an image in the platform's own registry. */
export function isImageLink(text: string): boolean {
  return text.startsWith("/");
}

/** The org of an image link, "" where it names none; undefined if it is not such a link. */
export function orgOfImageLink(text: string): string | undefined {
  const match = text.length > longestLink ? null : imageLink.exec(text);
  return match === null ? undefined : (match[1] ?? "");
}
