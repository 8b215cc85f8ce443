import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's heap near what is in use. V8 doubles its young generation for as long as much of it survives a collection,
 * and lets the old one grow to a multiple of what the last collection left there: a review of ten thousand manifests,
 * which uses 15 MiB, had 256 MiB resident by the first, and 30 more by the second than a review of a thousand.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=50");
}
