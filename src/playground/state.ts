import { Budget, largestBudget } from "../user-data/budget.ts";
import { decodeBase64, encodeBase64 } from "../user-data/encoding/base64.ts";
import { gunzip, gzip } from "../user-data/encoding/gzip.ts";
import { decodeUtf8 } from "../user-data/encoding/utf8.ts";

/** What is written in the editors. */
export interface Texts {
  readonly manifest: string;
  /** The objects as they are stored; empty where all are created. */
  readonly old: string;
  readonly policy: string;
}

/** Longest fragment of an address that is made or read, in characters: longer ones are cut by what passes links on. */
const longestFragment = 16_000;

/** Most bytes that a fragment may hold once it is unpacked. */
const mostBytes = largestBudget;

/** The texts as the fragment of an address, without its `#`; undefined where they are too long for one. */
export function toFragment({ manifest, policy, old }: Texts): string | undefined {
  const bytes = new TextEncoder().encode(JSON.stringify([manifest, policy, old]));
  if (bytes.length > mostBytes) return undefined;
  const fragment = encodeBase64(gzip(bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return fragment.length > longestFragment ? undefined : fragment;
}

/** The texts of a fragment, which anybody may have made; undefined where it holds none. */
export function fromFragment(fragment: string): Texts | undefined {
  if (fragment === "" || fragment.length > longestFragment) return undefined;
  const base64 = fragment.replaceAll("-", "+").replaceAll("_", "/");
  const packed = decodeBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, "="));
  const text = packed && unpack(packed);
  if (text === undefined) return undefined;
  try {
    const texts: unknown = JSON.parse(text);
    if (!Array.isArray(texts)) return undefined;
    const list: readonly unknown[] = texts;
    // Links of earlier versions have two texts.
    const [manifest, policy, old = ""] = list;
    const areTexts = typeof manifest === "string" && typeof policy === "string" && typeof old === "string";
    return areTexts ? { manifest, policy, old } : undefined;
  } catch {
    return undefined;
  }
}

function unpack(packed: Uint8Array): string | undefined {
  try {
    const bytes = gunzip(packed, new Budget(mostBytes));
    return bytes && decodeUtf8(bytes);
  } catch {
    // More comes out than may.
    return undefined;
  }
}
