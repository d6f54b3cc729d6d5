import type { TenantScope } from '../db/tenant-scope.js';
import type { FeedPosition } from './cursor.js';
import type { FeedFilter, FeedGap, FeedReader, LogBatch } from './feed.js';
import { BEHIND_ALL, endOf } from './feed-store.js';
import type { LogEvent } from './log-event.js';
import { isAfter, type PlacedEvent, type Ring } from './ring.js';
import { PAGE, type TickPages } from './tick-pages.js';

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

/** What one read brought: events in order, and the position behind all that was looked at. */
interface Read {
  readonly placed: readonly PlacedEvent[];
  readonly position: FeedPosition;
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
    const { placed, position } = this.#fromRing() ?? (await this.#fromDatabase());
    this.#position = position;
    const events = placed.map(({ event }) => event).filter((event) => this.#sees(event));
    if (this.#replay !== null && this.#gap === null) return this.#replayBatch(events, this.#replay);
    if (events.length === 0 && this.#gap === null) return null;
    const last = placed.at(-1);
    const behind = last === undefined ? position : { tick: last.tick, seq: last.event.seq };
    const batch = { events, cursor: this.tail.cursor(behind), gap: this.#gap };
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
      this.#position = await wider();
      this.#replay = { until, count, wider: null };
      return null;
    }
    this.#replay = null;
    return replayed.length === 0 ? null : { events: replayed, cursor: this.cursor, gap: null };
  }

  #sees(event: LogEvent): boolean {
    const { customerId } = this.scope;
    return (customerId === null || event.customerId === customerId) && this.filter.matches(event);
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
    if (placed.length < PAGE || last === undefined) {
      return { placed, position: isAfter(ring.end, this.#position) ? ring.end : this.#position };
    }
    return { placed, position: { tick: last.tick, seq: last.event.seq } };
  }

  /** One page from the database: what is left of the position's tick, or the next tick. */
  async #fromDatabase(): Promise<Read> {
    const position = this.#position;
    const ticks = await this.tail.pages.ticks(position.tick);
    const [oldest] = ticks;
    const at = ticks.findIndex(({ tick }) => tick === position.tick);
    if (at < 0) {
      if (oldest === undefined) return { placed: [], position };
      this.#gap = {
        reason: 'The cursor is older than what the event log keeps.',
        from: null,
        to: oldest.takenAt,
      };
      return { placed: [], position: endOf(oldest) };
    }
    const isInside = position.seq < BEHIND_ALL;
    const [previous, tick] = isInside ? [ticks[at - 1], ticks[at]] : [ticks[at], ticks[at + 1]];
    if (tick === undefined) return { placed: [], position };
    if (previous === undefined) return { placed: [], position: endOf(tick) };
    const page = await this.tail.pages.behind({ previous, tick }, isInside ? position.seq : -1n);
    // Not beyond the ring: whoever is live goes on from there.
    const { end } = this.tail.ring;
    if (tick.tick > end.tick) return { placed: [], position: end };
    const events = tick.tick < end.tick ? page : page.filter(({ seq }) => seq <= end.seq);
    const last = events.at(-1);
    const behind = tick.tick < end.tick ? endOf(tick) : end;
    return {
      placed: events.map((event) => ({ tick: tick.tick, event })),
      position: last === undefined ? behind : { tick: tick.tick, seq: last.seq },
    };
  }
}
