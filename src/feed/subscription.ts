import type { TenantScope } from '../db/tenant-scope.js';
import { isVisibleTo } from '../event-log/visible-to-customer.js';
import { batches, PAGE } from './batches.js';
import type { FeedPosition } from './cursor.js';
import type { FeedFilter, FeedGap, FeedReader, LogBatch } from './feed.js';
import { endOf } from './feed-store.js';
import type { LogEvent } from './log-event.js';
import { isAfter, type PlacedEvent, type Ring } from './ring.js';
import type { TickPages } from './tick-pages.js';

/** What a subscription reads from. */
export interface TenantTail {
  readonly ring: Ring;
  readonly pages: TickPages;
  cursor(position: FeedPosition): string;
  onEnd(subscription: FeedSubscription): void;
}

/** Where a subscription begins. */
export interface FeedStart {
  readonly position: FeedPosition;
  readonly gap: FeedGap | null;
  /** Of what lies up to a position, only so many of the last events that match are wanted, as one batch. */
  readonly replay: Replay | null;
}

/** How a subscription begins with the last events. */
export interface Replay {
  readonly until: FeedPosition;
  readonly count: number;
  /** Where to begin anew if fewer were found; null where that would not find more. */
  readonly wider: (() => Promise<FeedPosition>) | null;
}

/** What one read brought: events in order, the position behind all that was looked at, and what was lost before it. */
interface Read {
  readonly placed: readonly PlacedEvent[];
  readonly position: FeedPosition;
  readonly gap?: FeedGap;
}

/**
 * One subscriber's way through the feed. It owns a position and no queue: each read pulls what lies behind the position,
 * from the ring or, further back, from the database.
 */
export class FeedSubscription implements FeedReader {
  #position: FeedPosition;
  #gap: FeedGap | null;
  #replay: Replay | null;
  #replayed: LogEvent[] = [];
  /** How often the feed has begun anew: what was read before that is of another history. */
  #restarts = 0;
  #ended = false;
  #awake: (() => void) | null = null;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tail: TenantTail,
    private readonly scope: TenantScope,
    private readonly filter: FeedFilter,
    { position, gap, replay }: FeedStart,
  ) {
    this.#position = position;
    this.#gap = gap;
    this.#replay = replay;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  get isLive(): boolean {
    const { tick, seq } = this.tail.ring.end;
    const isAtEnd = this.#position.tick === tick && this.#position.seq === seq;
    return isAtEnd && this.#gap === null && this.#replay === null;
  }

  get isReplaying(): boolean {
    return this.#replay !== null;
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  get cursor(): string {
    return this.tail.cursor(this.#position);
  }

  async read(): Promise<LogBatch | null> {
    const step = this.#step();
    this.#reading = step.catch(() => undefined);
    return step;
  }

  /** The next batch, waited for. */
  async next(): Promise<IteratorResult<LogBatch>> {
    const isOver = (): boolean => this.#ended;
    while (!isOver()) {
      const batch = await this.read();
      if (batch !== null) return { done: false, value: batch };
      if (this.isLive && !isOver()) await this.#wait();
    }
    return { done: true, value: undefined };
  }

  /** Resolves when nothing is being read for this subscription any more. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  return(): Promise<IteratorResult<LogBatch>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Looks again: there may be something new. */
  wake(): void {
    this.#awake?.();
  }

  /** The feed has begun anew: what lies before is lost. */
  restart(gap: FeedGap): void {
    this.#restarts += 1;
    this.#position = this.tail.ring.end;
    this.#gap = gap;
    this.#replay = null;
    this.#replayed = [];
    this.wake();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.tail.onEnd(this);
    this.wake();
  }

  async #step(): Promise<LogBatch | null> {
    // A cursor of another node may be ahead of what this one knows.
    if (isAfter(this.#position, this.tail.ring.end)) {
      if (!this.#ended) await this.#wait();
      return null;
    }
    const restarts = this.#restarts;
    const { placed, position, gap = null } = this.#fromRing() ?? (await this.#fromDatabase());
    if (restarts !== this.#restarts) return null;
    this.#position = position;
    this.#gap ??= gap;
    const events = placed.map(({ event }) => event).filter((event) => this.#sees(event));
    if (this.#replay !== null && this.#gap === null) return this.#replayBatch(events, this.#replay);
    if (events.length === 0 && this.#gap === null) return null;
    const last = placed.at(-1);
    const cursor = this.tail.cursor(last === undefined ? position : behind(last));
    const batch = { events, cursor, gap: this.#gap };
    this.#gap = null;
    return batch;
  }

  /** Keeps the last of what was replayed; all of it is one batch, once the replay has come to its end. */
  async #replayBatch(events: readonly LogEvent[], { until, count, wider }: Replay): Promise<LogBatch | null> {
    this.#replayed = [...this.#replayed, ...events].slice(-count);
    if (isAfter(until, this.#position)) return null;
    const replayed = this.#replayed;
    this.#replayed = [];
    if (replayed.length < count && wider !== null) {
      const restarts = this.#restarts;
      const position = await wider();
      if (restarts !== this.#restarts) return null;
      this.#position = position;
      this.#replay = { until, count, wider: null };
      return null;
    }
    this.#replay = null;
    return replayed.length === 0 ? null : { events: replayed, cursor: this.cursor, gap: null };
  }

  #sees(event: LogEvent): boolean {
    return isVisibleTo(this.scope.customerId, event) && this.filter.matches(event);
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#awake = () => {
        this.#awake = null;
        resolve();
      };
    });
  }

  #fromRing(): Read | null {
    const { ring } = this.tail;
    const placed = ring.after(this.#position, PAGE);
    if (placed === null) return null;
    const last = placed.at(-1);
    if (placed.length === PAGE && last !== undefined) return firstOf(placed, behind(last));
    return firstOf(placed, isAfter(ring.end, this.#position) ? ring.end : this.#position);
  }

  /** One page from the database, not beyond the ring: whoever is live goes on from there. */
  async #fromDatabase(): Promise<Read> {
    const { end } = this.tail.ring;
    const page = await this.tail.pages.behind(this.#position, end.tick);
    if (page.floor !== null) {
      const reason = 'The cursor is older than what the event log keeps.';
      return { placed: [], position: endOf(page.floor.tick), gap: { reason, from: null, to: page.floor.at } };
    }
    if (!isAfter(page.end, end)) return firstOf(page.placed, page.end);
    // The ring ends inside a tick.
    return firstOf(
      page.placed.filter(({ tick, event }) => !isAfter({ tick, seq: event.seq }, end)),
      end,
    );
  }
}

/** As much of what was read as one batch may have; `end` is the position behind all of it. */
function firstOf(read: readonly PlacedEvent[], end: FeedPosition): Read {
  const [placed = []] = batches(read);
  const last = placed.at(-1);
  return { placed, position: placed.length === read.length || last === undefined ? end : behind(last) };
}

const behind = ({ tick, event }: PlacedEvent): FeedPosition => ({ tick, seq: event.seq });
