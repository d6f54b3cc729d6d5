import type { TenantScope } from '../db/tenant-scope.js';
import type { FeedPosition } from './cursor.js';
import type { FeedGap, LogBatch, LogEvent } from './feed.js';
import { BEHIND_ALL, endOf, type Tick } from './feed-store.js';
import type { PlacedEvent, Ring } from './ring.js';

/** Events of one batch at most. */
const BATCH = 500;

/** What a subscription reads from. */
export interface TenantTail {
  readonly ring: Ring;
  cursor(position: FeedPosition): string;
  ticksAround(tick: bigint): Promise<Tick[]>;
  events(ticks: { previous: Tick; tick: Tick }, afterSeq: bigint, most: number): Promise<LogEvent[]>;
  onEnd(subscription: FeedSubscription): void;
}

/** What one read brought: events in order, and the position behind all that was looked at. */
interface Read {
  readonly placed: readonly PlacedEvent[];
  readonly position: FeedPosition;
}

/**
 * One subscriber's way through the feed. It owns a position and no queue: each `next` pulls what lies behind the
 * position, from the ring or, further back, from the database, and waits only where there is nothing more.
 */
export class FeedSubscription implements AsyncIterableIterator<LogBatch> {
  private position: FeedPosition;
  private gap: FeedGap | null;
  private ended = false;
  private awake: (() => void) | null = null;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tail: TenantTail,
    private readonly scope: TenantScope,
    private readonly matches: (event: LogEvent) => boolean,
    { start, gap }: { start: FeedPosition; gap: FeedGap | null },
  ) {
    this.position = start;
    this.gap = gap;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<LogBatch>> {
    const step = this.step();
    this.reading = step.catch(() => undefined);
    return step;
  }

  /** Resolves when nothing is being read for this subscription any more. */
  async settled(): Promise<void> {
    await this.reading;
  }

  private async step(): Promise<IteratorResult<LogBatch>> {
    while (!this.ended) {
      const read = this.fromRing() ?? (await this.fromDatabase());
      this.position = read.position;
      const events = read.placed.map(({ event }) => event).filter((event) => this.sees(event));
      if (events.length > 0 || this.gap !== null) {
        const last = read.placed.at(-1);
        const behind = last === undefined ? this.position : { tick: last.tick, seq: last.event.seq };
        const batch = { events, cursor: this.tail.cursor(behind), gap: this.gap };
        this.gap = null;
        return { done: false, value: batch };
      }
      if (read.placed.length === 0 && this.isUpToDate()) await this.wait();
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<LogBatch>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Looks again: there may be something new. */
  wake(): void {
    this.awake?.();
  }

  /** Ends the iteration, also one that waits. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.tail.onEnd(this);
    this.wake();
  }

  private sees(event: LogEvent): boolean {
    const { customerId } = this.scope;
    return (customerId === null || event.customerId === customerId) && this.matches(event);
  }

  private isUpToDate(): boolean {
    return this.position.tick >= this.tail.ring.end.tick && this.position.seq >= this.tail.ring.end.seq;
  }

  private wait(): Promise<void> {
    return new Promise((resolve) => {
      this.awake = () => {
        this.awake = null;
        resolve();
      };
    });
  }

  private fromRing(): Read | null {
    const placed = this.tail.ring.after(this.position, BATCH);
    if (placed === null) return null;
    const last = placed.at(-1);
    const end = this.tail.ring.end;
    const whole = placed.length < BATCH || last === undefined;
    const isBehind =
      this.position.tick < end.tick || (this.position.tick === end.tick && this.position.seq < end.seq);
    if (whole) return { placed, position: isBehind ? end : this.position };
    return { placed, position: { tick: last.tick, seq: last.event.seq } };
  }

  /** One page from the database: what is left of the position's tick, or the next tick. */
  private async fromDatabase(): Promise<Read> {
    const ticks = await this.tail.ticksAround(this.position.tick);
    const [oldest] = ticks;
    const at = ticks.findIndex(({ tick }) => tick === this.position.tick);
    if (at < 0) {
      if (oldest === undefined) return { placed: [], position: this.position };
      this.gap = {
        reason: 'The cursor is older than what the event log keeps.',
        from: null,
        to: oldest.takenAt,
      };
      return { placed: [], position: endOf(oldest) };
    }
    const rest = this.position.seq < BEHIND_ALL;
    const [previous, tick] = rest ? [ticks[at - 1], ticks[at]] : [ticks[at], ticks[at + 1]];
    if (tick === undefined) return { placed: [], position: this.position };
    if (previous === undefined) return { placed: [], position: endOf(tick) };
    const events = await this.tail.events({ previous, tick }, rest ? this.position.seq : -1n, BATCH);
    const last = events.at(-1);
    const position =
      events.length < BATCH || last === undefined ? endOf(tick) : { tick: tick.tick, seq: last.seq };
    return { placed: events.map((event) => ({ tick: tick.tick, event })), position };
  }
}
