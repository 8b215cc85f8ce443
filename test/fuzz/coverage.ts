import { Session, type Profiler } from "node:inspector";

/**
 * What V8 counts of vmgate's own code (or of the files whose address has `part`) while it runs. A way through a
 * function is its blocks and, in powers of two, how often each ran.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #ways = new Set<string>();
  readonly #part: string;

  constructor(part = "/src/") {
    this.#part = part;
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** How many ways were taken so far. */
  get ways(): number {
    return this.#ways.size;
  }

  /** Whether what ran since the last call took a way that nothing took before. */
  isNew(): boolean {
    const before = this.#ways.size;
    this.#session.post("Profiler.takePreciseCoverage", (error, taken) => {
      if (error !== null) throw new Error(error.message);
      for (const { url, scriptId, functions } of taken.result) {
        if (!url.includes(this.#part) || url.includes("/node_modules/")) continue;
        for (const { ranges } of functions) this.#ways.add(`${scriptId} ${ranges.map(wayOf).join(" ")}`);
      }
    });
    return this.#ways.size > before;
  }

  close(): void {
    this.#session.disconnect();
  }
}

function wayOf({ startOffset, endOffset, count }: Profiler.CoverageRange): string {
  return `${startOffset}-${endOffset}:${Math.min(8, 32 - Math.clz32(count))}`;
}
