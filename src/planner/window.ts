import { InputError } from '../errors.js';
import {
  GRANULARITIES,
  MAX_POINTS,
  bucketStart,
  bucketStarts,
  fitsPoints,
  nextBucket,
  pointBound,
  type Granularity,
} from './granularity.js';
import { floorTo, isTimeZone, resolveInstant, shift, type InstantInput, type PeriodUnit } from './instant.js';

/** What a caller asks: see `WindowInput` of the schema. */
export interface WindowRequest {
  readonly period?: string | null;
  readonly from?: InstantInput | null;
  readonly to?: InstantInput | null;
  readonly timeZone?: string | null;
  readonly granularity?: Granularity | 'AUTO' | null;
  readonly maxDataPoints?: number | null;
  readonly compareTo?: 'PREVIOUS_PERIOD' | 'PREVIOUS_YEAR' | null;
}

/** A half-open range of instants in epoch milliseconds, with the buckets that overlap it. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  readonly granularity: Granularity;
  /** Starts of the buckets, ascending; the first may lie before `from`. Listed when first asked for. */
  readonly buckets: readonly number[];
  /** The end of the last bucket, at or after `to`. */
  readonly end: number;
  readonly comparison: { readonly from: number; readonly to: number } | null;
}

const DEFAULT_PERIOD = '30d';
/** Points that AUTO stays within when the caller does not say. */
const DEFAULT_POINTS = 400;
const LONGEST_MS = 50 * 366 * 86_400_000;

/** Resolves a window at an instant. Throws an InputError that names the field, before anything is read. */
export function resolveWindow(request: WindowRequest, now: number): Window {
  const timeZone = request.timeZone ?? 'UTC';
  if (!isTimeZone(timeZone))
    throw new InputError(
      'window.timeZone',
      `expected an IANA zone such as America/New_York, got "${timeZone}"`,
    );
  const { from, to } = range(request, now, timeZone);
  if (from >= to) throw new InputError('window.to', 'expected an instant after `from`');
  if (to - from > LONGEST_MS) throw new InputError('window', 'expected a range of at most 50 years');
  const granularity = granularityOf(request, from, to, timeZone);
  let listed: readonly number[] | undefined;
  return {
    from,
    to,
    timeZone,
    granularity,
    get buckets() {
      return (listed ??= bucketStarts(from, to, granularity, timeZone));
    },
    get end() {
      return nextBucket(
        this.buckets.at(-1) ?? bucketStart(from, granularity, timeZone),
        granularity,
        timeZone,
      );
    },
    comparison: comparison(request.compareTo ?? null, request.period ?? null, from, to, timeZone),
  };
}

function range(request: WindowRequest, now: number, timeZone: string): { from: number; to: number } {
  if (request.period != null) {
    if (request.from != null || request.to != null) {
      throw new InputError('window.period', 'expected either a period or from/to, not both');
    }
    return periodRange(request.period, now, timeZone);
  }
  if (request.from == null && request.to == null) return periodRange(DEFAULT_PERIOD, now, timeZone);
  const to = request.to == null ? present(now) : resolveInstant(request.to, now, timeZone);
  if (request.from == null) {
    throw new InputError('window.from', 'expected an instant beside `to`');
  }
  return { from: resolveInstant(request.from, now, timeZone), to };
}

/** A full second, so that equal requests within it are equal; rounded up, so that what was just accepted is in it. */
function present(now: number): number {
  return (Math.floor(now / 1000) + 1) * 1000;
}

function periodRange(period: string, now: number, timeZone: string): { from: number; to: number } {
  const to = present(now);
  const rolling = /^([1-9]\d{0,4})([hdwMy])$/.exec(period);
  if (rolling !== null) {
    return {
      from: shift(to, { count: Number(rolling[1]), unit: rolling[2] as PeriodUnit }, -1, timeZone),
      to,
    };
  }
  switch (period) {
    case 'today':
      return { from: floorTo(now, 'd', timeZone), to };
    case 'mtd':
      return { from: floorTo(now, 'M', timeZone), to };
    case 'qtd':
      return { from: bucketStart(now, 'QUARTER', timeZone), to };
    case 'ytd':
      return { from: floorTo(now, 'y', timeZone), to };
    case 'previous_month': {
      const end = floorTo(now, 'M', timeZone);
      return { from: shift(end, { count: 1, unit: 'M' }, -1, timeZone), to: end };
    }
    default:
      throw new InputError(
        'window.period',
        `expected a number and a unit (h d w M y) such as 24h, 30d, 12w, 6M, 1y, or one of today, mtd, qtd, ytd, previous_month; got "${period}"`,
      );
  }
}

function granularityOf(request: WindowRequest, from: number, to: number, timeZone: string): Granularity {
  const points = request.maxDataPoints ?? DEFAULT_POINTS;
  if (!Number.isInteger(points) || points < 1 || points > MAX_POINTS) {
    throw new InputError('window.maxDataPoints', `expected a whole number from 1 to ${MAX_POINTS}`);
  }
  if (request.granularity != null && request.granularity !== 'AUTO') {
    if (pointBound(from, to, request.granularity) > MAX_POINTS) {
      throw new InputError(
        'window.granularity',
        `expected at most ${MAX_POINTS} points; take a coarser granularity or a shorter range`,
      );
    }
    return request.granularity;
  }
  const fits = (granularity: Granularity): boolean => fitsPoints(from, to, granularity, timeZone, points);
  return GRANULARITIES.find(fits) ?? 'YEAR';
}

/** The period before of the same calendar length, or the same dates a year before. */
function comparison(
  to: 'PREVIOUS_PERIOD' | 'PREVIOUS_YEAR' | null,
  period: string | null,
  from: number,
  end: number,
  timeZone: string,
): { from: number; to: number } | null {
  const back = (epochMs: number, unit: PeriodUnit, count = 1): number =>
    shift(epochMs, { count, unit }, -1, timeZone);
  if (to === null) return null;
  if (to === 'PREVIOUS_YEAR') return { from: back(from, 'y'), to: back(end, 'y') };
  const calendar = period === null ? null : (/^(\d+)([dwMy])$/.exec(period) ?? NAMED_PERIODS[period] ?? null);
  if (calendar === null) return { from: from - (end - from), to: from };
  const [count, unit] = [Number(calendar[1]), calendar[2] as PeriodUnit];
  return { from: back(from, unit, count), to: back(end, unit, count) };
}

const NAMED_PERIODS: Readonly<Record<string, readonly [string, string, string]>> = {
  today: ['today', '1', 'd'],
  mtd: ['mtd', '1', 'M'],
  qtd: ['qtd', '3', 'M'],
  ytd: ['ytd', '1', 'y'],
  previous_month: ['previous_month', '1', 'M'],
};
