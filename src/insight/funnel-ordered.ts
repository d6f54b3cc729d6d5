import type { Timeline } from './funnel-attempts.js';
import { ChainedAttempts } from './funnel-chain.js';

/** ORDERED: the next step is the first of its kind behind the one before, whatever lies between. */
export class OrderedAttempts extends ChainedAttempts {
  readonly isUnbroken = true;
  /** Of each place the event of those that were met that comes first; -1 for none. */
  readonly #first: Int32Array;

  constructor(timeline: Timeline, length: number, window: number) {
    super(timeline, length, window);
    this.#first = new Int32Array(length);
  }

  override reset(begin: number, end: number): void {
    super.reset(begin, end);
    this.#first.fill(-1);
  }

  meet(event: number): void {
    const place = this.timeline.place[event] ?? this.length;
    if (place >= this.length) return;
    this.link(event, this.#first[place + 1] ?? -1);
    this.#first[place] = event;
  }

  protected next(event: number): number {
    return this.linked(event);
  }
}
