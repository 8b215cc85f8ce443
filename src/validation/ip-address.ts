const byte = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const ipv4 = new RegExp(`^${byte}(\\.${byte}){3}$`);
const group = /^[0-9A-Fa-f]{1,4}$/;

/**
 * Whether a text is an IPv4 address in dotted decimals without leading zeros (a resolver may read 010 as 8),
 * or an IPv6 address (RFC 4291, 2.2) without a zone, which means nothing on another host.
 */
export function isIpAddress(text: string): boolean {
  return ipv4.test(text) || isIpv6Address(text);
}

function isIpv6Address(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const endsInIpv4 = ipv4.test(last) && text.endsWith(last);
  if (endsInIpv4) groups.pop();
  const count = groups.length + (endsInIpv4 ? 2 : 0);
  return groups.every((g) => group.test(g)) && (halves.length === 2 ? count < 8 : count === 8);
}
