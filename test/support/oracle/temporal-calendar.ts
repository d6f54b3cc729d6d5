import { Temporal } from 'temporal-polyfill';
import type { Granularity } from '../../../src/planner/granularity.js';
import type { Period, PeriodUnit } from '../../../src/planner/instant.js';

/** Calendar arithmetic as Temporal does it, instant by instant: slow, and what the planner's must be equal to. */

const UNITS = {
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
  M: 'months',
  y: 'years',
} as const;

const STEP: Readonly<Record<'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR', object>> = {
  DAY: { days: 1 },
  WEEK: { days: 7 },
  MONTH: { months: 1 },
  QUARTER: { months: 3 },
  YEAR: { years: 1 },
};

export const zoned = (epochMs: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);

/** Moves an instant by calendar units of the zone. */
export function shift(epochMs: number, { count, unit }: Period, sign: 1 | -1, timeZone: string): number {
  return zoned(epochMs, timeZone).add({ [UNITS[unit]]: sign * count }).epochMilliseconds;
}

/** The start of the unit that an instant lies in. */
export function floorTo(epochMs: number, unit: PeriodUnit, timeZone: string): number {
  const at = zoned(epochMs, timeZone);
  switch (unit) {
    case 's':
      return at.round({ smallestUnit: 'second', roundingMode: 'floor' }).epochMilliseconds;
    case 'm':
      return at.round({ smallestUnit: 'minute', roundingMode: 'floor' }).epochMilliseconds;
    case 'h':
      return at.round({ smallestUnit: 'hour', roundingMode: 'floor' }).epochMilliseconds;
    case 'd':
      return at.startOfDay().epochMilliseconds;
    case 'w':
      return at
        .startOfDay()
        .subtract({ days: at.dayOfWeek - 1 })
        .startOfDay().epochMilliseconds;
    case 'M':
      return at.with({ day: 1 }).startOfDay().epochMilliseconds;
    case 'y':
      return at.with({ month: 1, day: 1 }).startOfDay().epochMilliseconds;
  }
}

/** The start of the calendar unit that an instant lies in, by its date; of the hour, by the zone's offset then. */
export function bucketStart(epochMs: number, granularity: Granularity, timeZone: string): number {
  switch (granularity) {
    case 'MINUTE_15':
      return Math.floor(epochMs / 900_000) * 900_000;
    case 'HOUR': {
      const at = zoned(epochMs, timeZone);
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
      const at = zoned(epochMs, timeZone);
      return at.with({ month: at.month - ((at.month - 1) % 3), day: 1 }).startOfDay().epochMilliseconds;
    }
    case 'YEAR':
      return floorTo(epochMs, 'y', timeZone);
  }
}

/** The start of the bucket after the one that starts at `start`. */
export function nextBucket(start: number, granularity: Granularity, timeZone: string): number {
  if (granularity === 'MINUTE_15') return start + 900_000;
  if (granularity === 'HOUR') {
    const next = bucketStart(start + 3_600_000, granularity, timeZone);
    return next > start ? next : start + 3_600_000;
  }
  const date = zoned(start, timeZone).toPlainDate();
  return date.add(STEP[granularity]).toZonedDateTime(timeZone).epochMilliseconds;
}

/** Starts of all buckets that overlap [from, to), ascending. */
export function bucketStarts(from: number, to: number, granularity: Granularity, timeZone: string): number[] {
  const starts: number[] = [];
  let at = bucketStart(from, granularity, timeZone);
  while (at < to) {
    starts.push(at);
    at = nextBucket(at, granularity, timeZone);
  }
  return starts;
}
