import { Temporal } from 'temporal-polyfill';
import { floorTo } from './instant.js';

/** Bucket sizes that an answer can have, finest first. */
export const GRANULARITIES = ['MINUTE_15', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** An answer never has more points than this. */
export const MAX_POINTS = 11_000;

/** Least length of a bucket, in milliseconds: what bounds the number of buckets before they are listed. */
const LEAST_MS: Readonly<Record<Granularity, number>> = {
  MINUTE_15: 900_000,
  HOUR: 3_600_000,
  DAY: 23 * 3_600_000,
  WEEK: 167 * 3_600_000,
  MONTH: 28 * 86_400_000 - 3_600_000,
  QUARTER: 90 * 86_400_000 - 3_600_000,
  YEAR: 365 * 86_400_000 - 3_600_000,
};

/** Usual length of a bucket: with fewer of them than this gives, a range is not covered. */
const USUAL_MS: Readonly<Record<Granularity, number>> = {
  MINUTE_15: 900_000,
  HOUR: 3_600_000,
  DAY: 25 * 3_600_000,
  WEEK: 169 * 3_600_000,
  MONTH: 31 * 86_400_000 + 3_600_000,
  QUARTER: 92 * 86_400_000 + 3_600_000,
  YEAR: 366 * 86_400_000 + 3_600_000,
};

const STEP: Readonly<Record<'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR', object>> = {
  DAY: { days: 1 },
  WEEK: { days: 7 },
  MONTH: { months: 1 },
  QUARTER: { months: 3 },
  YEAR: { years: 1 },
};

/** Whether a range has at most `points` buckets; lists them only where the bounds do not decide it. */
export function fitsPoints(
  from: number,
  to: number,
  granularity: Granularity,
  timeZone: string,
  points: number,
): boolean {
  if (pointBound(from, to, granularity) <= points) return true;
  if (Math.floor((to - from) / USUAL_MS[granularity]) > points) return false;
  return bucketStarts(from, to, granularity, timeZone).length <= points;
}

/** An upper bound of the number of buckets that a range has. */
export function pointBound(from: number, to: number, granularity: Granularity): number {
  return Math.ceil((to - from) / LEAST_MS[granularity]) + 1;
}

/** Buckets that are equally long in UTC: their length, and the start of one of them (a Monday for weeks). */
const FIXED_IN_UTC: Readonly<Partial<Record<Granularity, readonly [length: number, origin: number]>>> = {
  HOUR: [3_600_000, 0],
  DAY: [86_400_000, 0],
  WEEK: [7 * 86_400_000, 4 * 86_400_000],
};

const fixed = (granularity: Granularity, timeZone: string): readonly [number, number] | undefined =>
  granularity === 'MINUTE_15' ? [900_000, 0] : timeZone === 'UTC' ? FIXED_IN_UTC[granularity] : undefined;

/** The start of the bucket that an instant lies in. */
export function bucketStart(epochMs: number, granularity: Granularity, timeZone: string): number {
  const [length, origin] = fixed(granularity, timeZone) ?? [];
  if (length !== undefined && origin !== undefined)
    return Math.floor((epochMs - origin) / length) * length + origin;
  switch (granularity) {
    case 'MINUTE_15':
    case 'HOUR': {
      // Hours of the zone: they start at its offset's quarter, and the hour that a clock repeats is two of them.
      const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
      const phase = (((at.offsetNanoseconds / 1e6) % 3_600_000) + 3_600_000) % 3_600_000;
      return Math.floor((epochMs + phase) / 3_600_000) * 3_600_000 - phase;
    }
    case 'DAY':
      return floorTo(epochMs, 'd', timeZone);
    case 'WEEK':
      return floorTo(epochMs, 'w', timeZone);
    case 'MONTH':
      return floorTo(epochMs, 'M', timeZone);
    case 'QUARTER': {
      const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
      return at.with({ month: at.month - ((at.month - 1) % 3), day: 1 }).startOfDay().epochMilliseconds;
    }
    case 'YEAR':
      return floorTo(epochMs, 'y', timeZone);
  }
}

/** Starts of all buckets that overlap [from, to), ascending. The first may lie before `from`. */
export function bucketStarts(from: number, to: number, granularity: Granularity, timeZone: string): number[] {
  const starts: number[] = [];
  let at = bucketStart(from, granularity, timeZone);
  while (at < to) {
    starts.push(at);
    at = nextBucket(at, granularity, timeZone);
  }
  return starts;
}

/** The start of the bucket after the one that starts at `start`. */
export function nextBucket(start: number, granularity: Granularity, timeZone: string): number {
  const [length] = fixed(granularity, timeZone) ?? [];
  if (length !== undefined) return start + length;
  if (granularity === 'MINUTE_15' || granularity === 'HOUR') {
    // Across a change of half an hour the phase changes too: the bucket then has 30 or 90 minutes.
    const next = bucketStart(start + 3_600_000, granularity, timeZone);
    return next > start ? next : start + 3_600_000;
  }
  const zoned = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone);
  // A day can begin at one o'clock where midnight was skipped; the calendar date decides.
  return zoned.toPlainDate().add(STEP[granularity]).toZonedDateTime(timeZone).epochMilliseconds;
}
