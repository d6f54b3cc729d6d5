import type { Queryable } from '../db/database.js';
import type { TenantScope } from '../db/tenant-scope.js';
import type { FeedPosition } from './cursor.js';
import type { FeedFilter, LogBatch } from './feed.js';
import { FeedIndex } from './feed-index.js';
import type { LogEvent } from './log-event.js';
import { Ring, type PlacedEvent } from './ring.js';
import type { FeedSubscription } from './subscription.js';
import { PAGE, TickPages } from './tick-pages.js';

const RING_EVENTS = 5_000;

interface Listener extends Omit<FeedFilter, 'key'> {
  readonly call: (batch: LogBatch) => void;
}

/** What a node holds of a tenant that is being watched: its newest events, and who reads and listens. */
export class LiveTenant {
  readonly ring: Ring;
  readonly pages: TickPages;
  readonly readers = new Set<FeedSubscription>();
  /** How many readers are about to begin. */
  holds = 0;
  readonly #listeners = new FeedIndex<Listener>();
  #listening = 0;

  /** @param start where the ring begins */
  constructor(
    db: Queryable,
    readonly tenantId: string,
    start: FeedPosition,
    readonly cursor: (position: FeedPosition) => string,
  ) {
    this.ring = new Ring(start, RING_EVENTS);
    this.pages = new TickPages(db, tenantId);
  }

  /** Whether anybody reads or listens, or is about to. */
  get isWatched(): boolean {
    return this.holds > 0 || this.readers.size > 0 || this.#listening > 0;
  }

  /** As `Feed.listen`. */
  listen({ customerId }: TenantScope, filter: FeedFilter, call: (batch: LogBatch) => void): () => void {
    const listener: Listener = {
      trait: customerId === null ? filter.trait : { field: 'customerId', values: [customerId] },
      matches:
        customerId === null
          ? filter.matches
          : (event) => event.customerId === customerId && filter.matches(event),
      call,
    };
    this.#listeners.add(listener);
    this.#listening += 1;
    return () => {
      this.#listeners.delete(listener);
      this.#listening -= 1;
    };
  }

  /** Takes events that come next, and tells those who listen. */
  push(placed: readonly PlacedEvent[], end: FeedPosition): void {
    this.ring.push(placed, end);
    for (let from = 0; from < placed.length; from += PAGE) this.#tell(placed.slice(from, from + PAGE));
    for (const reader of this.readers) reader.wake();
  }

  #tell(placed: readonly PlacedEvent[]): void {
    const found = new Map<Listener, LogEvent[]>();
    for (const { event } of placed) {
      this.#listeners.forEachMatch(event, (listener) => {
        const events = found.get(listener);
        if (events === undefined) found.set(listener, [event]);
        else events.push(event);
      });
    }
    const last = placed.at(-1);
    if (last === undefined || found.size === 0) return;
    const cursor = this.cursor({ tick: last.tick, seq: last.event.seq });
    for (const [listener, events] of found) listener.call({ events, cursor, gap: null });
  }
}
