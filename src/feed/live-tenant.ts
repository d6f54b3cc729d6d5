import type { Queryable } from '../db/database.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { isVisibleTo } from '../event-log/visible-to-customer.js';
import { batches } from './batches.js';
import type { FeedPosition } from './cursor.js';
import type { FeedFilter, FeedGap, LogBatch } from './feed.js';
import { FeedIndex } from './feed-index.js';
import type { LogEvent } from './log-event.js';
import { Ring, type PlacedEvent, type RingCapacity } from './ring.js';
import type { FeedSubscription } from './subscription.js';
import { TickPages } from './tick-pages.js';

const RING: RingCapacity = { events: 5_000, bytes: 16 * 1024 * 1024 };

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
  readonly #all = new Set<Listener>();

  /** @param start where the ring begins */
  constructor(
    db: Queryable,
    readonly tenantId: string,
    start: FeedPosition,
    readonly cursor: (position: FeedPosition) => string,
  ) {
    this.ring = new Ring(start, RING);
    this.pages = new TickPages(db, tenantId);
  }

  /** Whether anybody reads or listens, or is about to. */
  get isWatched(): boolean {
    return this.holds > 0 || this.readers.size > 0 || this.#all.size > 0;
  }

  /** As `Feed.listen`. */
  listen({ customerId }: TenantScope, filter: FeedFilter, call: (batch: LogBatch) => void): () => void {
    const listener: Listener = {
      trait: customerId === null ? filter.trait : { field: 'customerId', values: [customerId] },
      matches:
        customerId === null
          ? filter.matches
          : (event) => isVisibleTo(customerId, event) && filter.matches(event),
      call,
    };
    this.#listeners.add(listener);
    this.#all.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#all.delete(listener);
    };
  }

  /** Takes events that come next, and tells those who listen. */
  push(placed: readonly PlacedEvent[], end: FeedPosition): void {
    this.ring.push(placed, end);
    for (const batch of batches(placed)) this.#tell(batch);
    for (const reader of this.readers) reader.wake();
  }

  /** Another history of the database has begun, or this one is lost up to a position: from there it goes on. */
  restart(start: FeedPosition, gap: FeedGap): void {
    this.pages.clear();
    this.ring.restart(start);
    for (const reader of this.readers) reader.restart(gap);
    const cursor = this.cursor(start);
    for (const { call } of this.#all) call({ events: [], cursor, gap });
  }

  /** A reader has ended. */
  leave(reader: FeedSubscription): void {
    this.readers.delete(reader);
    if (this.readers.size === 0) this.pages.clear();
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
