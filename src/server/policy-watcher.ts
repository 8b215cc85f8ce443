import { createHash } from "node:crypto";
import type { Policy } from "../policy/policy.ts";
import { isEqual } from "../field/json.ts";
import { type FileText, type LoadedPolicy, readPolicy, readPolicyText } from "../files/policy-file.ts";

/** A change of the policy file: it is in force now, or it is invalid and the previous policy still is. */
export type PolicyChange =
  { readonly policy: Policy } | { readonly at: Date; readonly errors: readonly string[] };

/** The policy in force, reloaded whenever its file changes. */
export interface PolicyWatcher {
  readonly current: () => Policy;
  /** A number that is the same for the same text, and exact as a metric; 0 for the policy that is built in. */
  readonly hash: () => number;
  /** Why the content of the file is not in force, in lines; undefined when it is. */
  readonly problem: () => string | undefined;
  /** Calls a listener after each change, good or bad, once. */
  readonly onChange: (listener: (change: PolicyChange) => void) => void;
  /** Ends the watch. */
  readonly close: () => void;
}

/** How a policy file is opened. */
export interface PolicyWatcherOptions {
  readonly file: string;
  /** The ids of all rules. */
  readonly ruleIds: readonly string[];
  /** How often the file is read, in milliseconds. A ConfigMap takes up to a minute to reach its pods anyway. */
  readonly everyMs?: number;
}

/**
 * Reads a policy file and polls it for changes. Returns the errors if it is invalid at the start, since then
 * there is no policy to fall back to.
 *
 * It is polled rather than watched: that covers the symbolic link by which a mounted ConfigMap is swapped, an
 * editor's rename and a network file system alike. Content counts once two readings in a row are the same, so that
 * a half-written file is never loaded.
 */
export async function openPolicyWatcher(
  options: PolicyWatcherOptions,
): Promise<PolicyWatcher | { readonly errors: readonly string[] }> {
  const { file, ruleIds, everyMs = 1000 } = options;
  const read = await readPolicyText(file);
  if ("error" in read) return { errors: [read.error] };
  const loaded = readPolicy(file, read.text, ruleIds);
  if ("errors" in loaded) return loaded;
  const watched = new WatchedPolicy(file, ruleIds, read.text, loaded.policy);
  const timer = setInterval(() => void watched.poll(), everyMs);
  return {
    current: () => watched.policy,
    hash: () => hashOf(watched.textInForce),
    problem: () => watched.problem,
    onChange: (listener) => watched.listeners.push(listener),
    close: () => {
      clearInterval(timer);
      watched.listeners.length = 0;
    },
  };
}

/** The first 48 bits of SHA-256: a double holds 53. */
function hashOf(text: string): number {
  return createHash("sha256").update(text).digest().readUIntBE(0, 6);
}

class WatchedPolicy {
  readonly listeners: ((change: PolicyChange) => void)[] = [];
  policy: Policy;
  problem: string | undefined;
  readonly #file: string;
  readonly #ruleIds: readonly string[];
  /** The text that `policy` was made of. */
  textInForce: string;
  /** The reading that was loaded last, and the latest one. */
  #loaded: FileText;
  #seen: FileText;
  #isReading = false;

  constructor(file: string, ruleIds: readonly string[], text: string, policy: Policy) {
    this.#file = file;
    this.#ruleIds = ruleIds;
    this.policy = policy;
    this.textInForce = text;
    this.#loaded = this.#seen = { text };
  }

  /** Reads the file again. A reading that takes longer than the interval is not overtaken by the next. */
  async poll(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    const read = await readPolicyText(this.#file);
    this.#isReading = false;
    const isSettled = isEqual(read, this.#seen);
    this.#seen = read;
    if (isSettled && !isEqual(read, this.#loaded)) this.#reload(read);
  }

  #reload(read: FileText): void {
    this.#loaded = read;
    const loaded = "error" in read ? { errors: [read.error] } : this.#load(read.text);
    if ("errors" in loaded) this.#reject(new Date(), loaded.errors);
    else this.#accept(loaded.policy);
  }

  /** The text in force gives the very policy that is in force, so that what was compiled from it stays. */
  #load(text: string): LoadedPolicy {
    if (text === this.textInForce) return { policy: this.policy };
    const loaded = readPolicy(this.#file, text, this.#ruleIds);
    if ("policy" in loaded) this.textInForce = text;
    return loaded;
  }

  #accept(policy: Policy): void {
    this.policy = policy;
    this.problem = undefined;
    this.#notify({ policy });
  }

  #reject(at: Date, errors: readonly string[]): void {
    const since = `invalid since ${at.toISOString()}; the previous policy is still in force`;
    this.problem = [`${this.#file}: ${since}`, ...errors].join("\n");
    this.#notify({ at, errors });
  }

  #notify(change: PolicyChange): void {
    for (const listener of this.listeners) listener(change);
  }
}
