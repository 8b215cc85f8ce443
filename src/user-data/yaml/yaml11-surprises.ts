/** A plain value that does not mean what it looks like. */
export interface Yaml11Surprise {
  readonly found: string;
  readonly fix: string;
}

const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const octal = /^[-+]?0[0-7_]+$/;
const macAddress = /^[0-9]{2}(?::[0-9]{2}){5}$/;
const quoted = "write it in quotes";

/**
 * Tells whether PyYAML, which reads YAML 1.1, takes a plain scalar for something else than a reader
 * of YAML 1.2 does, in a way that bites: octal, base 60, `on` and `off`; `yes` and `no` only where a
 * text is meant, as a key or in a list (`ssh_pwauth: yes` means what it says).
 * Source: PyYAML 6.0, lib/yaml/resolver.py.
 */
export function yaml11Surprise(value: string, field: "key" | "item" | "value"): Yaml11Surprise | undefined {
  const first = value.charCodeAt(0);
  // Everything below begins with a sign, a digit, one of o, n, y in either case, or "=".
  if (!(first <= 0x3d || /[ONYony]/.test(value.charAt(0)))) return undefined;
  if (isSexagesimal(value)) {
    return macAddress.test(value)
      ? { found: "an unquoted MAC address that YAML 1.1 reads as a number in base 60", fix: quoted }
      : { found: "digits with colons that YAML 1.1 reads as a number in base 60", fix: quoted };
  }
  if (octal.test(value)) {
    return {
      found: "a number with a leading 0 that YAML 1.1 reads as octal and YAML 1.2 as decimal",
      fix: quoted,
    };
  }
  if (/^(?:on|On|ON|off|Off|OFF)$/.test(value)) {
    return {
      found: "an unquoted on or off that YAML 1.1 reads as true or false",
      fix: `${quoted}, or write true or false`,
    };
  }
  if (field !== "value" && /^(?:yes|Yes|YES|no|No|NO)$/.test(value)) {
    return {
      found: "an unquoted yes or no that YAML 1.1 reads as true or false",
      fix: `${quoted}, or write true or false`,
    };
  }
  return undefined;
}

/** An integer in base 60 may not begin with 0; with a fraction it may. */
function isSexagesimal(value: string): boolean {
  return sexagesimal.test(value) && (value.includes(".") || /^[-+]?[1-9]/.test(value));
}
