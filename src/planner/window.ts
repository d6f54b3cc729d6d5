import { InputError } from '../errors.js';
import { comparedRange, type Comparison, type Span } from './comparison.js';
import {
  GRANULARITIES,
  MAX_POINTS,
  bucketStart,
  bucketStarts,
  fitsPoints,
  nextBucket,
  type Granularity,
} from './granularity.js';
import { floorTo, resolveInstant, shift, type InstantInput, type PeriodUnit } from './instant.js';
import type { InstantRange } from './ranges.js';
import { isTimeZone, Zone } from './zone.js';

/** What a caller asks: see `WindowInput` of the schema. */
export interface WindowRequest {
  readonly period?: string | null;
  readonly from?: InstantInput | null;
  readonly to?: InstantInput | null;
  readonly timeZone?: string | null;
  readonly granularity?: Granularity | 'AUTO' | null;
  /** Bounds AUTO alone: a granularity that is named is what the caller wants. */
  readonly maxDataPoints?: number | null;
  readonly compareTo?: Comparison | null;
}

/** A half-open range of instants in epoch milliseconds, with the buckets that overlap it. */
export interface Window extends InstantRange {
  readonly timeZone: string;
  readonly granularity: Granularity;
  /** Starts of the buckets, ascending; the first may lie before `from`. Listed when first asked for. */
  readonly buckets: readonly number[];
  /** The end of the last bucket, at or after `to`. */
  readonly end: number;
  /** The range that it is compared with: see `comparedRange`. */
  readonly comparison: InstantRange | null;
  /** Starts of the buckets of that range, ascending; null where there is none. Listed when first asked for. */
  readonly comparisonBuckets: readonly number[] | null;
  /** When it was resolved: what `now` means beside it. */
  readonly now: number;
}

const DEFAULT_PERIOD = '30d';
/** Points that AUTO stays within when the caller does not say. */
const DEFAULT_POINTS = 400;
const LONGEST_MS = 50 * 366 * 86_400_000;
/** Within these the zones are known, and the database can write every date, also that of a comparison. */
const [EARLIEST_YEAR, LATEST_YEAR] = [1900, 2200];

/** Resolves a window at an instant. Throws an InputError that names the field, before anything is read. */
export function resolveWindow(request: WindowRequest, now: number): Window {
  const timeZone = request.timeZone ?? 'UTC';
  if (!isTimeZone(timeZone))
    throw new InputError(
      'window.timeZone',
      `expected an IANA zone such as America/New_York, got "${timeZone}"`,
    );
  const zone = new Zone(timeZone);
  const { from, to, span } = asked(request, now, zone);
  if (from >= to) throw new InputError('window.to', 'expected an instant after `from`');
  if (to - from > LONGEST_MS) throw new InputError('window', 'expected a range of at most 50 years');
  const years = `expected an instant of the years ${EARLIEST_YEAR} to ${LATEST_YEAR - 1}`;
  if (from < Date.UTC(EARLIEST_YEAR, 0)) throw new InputError('window.from', years);
  if (to > Date.UTC(LATEST_YEAR, 0)) throw new InputError('window.to', years);
  const granularity = granularityOf(request, from, to, zone);
  const comparison =
    request.compareTo == null ? null : comparedRange(request.compareTo, { from, to }, span, zone);
  let listed: readonly number[] | undefined;
  let compared: readonly number[] | undefined;
  return {
    from,
    to,
    timeZone,
    granularity,
    now,
    get buckets() {
      return (listed ??= bucketStarts(from, to, granularity, zone));
    },
    get end() {
      return nextBucket(this.buckets.at(-1) ?? bucketStart(from, granularity, zone), granularity, zone);
    },
    comparison,
    get comparisonBuckets() {
      if (comparison === null) return null;
      return (compared ??= bucketStarts(comparison.from, comparison.to, granularity, zone));
    },
  };
}

/** The range that is asked for, and how it came about. */
interface Asked extends InstantRange {
  readonly span: Span;
}

const RANGE: Span = { kind: 'range' };

function asked(request: WindowRequest, now: number, zone: Zone): Asked {
  if (request.period != null) {
    if (request.from != null || request.to != null) {
      throw new InputError('window.period', 'expected either a period or from/to, not both');
    }
    return periodAsked(request.period, now, zone);
  }
  if (request.from == null && request.to == null) return periodAsked(DEFAULT_PERIOD, now, zone);
  const to = request.to == null ? present(now) : resolveInstant(request.to, now, zone);
  if (request.from == null) {
    throw new InputError('window.from', 'expected an instant beside `to`');
  }
  return { from: resolveInstant(request.from, now, zone), to, span: RANGE };
}

/** A full second, so that equal requests within it are equal; rounded up, so that what was just accepted is in it. */
export function present(now: number): number {
  return (Math.floor(now / 1000) + 1) * 1000;
}

function periodAsked(text: string, now: number, zone: Zone): Asked {
  const to = present(now);
  const rolling = /^([1-9]\d{0,4})([hdwMy])$/.exec(text);
  if (rolling !== null) {
    const period = { count: Number(rolling[1]), unit: rolling[2] as PeriodUnit };
    return { from: shift(to, period, -1, zone), to, span: { kind: 'rolling', period } };
  }
  switch (text) {
    case 'today':
      return { from: floorTo(now, 'd', zone), to, span: RANGE };
    case 'mtd':
      return { from: floorTo(now, 'M', zone), to, span: { kind: 'toDate', months: 1 } };
    case 'qtd':
      return { from: bucketStart(now, 'QUARTER', zone), to, span: { kind: 'toDate', months: 3 } };
    case 'ytd':
      return { from: floorTo(now, 'y', zone), to, span: { kind: 'toDate', months: 12 } };
    case 'previous_month': {
      const end = floorTo(now, 'M', zone);
      return { from: floorTo(end - 1, 'M', zone), to: end, span: RANGE };
    }
    default:
      throw new InputError(
        'window.period',
        `expected a number and a unit (h d w M y) such as 24h, 30d, 12w, 6M, 1y, or one of today, mtd, qtd, ytd, previous_month; got "${text}"`,
      );
  }
}

/** The granularity that is named, or the finest that stays within `maxDataPoints`; years where none does. */
function granularityOf(request: WindowRequest, from: number, to: number, zone: Zone): Granularity {
  const points = request.maxDataPoints ?? DEFAULT_POINTS;
  if (!Number.isInteger(points) || points < 1 || points > MAX_POINTS) {
    throw new InputError('window.maxDataPoints', `expected a whole number from 1 to ${MAX_POINTS}`);
  }
  const within = (granularity: Granularity, most: number): boolean =>
    fitsPoints(from, to, granularity, zone, most);
  const { granularity } = request;
  if (granularity == null || granularity === 'AUTO') {
    return GRANULARITIES.find((candidate) => within(candidate, points)) ?? 'YEAR';
  }
  if (within(granularity, MAX_POINTS)) return granularity;
  throw new InputError(
    'window.granularity',
    `expected at most ${MAX_POINTS} points; take a coarser granularity or a shorter range`,
  );
}
