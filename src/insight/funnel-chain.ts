import type { Attempts, Timeline } from './funnel-attempts.js';

const NONE = -1;

/** Attempts that begin at step 1 and go from each step to the next one: which that is, the order says. */
export abstract class ChainedAttempts implements Attempts {
  readonly prefersFirst = false;
  reachedAt = NONE;
  readonly #chain: Int32Array;
  #begin = 0;
  #links = new Int32Array(64);

  constructor(
    protected readonly timeline: Timeline,
    protected readonly length: number,
    private readonly window: number,
  ) {
    this.#chain = new Int32Array(length);
  }

  abstract get isUnbroken(): boolean;
  abstract meet(event: number): void;
  /** The event with the step behind that of an event; -1 where none comes. */
  protected abstract next(event: number): number;

  reset(begin: number, end: number): void {
    this.#begin = begin;
    if (end - begin > this.#links.length) {
      this.#links = new Int32Array(2 ** Math.ceil(Math.log2(end - begin)));
    }
  }

  beginsWith(place: number): boolean {
    return place === 0;
  }

  follow(entry: number): number {
    let depth = 0;
    for (let event = entry; event !== NONE && this.isWithin(event, entry); event = this.next(event)) {
      this.#chain[depth++] = this.reachedAt = event;
      if (depth === this.length) break;
    }
    return depth;
  }

  write(events: Int32Array): void {
    events.set(this.#chain);
  }

  /** The event with which the attempt that was followed began. */
  protected get entry(): number {
    return this.#chain[0] ?? NONE;
  }

  protected isWithin(event: number, entry: number): boolean {
    const { time } = this.timeline;
    return (time[event] ?? NaN) - (time[entry] ?? NaN) <= this.window;
  }

  /** Keeps for an event which other one is behind it; -1 for none. */
  protected link(event: number, other: number): void {
    this.#links[event - this.#begin] = other;
  }

  /** What was kept for an event. */
  protected linked(event: number): number {
    return this.#links[event - this.#begin] ?? NONE;
  }
}
