import { dayNumber } from "./calendar.ts";
import { isIpAddress } from "./ip-address.ts";
import { isSshPublicKey } from "./ssh-public-key.ts";

/** The longest DNS name (RFC 1035, 2.3.4), and the longest label, which a namespace may fill. */
const longestName = 253;
const longestLabel = 63;
const placeholder = "{namespace}";
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function isSearchDomain(text: string): boolean {
  const longest = text.length + (text.includes(placeholder) ? longestLabel - placeholder.length : 0);
  const labels = text.split(".");
  return (
    longest <= longestName &&
    labels.every((l) => l === placeholder || label.test(l)) &&
    labels.filter((l) => l === placeholder).length <= 1
  );
}

/** The names that contract §2 (access-credentials) takes; root would make every login by certificate root's. */
function isUserName(text: string): boolean {
  return /^[a-z_][a-z0-9_-]{0,31}$/.test(text) && text !== "root";
}

/** Goes into warnings, which are HTTP headers: no control characters. */
function isOneLine(text: string): boolean {
  return text.length <= 200 && /^[^\p{Cc}\p{Zl}\p{Zp}]+$/u.test(text) && text.trim() !== "";
}

/** The checks that the schema names as `format`; each says whether a text has the form. */
export const formats = {
  "ip-address": isIpAddress,
  "search-domain": isSearchDomain,
  "user-name": isUserName,
  "ssh-public-key": isSshPublicKey,
  "one-line": isOneLine,
  date: (text: string): boolean => dayNumber(text) !== undefined,
};
