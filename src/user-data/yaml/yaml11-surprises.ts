/** A plain value that does not mean what it looks like. */
export interface Yaml11Surprise {
  readonly found: string;
  readonly fix: string;
}

const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const octal = /^[-+]?0[0-7_]+$/;
const macAddress = /^[0-9]{2}(?::[0-9]{2}){5}$/;
const quoted = "quote it";

/**
 * Whether PyYAML, which reads YAML 1.1, reads a plain scalar differently from YAML 1.2 in a way that
 * matters: octal, base 60, `on` and `off`; `yes` and `no` only where a string is meant, as a key or in a
 * list (`ssh_pwauth: yes` means what it says).
 * Source: PyYAML 6.0, lib/yaml/resolver.py.
 */
export function yaml11Surprise(value: string, field: "key" | "item" | "value"): Yaml11Surprise | undefined {
  const first = value.charCodeAt(0);
  // Everything below begins with a sign, a digit, one of o, n, y in either case, or "=".
  if (!(first <= 0x3d || /[ONYony]/.test(value.charAt(0)))) return undefined;
  if (isSexagesimal(value)) {
    return macAddress.test(value)
      ? { found: "unquoted MAC address, which YAML 1.1 reads as a base 60 number", fix: quoted }
      : { found: "unquoted digits with colons, which YAML 1.1 reads as a base 60 number", fix: quoted };
  }
  if (octal.test(value)) {
    return {
      found: "number with a leading 0, which YAML 1.1 reads as octal and YAML 1.2 as decimal",
      fix: quoted,
    };
  }
  if (/^(?:on|On|ON|off|Off|OFF)$/.test(value)) {
    return {
      found: "unquoted on or off, which YAML 1.1 reads as true or false",
      fix: `${quoted}, or write true or false`,
    };
  }
  if (field !== "value" && /^(?:yes|Yes|YES|no|No|NO)$/.test(value)) {
    return {
      found: "unquoted yes or no, which YAML 1.1 reads as true or false",
      fix: `${quoted}, or write true or false`,
    };
  }
  return undefined;
}

/** An integer in base 60 may not begin with 0; with a fraction it may. */
function isSexagesimal(value: string): boolean {
  return sexagesimal.test(value) && (value.includes(".") || /^[-+]?[1-9]/.test(value));
}
