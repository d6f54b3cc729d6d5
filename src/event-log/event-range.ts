import { InputError } from '../errors.js';
import type { InstantRange } from '../planner/ranges.js';
import type { EventQuery } from './event-query.js';

const DAY = 86_400_000;
/** What is searched where the filter does not say from when. */
const DEFAULT_DAYS = 30;
/** A year back from any day. */
const MOST_DAYS = 366;
/** Events are accepted up to so long before they happen. */
const AHEAD = 5 * 60_000;

/**
 * The range in which a list looks for events: up to the present, and to what is accepted ahead of it, where the query has
 * no end. Throws an InputError for one that is too long.
 */
export function listRange({ from, to }: EventQuery, now: number): InstantRange {
  const end = to ?? now;
  const start = from ?? end - DEFAULT_DAYS * DAY;
  if (end - start > MOST_DAYS * DAY) {
    throw new InputError('filter.from', `expected at most ${MOST_DAYS} days before \`to\``);
  }
  return { from: start, to: to ?? now + AHEAD + 1 };
}
