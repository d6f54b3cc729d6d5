import { DAY_MS, floorDay, mod, moveDay, type Step } from './civil.js';
import type { Zone } from './zone.js';

/** Bucket sizes that an answer can have, finest first. */
export const GRANULARITIES = ['MINUTE_15', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** An answer never has more points than this. */
export const MAX_POINTS = 11_000;

const QUARTER_HOUR_MS = 900_000;
const HOUR_MS = 3_600_000;

const STEPS = {
  DAY: { days: 1 },
  WEEK: { days: 7 },
  MONTH: { months: 1 },
  QUARTER: { months: 3 },
  YEAR: { months: 12 },
} as const satisfies Record<string, Step>;

/** Lengths that a run of buckets stays within on average, whatever the zone's clock does in one of them. */
const AVERAGE_MS: Readonly<Record<Granularity, readonly [least: number, most: number]>> = {
  MINUTE_15: [QUARTER_HOUR_MS, QUARTER_HOUR_MS],
  // Two more a year where the clock is changed by half an hour.
  HOUR: [HOUR_MS - 10_000, HOUR_MS],
  DAY: [23 * HOUR_MS, 25 * HOUR_MS],
  WEEK: [7 * DAY_MS - HOUR_MS, 7 * DAY_MS + HOUR_MS],
  MONTH: [28 * DAY_MS - HOUR_MS, 31 * DAY_MS + HOUR_MS],
  QUARTER: [90 * DAY_MS - HOUR_MS, 92 * DAY_MS + HOUR_MS],
  YEAR: [365 * DAY_MS - HOUR_MS, 366 * DAY_MS + HOUR_MS],
};

/** Whether a range has at most `points` buckets. Lists them only where their number is close to it. */
export function fitsPoints(
  from: number,
  to: number,
  granularity: Granularity,
  zone: Zone,
  points: number,
): boolean {
  const [least, most] = AVERAGE_MS[granularity];
  // A bucket that both ends cut, and one that is far from the average.
  if (Math.ceil((to - from) / least) + 2 <= points) return true;
  if (Math.floor((to - from) / most) - 1 > points) return false;
  return bucketStarts(from, to, granularity, zone).length <= points;
}

/**
 * The start of the bucket that an instant lies in: the last start up to it. Quarter-hours are those of UTC.
 *
 * Hours are those that the zone's clock shows, and the hour that it repeats is two of them. Where the clock is changed
 * by a part of an hour, a bucket begins with the change: on Lord Howe the half hour that is shown twice is one, as is
 * what is left of the hour whose first half is skipped.
 *
 * Days begin at midnight or, where that was skipped, with the change that did it; weeks, months, quarters and years
 * begin with a day. A date that the clock came back from and showed again (Newfoundland changed at 00:01) begins once.
 */
export function bucketStart(epochMs: number, granularity: Granularity, zone: Zone): number {
  if (granularity === 'MINUTE_15') return epochMs - mod(epochMs, QUARTER_HOUR_MS);
  if (granularity === 'HOUR') {
    const offset = zone.offsetAt(epochMs);
    const start = epochMs - mod(epochMs + offset, HOUR_MS);
    return samePhase(zone.offsetAt(start), offset) ? start : zone.changeBefore(epochMs);
  }
  const start = zone.startOfDay(floorDay(zone.day(epochMs), STEPS[granularity]));
  const next = nextBucket(start, granularity, zone);
  return next <= epochMs ? next : start;
}

/** Starts of all buckets that overlap [from, to), ascending. The first may lie before `from`. */
export function bucketStarts(from: number, to: number, granularity: Granularity, zone: Zone): number[] {
  const starts: number[] = [];
  let at = bucketStart(from, granularity, zone);
  while (at < to) {
    starts.push(at);
    at = nextBucket(at, granularity, zone);
  }
  return starts;
}

/** The start of the bucket after the one that starts at `start`. */
export function nextBucket(start: number, granularity: Granularity, zone: Zone): number {
  if (granularity === 'MINUTE_15') return start + QUARTER_HOUR_MS;
  if (granularity === 'HOUR') {
    const offset = zone.offsetAt(start);
    const next = start - mod(start + offset, HOUR_MS) + HOUR_MS;
    return samePhase(zone.offsetAt(next), offset) ? next : zone.changeBefore(next);
  }
  return zone.startOfDay(moveDay(zone.day(start), STEPS[granularity], 1));
}

/** Whether hours begin at the same minute under two offsets. */
function samePhase(one: number, other: number): boolean {
  return mod(one - other, HOUR_MS) === 0;
}
