import { civilDate, DAY_MS, firstOfMonth, mod, moveDay, type Step } from './civil.js';
import { shift, type Period } from './instant.js';
import type { InstantRange } from './ranges.js';
import type { Zone } from './zone.js';

export type Comparison = 'PREVIOUS_PERIOD' | 'PREVIOUS_YEAR';

/** How a range came about: a length that ends now, a month, quarter or year up to now, or anything else. */
export type Span =
  | { readonly kind: 'rolling'; readonly period: Period }
  | { readonly kind: 'toDate'; readonly months: 1 | 3 | 12 }
  | { readonly kind: 'range' };

/**
 * The range that a range is compared with: aligned by the zone's calendar, never empty.
 *
 * The previous period ends where the range begins, or earlier:
 * - a rolling length (`7d`, `6M`): the same length before;
 * - month, quarter or year to date: the previous one up to the same day of the month and time of day; all of the month
 *   if it has no such day, so that on 31 March the whole of February is compared;
 * - whole calendar months (and so quarters and years): as many months before;
 * - what begins with a day (whole days, whole weeks, today so far): moved back by the fewest days that clear the range;
 * - what begins and ends at the same time of day: as many days before;
 * - anything else: the same duration before.
 *
 * The previous year has the same dates and times of day, whatever weekdays they are. 29 February is compared with
 * 28 February; a range that began earlier and ends on it ends a day after 28 February, for its days to be as many.
 *
 * What begins a day stays the beginning of a day, so the beginning keeps its place in a bucket. A series of the other
 * range is listed with the same granularity, and its slot i stands against slot i of the window: the third day against
 * the third day. Where a month, a leap year or a week at an edge gives one of them more slots, those stand alone.
 */
export function comparedRange(
  comparison: Comparison,
  range: InstantRange,
  span: Span,
  zone: Zone,
): InstantRange {
  const compared = comparison === 'PREVIOUS_YEAR' ? yearBefore(range, span, zone) : before(range, span, zone);
  if (compared.from < compared.to) return compared;
  // Both ends fell on a change of the clock.
  return { from: compared.from, to: compared.from + range.to - range.from };
}

function before(range: InstantRange, span: Span, zone: Zone): InstantRange {
  const { from, to } = range;
  switch (span.kind) {
    case 'rolling': {
      // From the end, so that several months back do not drift off its day.
      const twice = { ...span.period, count: span.period.count * 2 };
      return { from: shift(to, twice, -1, zone), to: from };
    }
    case 'toDate':
      return toDate(range, span.months, zone);
    case 'range': {
      const days = zone.day(to) - zone.day(from);
      const months = monthsBetween(range, zone);
      if (months !== null) return { from: back(from, MONTH, months, zone), to: from };
      if (beginsDay(from, zone)) {
        const fewest = Math.max(days, 1);
        const clear = back(to, DAY, fewest, zone) <= from ? fewest : fewest + 1;
        return { from: back(from, DAY, clear, zone), to: back(to, DAY, clear, zone) };
      }
      if (days > 0 && clock(from, zone) === clock(to, zone)) {
        return { from: back(from, DAY, days, zone), to: from };
      }
      return { from: from - (to - from), to: from };
    }
  }
}

function yearBefore(range: InstantRange, span: Span, zone: Zone): InstantRange {
  if (span.kind === 'toDate') return toDate(range, 12, zone);
  const from = back(range.from, MONTH, 12, zone);
  const to = back(range.to, MONTH, 12, zone);
  const leapDay = zone.day(range.to);
  const { month, day } = civilDate(leapDay);
  if (month !== 2 || day !== 29 || zone.day(range.from) === leapDay) return { from, to };
  const later = onDay(zone.day(to) + 1, range.to, zone);
  // A range of a year is compared with the one right before it.
  return { from, to: to <= range.from ? Math.min(later, range.from) : later };
}

/** What began a calendar month, moved back by months with all that passed since; ends with its month at the latest. */
function toDate({ from, to }: InstantRange, months: number, zone: Zone): InstantRange {
  const date = civilDate(zone.day(to));
  const day = firstOfMonth(date, -months) + date.day - 1;
  const next = firstOfMonth(date, 1 - months);
  return {
    from: back(from, MONTH, months, zone),
    to: day < next ? onDay(day, to, zone) : zone.startOfDay(next),
  };
}

const DAY: Step = { days: 1 };
const MONTH: Step = { months: 1 };

/** An instant moved back by days or months. */
function back(epochMs: number, step: Step, count: number, zone: Zone): number {
  return onDay(moveDay(zone.day(epochMs), step, -count), epochMs, zone);
}

/** The same time of day on another day; what is the first instant of a day becomes that of the other. */
function onDay(day: number, epochMs: number, zone: Zone): number {
  return beginsDay(epochMs, zone) ? zone.startOfDay(day) : zone.instant(day * DAY_MS + clock(epochMs, zone));
}

const clock = (epochMs: number, zone: Zone): number => mod(zone.local(epochMs), DAY_MS);

const beginsDay = (epochMs: number, zone: Zone): boolean => zone.startOfDay(zone.day(epochMs)) === epochMs;

/** How many calendar months a range is, null if it is not a whole number of them. */
function monthsBetween({ from, to }: InstantRange, zone: Zone): number | null {
  const [first, last] = [civilDate(zone.day(from)), civilDate(zone.day(to))];
  if (first.day !== 1 || last.day !== 1 || !beginsDay(from, zone) || !beginsDay(to, zone)) return null;
  return (last.year - first.year) * 12 + last.month - first.month;
}
