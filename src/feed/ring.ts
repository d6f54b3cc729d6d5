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

/** How much a ring holds. */
export interface RingCapacity {
  readonly events: number;
  /** As `LogEvent.size` counts them. */
  readonly bytes: number;
}

/** The newest events of a tenant, bounded: what every subscription that keeps up reads from. */
export class Ring {
  #events: PlacedEvent[] = [];
  #bytes = 0;
  /** Behind this position the ring holds everything up to `end`. */
  #start: FeedPosition;
  #end: FeedPosition;

  /** @param start where it begins */
  constructor(
    start: FeedPosition,
    private readonly capacity: RingCapacity,
  ) {
    this.#start = this.#end = start;
  }

  /** The position behind everything that the ring has been given. */
  get end(): FeedPosition {
    return this.#end;
  }

  /** Adds events in order; all of the feed up to `end` is in the ring then. */
  push(events: readonly PlacedEvent[], end: FeedPosition): void {
    this.#end = end;
    for (const placed of events) {
      this.#events.push(placed);
      this.#bytes += placed.event.size;
    }
    let excess = 0;
    while (this.#events.length - excess > this.capacity.events || this.#bytes > this.capacity.bytes) {
      this.#bytes -= this.#events[excess++]?.event.size ?? 0;
    }
    const dropped = this.#events.splice(0, excess).at(-1);
    if (dropped !== undefined) this.#start = { tick: dropped.tick, seq: dropped.event.seq };
  }

  /** Begins anew, empty, at another position. */
  restart(start: FeedPosition): void {
    this.#events = [];
    this.#bytes = 0;
    this.#start = this.#end = start;
  }

  /** Up to `most` events behind a position; null where the ring no longer reaches back that far. */
  after(position: FeedPosition, most: number): PlacedEvent[] | null {
    if (isAfter(this.#start, position)) return null;
    let low = 0;
    for (let high = this.#events.length; low < high;) {
      const middle = (low + high) >> 1;
      const placed = this.#events[middle];
      if (placed !== undefined && !isAfter({ tick: placed.tick, seq: placed.event.seq }, position))
        low = middle + 1;
      else high = middle;
    }
    return this.#events.slice(low, low + most);
  }
}
