/** A cache of what was worked out of texts, bounded in bytes: the entry that was put in first goes first. */
export class ByteCache<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly size: number }>();
  readonly #limit: number;
  readonly #entryLimit: number;
  #size = 0;

  /**
   * @param limit most bytes of all keys and values
   * @param entryLimit most bytes of one entry; larger ones are not kept
   */
  constructor(limit: number, entryLimit: number) {
    this.#limit = limit;
    this.#entryLimit = entryLimit;
  }

  /** Bytes that keys and values take. */
  get size(): number {
    return this.#size;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Keeps a value. @param valueSize its bytes; a character of the key counts as two. */
  set(key: string, value: Value, valueSize: number): void {
    const size = key.length * 2 + valueSize;
    if (size > this.#entryLimit || this.#entries.has(key)) return;
    this.#entries.set(key, { value, size });
    this.#size += size;
    for (const [oldest, entry] of this.#entries) {
      if (this.#size <= this.#limit) return;
      this.#entries.delete(oldest);
      this.#size -= entry.size;
    }
  }
}
