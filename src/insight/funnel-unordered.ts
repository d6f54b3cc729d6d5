import type { Attempts, Timeline } from './funnel-attempts.js';

/** UNORDERED: any of the steps is an entry, and each further kind is taken when it first comes. */
export class UnorderedAttempts implements Attempts {
  readonly prefersFirst = true;
  readonly isUnbroken = true;
  reachedAt = -1;
  /** Of each place the event of those that were met that comes first; -1 for none. */
  readonly #first: Int32Array;
  #latest = NaN;

  constructor(
    private readonly timeline: Timeline,
    private readonly length: number,
    private readonly window: number,
  ) {
    this.#first = new Int32Array(length);
  }

  reset(): void {
    this.#first.fill(-1);
  }

  meet(event: number): void {
    const place = this.timeline.place[event] ?? this.length;
    if (place < this.length) this.#first[place] = event;
  }

  beginsWith(place: number): boolean {
    return place < this.length;
  }

  follow(entry: number): number {
    this.#latest = (this.timeline.time[entry] ?? NaN) + this.window;
    this.reachedAt = entry;
    let depth = 0;
    for (const event of this.#first) {
      if (!this.#isTaken(event)) continue;
      depth++;
      this.reachedAt = Math.max(this.reachedAt, event);
    }
    return depth;
  }

  write(events: Int32Array): void {
    let depth = 0;
    for (const event of this.#first) {
      if (!this.#isTaken(event)) continue;
      let at = depth++;
      for (; at > 0 && (events[at - 1] ?? -1) > event; at--) events[at] = events[at - 1] ?? -1;
      events[at] = event;
    }
  }

  #isTaken(event: number): boolean {
    return event >= 0 && (this.timeline.time[event] ?? NaN) <= this.#latest;
  }
}
