import type { Queryable } from '../db/database.js';
import { PAGE } from './batches.js';
import type { FeedPosition } from './cursor.js';
import { placeBefore, readBehind, type FeedRead } from './feed-store.js';

/** Pages that are kept for the next reader: what several clients that come back at once all read. */
const PAGES_KEPT = { pages: 64, bytes: 16 * 1024 * 1024 } as const;
const STARTS_KEPT = 64;

interface Page {
  readonly read: Promise<FeedRead>;
  bytes: number;
}

/** What a tenant's readers read of the past: each page once for all of them, for as long as any of them reads. */
export class TickPages {
  readonly #pages = new Map<string, Page>();
  readonly #starts = new Map<string, Promise<FeedPosition | null>>();
  #bytes = 0;

  constructor(
    private readonly db: Queryable,
    private readonly tenantId: string,
  ) {}

  /**
   * The next events behind a position, up to a tick, at most a page. Readers share what they read from the same place:
   * cursors are few, as everybody's batches end where the feed's pages do.
   */
  behind(position: FeedPosition, until: bigint): Promise<FeedRead> {
    const key = `${position.tick}/${position.seq}`;
    const known = this.#pages.get(key);
    if (known !== undefined) return known.read;
    const page: Page = { read: readBehind(this.db, this.tenantId, position, until, PAGE), bytes: 0 };
    this.#pages.set(key, page);
    page.read.then(
      ({ placed, end }) => {
        if (this.#pages.get(key) !== page) return;
        // What reaches the present will be more.
        if (end.tick >= until) return this.#forget(key, page);
        page.bytes = placed.reduce((sum, { event }) => sum + event.size, 0);
        this.#bytes += page.bytes;
        this.#shrink();
      },
      () => this.#forget(key, page),
    );
    return page.read;
  }

  /** A position that the last so many events up to a tick lie behind. */
  async before(until: FeedPosition, events: number): Promise<FeedPosition> {
    const key = `${until.tick}-${events}`;
    let start = this.#starts.get(key);
    if (start === undefined) {
      start = placeBefore(this.db, this.tenantId, until.tick, events);
      this.#starts.set(key, start);
      const [oldest] = this.#starts.keys();
      if (this.#starts.size > STARTS_KEPT && oldest !== undefined) this.#starts.delete(oldest);
      void start.catch(() => this.#starts.delete(key));
    }
    return (await start) ?? until;
  }

  /** Keeps nothing: nobody reads of the past. */
  clear(): void {
    this.#pages.clear();
    this.#starts.clear();
    this.#bytes = 0;
  }

  #shrink(): void {
    for (const [key, page] of this.#pages) {
      if (this.#pages.size <= PAGES_KEPT.pages && this.#bytes <= PAGES_KEPT.bytes) return;
      this.#forget(key, page);
    }
  }

  #forget(key: string, page: Page): void {
    if (this.#pages.get(key) !== page) return;
    this.#pages.delete(key);
    this.#bytes -= page.bytes;
  }
}
