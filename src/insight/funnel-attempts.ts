import { OrderedAttempts } from './funnel-ordered.js';
import { StrictAttempts } from './funnel-strict.js';
import { UnorderedAttempts } from './funnel-unordered.js';

/** What order the steps must come in. */
export type FunnelOrder = 'ORDERED' | 'STRICT' | 'UNORDERED';

/** Events of one person after another, each person's in time order, those of equal time in the funnel's order. */
export interface Timeline {
  /** Microseconds since 1970. */
  readonly time: Float64Array;
  /** The step's place in the funnel; the funnel's length for a step that it does not have. */
  readonly place: Uint8Array;
}

/**
 * The attempts of an order. A person's events are met from the last to the first, so that of each it is known what comes
 * behind it, and an attempt is followed in as many moves as the funnel has steps, however many events there are.
 */
export interface Attempts {
  /** Of attempts that take their last step with the same event, whether the one that began first is preferred. */
  readonly prefersFirst: boolean;
  /** The event with which the attempt that was followed took its last step. */
  readonly reachedAt: number;
  /** Whether only time can end that attempt: no event within its window has. */
  readonly isUnbroken: boolean;
  /** Begins with a person, whose events are [begin, end). */
  reset(begin: number, end: number): void;
  /** Meets the event before the one that was met last. */
  meet(event: number): void;
  /** Whether an attempt can begin with a step of that place. */
  beginsWith(place: number): boolean;
  /** Follows the attempt that begins at the event that was met last; how many steps it takes. */
  follow(entry: number): number;
  /** Writes the events of the attempt that was followed, as many as it took steps. */
  write(events: Int32Array): void;
}

/**
 * The attempts that an order makes of a timeline; a step counts within the conversion window (microseconds) of the
 * entry, the edge included.
 */
export function attemptsIn(order: FunnelOrder, timeline: Timeline, length: number, window: number): Attempts {
  switch (order) {
    case 'ORDERED':
      return new OrderedAttempts(timeline, length, window);
    case 'STRICT':
      return new StrictAttempts(timeline, length, window);
    case 'UNORDERED':
      return new UnorderedAttempts(timeline, length, window);
  }
}
