/** How a cache finds what it lacks, and how much it keeps. */
export interface LookupCacheOptions<Value> {
  /** Finds a value; null where there is none. Its failures reach everyone who waits for it. */
  readonly load: (key: string) => Promise<Value | null>;
  /** Most values kept; the one unused for longest goes first. */
  readonly limit: number;
  /** For how long a value may be served, counted from the moment its lookup began. */
  readonly ttlMs: number;
}

/**
 * A bounded cache before a lookup. Calls for the same key that overlap share one lookup. What was not found, or
 * failed, is not kept: it would let a flood of invented keys push out the good ones.
 *
 * A value's age is counted from the start of its lookup: the database was read no earlier than that, so a change
 * is seen by every call that begins `ttlMs` after it, however slow the answer was.
 */
export class LookupCache<Value> {
  readonly #options: LookupCacheOptions<Value>;
  /** In order of use, oldest first. */
  readonly #found = new Map<string, { readonly value: Value; readonly since: number }>();
  readonly #pending = new Map<string, { readonly lookup: Promise<Value | null>; readonly since: number }>();

  constructor(options: LookupCacheOptions<Value>) {
    this.#options = options;
  }

  /** The value of a key, from memory if it is young enough. */
  async get(key: string): Promise<Value | null> {
    const found = this.#found.get(key);
    if (found !== undefined) {
      this.#found.delete(key);
      if (this.#isYoung(found.since)) {
        this.#found.set(key, found);
        return found.value;
      }
    }
    const pending = this.#pending.get(key);
    if (pending !== undefined && this.#isYoung(pending.since)) return pending.lookup;
    return this.#lookUp(key);
  }

  async #lookUp(key: string): Promise<Value | null> {
    const since = performance.now();
    const lookup = this.#options.load(key);
    this.#pending.set(key, { lookup, since });
    try {
      const value = await lookup;
      if (value !== null && this.#isYoung(since)) this.#keep(key, value, since);
      return value;
    } finally {
      // A lookup that outlasts the lifetime has been succeeded by another one, which stays.
      if (this.#pending.get(key)?.lookup === lookup) this.#pending.delete(key);
    }
  }

  #keep(key: string, value: Value, since: number): void {
    this.#found.set(key, { value, since });
    if (this.#found.size <= this.#options.limit) return;
    const [oldest] = this.#found.keys();
    if (oldest !== undefined) this.#found.delete(oldest);
  }

  /** The clock is monotonic: setting the system's time back must not prolong a revoked key. */
  #isYoung(since: number): boolean {
    return performance.now() - since < this.#options.ttlMs;
  }
}
