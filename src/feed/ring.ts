import type { FeedPosition } from './cursor.js';
import type { LogEvent } from './log-event.js';

/** An event with the tick that it became visible in. */
export interface PlacedEvent {
  readonly tick: bigint;
  readonly event: LogEvent;
}

/** Whether a position lies behind another. */
export const isAfter = (a: FeedPosition, b: FeedPosition): boolean =>
  a.tick > b.tick || (a.tick === b.tick && a.seq > b.seq);

/** The newest events of a tenant, bounded: what every subscription that keeps up reads from. */
export class Ring {
  private events: PlacedEvent[] = [];

  constructor(
    /** Behind this position the ring holds everything up to `end`. */
    private start: FeedPosition,
    private readonly capacity: number,
  ) {
    this.end = start;
  }

  /** The position behind everything that the ring has been given. */
  end: FeedPosition;

  /** Adds events in order; all of the feed up to `end` is in the ring then. */
  push(events: readonly PlacedEvent[], end: FeedPosition): void {
    this.events.push(...events);
    this.end = end;
    const excess = this.events.length - this.capacity;
    if (excess <= 0) return;
    const dropped = this.events.splice(0, excess).at(-1);
    if (dropped !== undefined) this.start = { tick: dropped.tick, seq: dropped.event.seq };
  }

  /** Up to `most` events behind a position; null where the ring no longer reaches back that far. */
  after(position: FeedPosition, most: number): PlacedEvent[] | null {
    if (isAfter(this.start, position)) return null;
    let low = 0;
    for (let high = this.events.length; low < high;) {
      const middle = (low + high) >> 1;
      const placed = this.events[middle];
      if (placed !== undefined && !isAfter({ tick: placed.tick, seq: placed.event.seq }, position))
        low = middle + 1;
      else high = middle;
    }
    return this.events.slice(low, low + most);
  }
}
