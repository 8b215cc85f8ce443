/**
 * A Kubernetes quantity, exact, in nano-units (10⁻⁹): the finest step the API server keeps.
 * Source: apimachinery, pkg/api/resource, type Quantity.
 */
export type Quantity = bigint;

/** One whole unit: a core, or a byte. */
export const one: Quantity = 1_000_000_000n;

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE])([+-]?\d{1,4})|([KMGTPE]i|[numkMGTPE]))?$/;

const decimal: Readonly<Record<string, number>> = {
  n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18,
}; // prettier-ignore

/** Past this power of ten the API server itself caps a quantity, and nothing real is that large. */
const largestExponent = 30;

/** Longer than any quantity that means something; the digits of a hostile one would fill a message. */
const longest = 64;

/**
 * Reads a quantity in any spelling the API server takes: `2`, `2000m`, `2e0`, `1.5Gi`, with blanks round it, a JSON
 * number.
 * Gives undefined for everything else. Fractions finer than 10⁻⁹ round up, as in the API server.
 */
export function parseQuantity(value: unknown): Quantity | undefined {
  const match = matchForm(value);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", , exponent, suffix = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  const power = (exponent === undefined ? (decimal[suffix] ?? 0) : Number(exponent)) - fraction.length;
  const size = scale(BigInt(whole + fraction) * binaryFactor(suffix), power);
  return sign === "-" ? -size : size;
}

function matchForm(value: unknown): RegExpExecArray | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = String(value);
  return text.length > longest ? null : form.exec(text.trim());
}

/** 1024 for Ki, 1024² for Mi, …; 1 for every other suffix. */
function binaryFactor(suffix: string): bigint {
  return suffix.endsWith("i") ? 1024n ** BigInt("KMGTPE".indexOf(suffix.charAt(0)) + 1) : 1n;
}

/** digits × 10^power in nano-units, rounded away from zero. */
function scale(digits: bigint, power: number): Quantity {
  const nano = Math.min(power, largestExponent) + 9;
  if (nano >= 0) return digits * 10n ** BigInt(nano);
  if (-nano > String(digits).length + 1) return digits === 0n ? 0n : 1n;
  const divisor = 10n ** BigInt(-nano);
  return (digits + divisor - 1n) / divisor;
}
