import type { Random } from "./random.ts";

/** Longer inputs only take longer: what depends on size has tests of its own. */
const longest = 8192;

const words = [
  ...[
    "\n",
    "\r",
    "\t",
    "\0",
    " ",
    ":",
    "-",
    "?",
    "&",
    "*",
    "!",
    "|",
    ">",
    "'",
    '"',
    "%",
    "@",
    "`",
    "{",
    "}",
    "[",
    "]",
    ",",
    "=",
    "#",
  ],
  ...[
    "---\n",
    "- ",
    ": ",
    "? ",
    "&a ",
    "*a",
    "<<: ",
    "!!binary ",
    "!!int ",
    "|\n  ",
    "\ufeff",
    "é",
    "\u2028",
    "\u0085",
  ],
  ...[
    "#cloud-config\n",
    "#cloud-config-archive\n",
    "#cloud-config-jsonp\n",
    "#!/bin/sh\n",
    "#include\n",
    "## template: jinja\n",
  ],
  ...[
    "#cloud-boothook\n",
    "#part-handler\n",
    "#ps1_sysnative\n",
    "rem cmd\n",
    "<powershell>",
    "</powershell>",
  ],
  ...[
    "MIME-Version: 1.0\n",
    "Content-Type: multipart/mixed; boundary=b\n\n",
    "--b\n",
    "--b--\n",
    "message/rfc822",
    "From x\n",
  ],
  ...[
    "Content-Transfer-Encoding: base64\n",
    "Content-Transfer-Encoding: quoted-printable\n",
    "=\n",
    "=3D",
    "--=_vmgate",
  ],
  ...[
    "null",
    "true",
    "~",
    "0",
    "-1",
    "1e400",
    "0x10",
    "0o7",
    "1:30",
    "9007199254740993",
    "__proto__",
    "constructor",
  ],
].map((word) => new TextEncoder().encode(word));

/** The bytes with one to four changes; some of them come from another input. */
export function mutateBytes(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes = input;
  for (let i = random.below(4); i >= 0; i--) bytes = changeOnce(bytes, other, random);
  return bytes.subarray(0, longest);
}

function changeOnce(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  const some = bytes.subarray(at, at + 1 + random.below(random.pick([2, 16, 256])));
  switch (random.below(6)) {
    case 0:
      return replace(bytes, at, 1, Uint8Array.of(random.below(256)));
    case 1:
      return replace(bytes, at, 0, random.pick(words));
    case 2:
      return replace(bytes, at, some.length, random.pick(words));
    case 3:
      return replace(bytes, at, some.length, new Uint8Array());
    case 4:
      return replace(bytes, at, 0, some.length < 64 ? repeat(some, 1 + random.below(32)) : some);
    default: {
      const from = random.below(other.length + 1);
      return replace(bytes, at, random.below(64), other.subarray(from, from + random.below(256)));
    }
  }
}

function replace(bytes: Uint8Array, at: number, length: number, by: Uint8Array): Uint8Array {
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]));
}

function repeat(bytes: Uint8Array, times: number): Uint8Array {
  return Buffer.concat(Array<Uint8Array>(times).fill(bytes));
}

const values: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 0.5, 1e308, 2 ** 53 + 2, "", "0", "1", "2Gi", "1500m", "linux", "windows"],
  ...["virtio", "sata", "disk", "__proto__", "a b", "\ud800", "#cloud-config\n", [], {}, [[]], [{}], [null]],
];

/** JSON text with one to four values changed; some come from another text. Undefined where one of them is no JSON. */
export function mutateJson(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array | undefined {
  const [json, donor] = [parse(input), parse(other)];
  if (json === undefined || donor === undefined) return undefined;
  let changed: unknown = json;
  for (let i = random.below(4); i >= 0; i--) changed = changeValue(changed, donor, random);
  return new TextEncoder().encode(JSON.stringify(changed));
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Goes down to a value, and changes it. */
function changeValue(json: unknown, donor: unknown, random: Random): unknown {
  if (typeof json !== "object" || json === null || random.below(8) === 0) return newValue(donor, random);
  const entries = Object.entries(json);
  const at = random.below(entries.length + 1);
  const entry = entries[at];
  if (entry === undefined || random.below(8) === 0) {
    const more: [string, unknown] = random.pick([
      entry ?? ["", null],
      ...Object.entries(anyPart(donor, random)),
    ]);
    entries.splice(at, random.below(2), more);
  } else {
    entries[at] = [entry[0], changeValue(entry[1], donor, random)];
  }
  return Array.isArray(json) ? entries.map(([, value]) => value as unknown) : Object.fromEntries(entries);
}

function newValue(donor: unknown, random: Random): unknown {
  return random.below(2) === 0 ? random.pick(values) : anyPart(donor, random);
}

function anyPart(json: unknown, random: Random): object {
  let part: unknown = json;
  while (typeof part === "object" && part !== null) {
    const inner = Object.values(part) as readonly unknown[];
    const next = inner[random.below(inner.length + 1)];
    if (typeof next !== "object" || next === null) return part;
    part = next;
  }
  return {};
}
