import type { Queryable } from '../db/database.js';
import type { FeedPosition } from './cursor.js';
import { eventsOfTick, placeBefore, ticksAround, type Tick } from './feed-store.js';
import type { LogEvent } from './log-event.js';

/** Ticks read at once: bounds what one turn holds in memory. */
export const TICKS_A_TURN = 50;
/** Events of a page at most. */
export const PAGE = 500;
/** Pages that are kept for the next reader: what several clients that come back at once all read. */
const PAGES_KEPT = 64;
const LISTS_KEPT = 64;

/** What a tenant's readers read of the past: each page once for all of them, as long as it is kept. */
export class TickPages {
  readonly #pages = new Map<string, Promise<readonly LogEvent[]>>();
  readonly #starts = new Map<string, Promise<FeedPosition | null>>();
  readonly #ticks = new Map<bigint, Promise<readonly Tick[]>>();

  constructor(
    private readonly db: Queryable,
    private readonly tenantId: string,
  ) {}

  /** As `ticksAround`. */
  ticks(tick: bigint): Promise<readonly Tick[]> {
    const known = this.#ticks.get(tick);
    if (known !== undefined) return known;
    const read = ticksAround(this.db, tick, TICKS_A_TURN);
    keep(this.#ticks, tick, read, LISTS_KEPT);
    // What ends with the newest tick will have more.
    void read.then(
      (ticks) => ticks.length < TICKS_A_TURN && this.#ticks.delete(tick),
      () => this.#ticks.delete(tick),
    );
    return read;
  }

  /**
   * Events of a tick behind a seq, in recorded order, at most a page; none where there are no more. Readers share what they
   * read from the same place: cursors are few, as everybody's batches end where the feed's pages do.
   */
  behind(ticks: { previous: Tick; tick: Tick }, afterSeq: bigint): Promise<readonly LogEvent[]> {
    const key = `${ticks.tick.tick}/${afterSeq}`;
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const read = eventsOfTick(this.db, this.tenantId, ticks, afterSeq, PAGE);
    keep(this.#pages, key, read, PAGES_KEPT);
    void read.catch(() => this.#pages.delete(key));
    return read;
  }

  /** A position that the last so many events up to a tick lie behind. */
  async before(until: FeedPosition, events: number): Promise<FeedPosition> {
    const key = `${until.tick}-${events}`;
    let start = this.#starts.get(key);
    if (start === undefined) {
      start = placeBefore(this.db, this.tenantId, until.tick, events);
      keep(this.#starts, key, start, LISTS_KEPT);
      void start.catch(() => this.#starts.delete(key));
    }
    return (await start) ?? until;
  }
}

function keep<Key, Value>(kept: Map<Key, Value>, key: Key, value: Value, most: number): void {
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
}
