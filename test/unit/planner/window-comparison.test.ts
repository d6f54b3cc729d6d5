import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant } from '../../../src/planner/instant.js';
import { resolveWindow, type WindowRequest } from '../../../src/planner/window.js';
import { zoneInstant } from '../../support/oracle/zone-instants.js';

const NOW = '2026-03-11T15:04:05Z';
const NEW_YORK = 'America/New_York';
const HOUR = 3_600_000;

type Asked = Omit<WindowRequest, 'from' | 'to'> & { readonly from?: string; readonly to?: string };
/** What is asked, then the comparison's ends. */
type Case = readonly [asked: Asked, from: string, to: string, now?: string];

function compared({ from, to, ...rest }: Asked, now: string) {
  const [first, last] = [from, to].map((text) => (text === undefined ? null : parseInstant(text)));
  const request = { ...rest, from: first ?? null, to: last ?? null };
  const window = resolveWindow(request, Date.parse(now));
  if (window.comparison === null) throw new Error('nothing is compared');
  return { window, comparison: window.comparison };
}

function check([asked, from, to, now = NOW]: Case, compareTo: WindowRequest['compareTo']): void {
  const { comparison } = compared({ ...asked, compareTo: compareTo ?? null }, now);
  expect(
    [comparison.from, comparison.to].map((at) => new Date(at).toISOString().replace('.000', '')),
  ).toEqual([from, to]);
}

describe('the previous period', () => {
  test.each<Case>([
    [{ period: '24h' }, '2026-03-09T15:04:06Z', '2026-03-10T15:04:06Z'],
    [{ period: '7d' }, '2026-02-25T15:04:06Z', '2026-03-04T15:04:06Z'],
    [{ period: '30d' }, '2026-01-10T15:04:06Z', '2026-02-09T15:04:06Z'],
    [{ period: '12w' }, '2025-09-24T15:04:06Z', '2025-12-17T15:04:06Z'],
    [{ period: '6M' }, '2025-03-11T15:04:06Z', '2025-09-11T15:04:06Z'],
    [{ period: '1y' }, '2024-03-11T15:04:06Z', '2025-03-11T15:04:06Z'],
    [{ period: 'today' }, '2026-03-10T00:00:00Z', '2026-03-10T15:04:06Z'],
    [{ period: 'mtd' }, '2026-02-01T00:00:00Z', '2026-02-11T15:04:06Z'],
    [{ period: 'qtd' }, '2025-10-01T00:00:00Z', '2025-12-11T15:04:06Z'],
    [{ period: 'ytd' }, '2025-01-01T00:00:00Z', '2025-03-11T15:04:06Z'],
    [{ period: 'previous_month' }, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'],
  ])('of %j', (...row) => check(row, 'PREVIOUS_PERIOD'));

  test.each<Case>([
    [{ period: '24h', timeZone: NEW_YORK }, '2026-03-09T15:04:06Z', '2026-03-10T15:04:06Z'],
    // 11:04 o'clock, before 8 March an hour later in UTC.
    [{ period: '7d', timeZone: NEW_YORK }, '2026-02-25T16:04:06Z', '2026-03-04T16:04:06Z'],
    [{ period: '6M', timeZone: NEW_YORK }, '2025-03-11T15:04:06Z', '2025-09-11T15:04:06Z'],
    [{ period: 'today', timeZone: NEW_YORK }, '2026-03-10T04:00:00Z', '2026-03-10T15:04:06Z'],
    [{ period: 'mtd', timeZone: NEW_YORK }, '2026-02-01T05:00:00Z', '2026-02-11T16:04:06Z'],
    [{ period: 'qtd', timeZone: NEW_YORK }, '2025-10-01T04:00:00Z', '2025-12-11T16:04:06Z'],
    [{ period: 'ytd', timeZone: NEW_YORK }, '2025-01-01T05:00:00Z', '2025-03-11T15:04:06Z'],
    [{ period: 'previous_month', timeZone: NEW_YORK }, '2026-01-01T05:00:00Z', '2026-02-01T05:00:00Z'],
  ])('of %j', (...row) => check(row, 'PREVIOUS_PERIOD'));

  test.each<Case>([
    [{ period: 'mtd' }, '2026-02-01T00:00:00Z', '2026-02-28T15:04:06Z', '2026-03-28T15:04:05Z'],
    // February has no 29th: all of it.
    [{ period: 'mtd' }, '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-03-29T00:00:05Z'],
    [{ period: 'mtd' }, '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-03-31T15:04:05Z'],
    [{ period: 'mtd' }, '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-03-31T23:59:59.5Z'],
    [{ period: 'mtd' }, '2026-03-01T00:00:00Z', '2026-03-30T15:04:06Z', '2026-04-30T15:04:05Z'],
    [{ period: 'qtd' }, '2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-05-31T15:04:05Z'],
    [{ period: 'qtd' }, '2026-01-01T00:00:00Z', '2026-03-30T15:04:06Z', '2026-06-30T15:04:05Z'],
    [{ period: 'ytd' }, '2023-01-01T00:00:00Z', '2023-03-01T00:00:00Z', '2024-02-29T15:04:05Z'],
    [{ period: '1M' }, '2026-01-31T15:04:06Z', '2026-02-28T15:04:06Z', '2026-03-31T15:04:05Z'],
    // The day that the clocks are changed, against the day before at the same time of day.
    [
      { period: 'today', timeZone: NEW_YORK },
      '2026-03-07T05:00:00Z',
      '2026-03-07T16:04:06Z',
      '2026-03-08T15:04:05Z',
    ],
    // Today began at one.
    [
      { period: 'today', timeZone: 'America/Sao_Paulo' },
      '2018-11-03T03:00:00Z',
      '2018-11-03T15:00:01Z',
      '2018-11-04T14:00:00Z',
    ],
    // Midnight again, an hour after the day began.
    [
      { period: 'today', timeZone: 'America/Havana' },
      '2025-11-01T04:00:00Z',
      '2025-11-01T05:00:00Z',
      '2025-11-02T04:59:59.9Z',
    ],
    // A minute into the day the clock went back into the day before.
    [
      { period: 'today', timeZone: 'America/Goose_Bay' },
      '1987-10-24T03:00:00Z',
      '1987-10-24T03:01:00Z',
      '1987-10-25T03:00:59.9Z',
    ],
    // The month was over, and the next one begins at half past midnight.
    [
      { period: 'mtd', timeZone: 'Australia/Lord_Howe' },
      '1980-12-31T14:00:00Z',
      '1981-01-31T14:00:00Z',
      '1981-02-28T13:59:59.9Z',
    ],
  ])('of %j, %s to %s, at %s', (...row) => check(row, 'PREVIOUS_PERIOD'));

  test.each<Case>([
    // Months: as many before.
    [{ from: '2025-03-01', to: '2025-04-01' }, '2025-02-01T00:00:00Z', '2025-03-01T00:00:00Z'],
    [
      { from: '2025-03-01', to: '2025-04-01', timeZone: NEW_YORK },
      '2025-02-01T05:00:00Z',
      '2025-03-01T05:00:00Z',
    ],
    [
      { from: '2025-04-01', to: '2025-07-01', timeZone: 'Europe/Berlin' },
      '2024-12-31T23:00:00Z',
      '2025-03-31T22:00:00Z',
    ],
    [{ from: '2024-01-01', to: '2026-01-01' }, '2022-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    [{ from: 'now-3M/M', to: 'now/M' }, '2025-09-01T00:00:00Z', '2025-12-01T00:00:00Z'],
    // February 2027 is four weeks from Monday and a month: the month before it is January.
    [{ from: '2027-02-01', to: '2027-03-01' }, '2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'],
    // Days, among them weeks.
    [{ from: '2025-03-04', to: '2025-04-04' }, '2025-02-01T00:00:00Z', '2025-03-04T00:00:00Z'],
    [
      { from: '2025-03-03', to: '2025-03-17', timeZone: NEW_YORK },
      '2025-02-17T05:00:00Z',
      '2025-03-03T05:00:00Z',
    ],
    [
      { from: '2025-03-08', to: '2025-03-11', timeZone: NEW_YORK },
      '2025-03-05T05:00:00Z',
      '2025-03-08T05:00:00Z',
    ],
    [
      { from: '2025-03-11', to: '2025-03-14', timeZone: NEW_YORK },
      '2025-03-08T05:00:00Z',
      '2025-03-11T04:00:00Z',
    ],
    [
      { from: '2018-11-04', to: '2018-11-05', timeZone: 'America/Sao_Paulo' },
      '2018-11-03T03:00:00Z',
      '2018-11-04T03:00:00Z',
    ],
    [{ from: '2024-02-29', to: '2024-03-01' }, '2024-02-28T00:00:00Z', '2024-02-29T00:00:00Z'],
    // From the start of a day to some time of day: the same times of day.
    [{ from: 'now/d' }, '2026-03-10T00:00:00Z', '2026-03-10T15:04:06Z'],
    [{ from: 'now-1d/d' }, '2026-03-08T00:00:00Z', '2026-03-09T15:04:06Z'],
    [{ from: '2026-03-01', to: '2026-03-01T12:00' }, '2026-02-28T00:00:00Z', '2026-02-28T12:00:00Z'],
    [{ from: '2026-03-01', to: '2026-03-31T23:59:59' }, '2026-01-29T00:00:00Z', '2026-02-28T23:59:59Z'],
    // Days from one time of day to the same.
    [
      { from: '2026-03-06T09:00', to: '2026-03-09T09:00', timeZone: NEW_YORK },
      '2026-03-03T14:00:00Z',
      '2026-03-06T14:00:00Z',
    ],
    // Anything else: the same duration.
    [{ from: '2026-01-01T06:00Z', to: '2026-01-01T18:00Z' }, '2025-12-31T18:00:00Z', '2026-01-01T06:00:00Z'],
    [{ from: 'now-36h', to: 'now' }, '2026-03-08T15:04:05Z', '2026-03-10T03:04:05Z'],
    // The hour that a clock repeats: an hour before.
    [
      { from: '2025-11-02T05:30Z', to: '2025-11-02T06:30Z', timeZone: NEW_YORK },
      '2025-11-02T04:30:00Z',
      '2025-11-02T05:30:00Z',
    ],
  ])('of %j', (...row) => check(row, 'PREVIOUS_PERIOD'));
});

describe('the previous year', () => {
  test.each<Case>([
    [{ period: '30d' }, '2025-02-09T15:04:06Z', '2025-03-11T15:04:06Z'],
    [{ period: '1y' }, '2024-03-11T15:04:06Z', '2025-03-11T15:04:06Z'],
    [{ period: 'today', timeZone: NEW_YORK }, '2025-03-11T04:00:00Z', '2025-03-11T15:04:06Z'],
    [{ period: 'mtd' }, '2025-03-01T00:00:00Z', '2025-03-11T15:04:06Z'],
    [{ period: 'qtd' }, '2025-01-01T00:00:00Z', '2025-03-11T15:04:06Z'],
    [{ period: 'ytd' }, '2025-01-01T00:00:00Z', '2025-03-11T15:04:06Z'],
    [{ period: 'previous_month' }, '2025-02-01T00:00:00Z', '2025-03-01T00:00:00Z'],
    // The clocks went forward on 9 March 2025, and on 10 March 2024.
    [
      { from: '2025-03-06', to: '2025-03-13', timeZone: 'America/Los_Angeles' },
      '2024-03-06T08:00:00Z',
      '2024-03-13T07:00:00Z',
    ],
    // The day began at one, and at midnight the year before.
    [
      { from: '2018-11-04', to: '2018-11-05', timeZone: 'America/Sao_Paulo' },
      '2017-11-04T02:00:00Z',
      '2017-11-05T02:00:00Z',
    ],
    // Both ends fell into the hour that was skipped, or on it: the same duration from it.
    [
      { from: '2026-03-09T02:30', to: '2026-03-09T03:00', timeZone: 'America/Los_Angeles' },
      '2025-03-09T10:30:00Z',
      '2025-03-09T11:00:00Z',
    ],
  ])('of %j', (...row) => check(row, 'PREVIOUS_YEAR'));

  test.each<Case>([
    [{ from: '2024-02-29', to: '2024-03-01' }, '2023-02-28T00:00:00Z', '2023-03-01T00:00:00Z'],
    [{ from: '2024-02-29T10:00', to: '2024-02-29T12:00' }, '2023-02-28T10:00:00Z', '2023-02-28T12:00:00Z'],
    [{ from: '2024-02-01', to: '2024-02-29' }, '2023-02-01T00:00:00Z', '2023-03-01T00:00:00Z'],
    [{ from: '2024-02-01', to: '2024-03-01' }, '2023-02-01T00:00:00Z', '2023-03-01T00:00:00Z'],
    [{ from: '2025-02-01', to: '2025-03-01' }, '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'],
    [{ period: '24h' }, '2023-02-28T15:04:06Z', '2023-03-01T15:04:06Z', '2024-02-29T15:04:05Z'],
    [{ period: '7d' }, '2023-02-22T15:04:06Z', '2023-03-01T15:04:06Z', '2024-02-29T15:04:05Z'],
    [{ period: '1y' }, '2022-02-28T15:04:06Z', '2023-02-28T15:04:06Z', '2024-02-29T15:04:05Z'],
    [{ period: 'today' }, '2023-02-28T00:00:00Z', '2023-02-28T15:04:06Z', '2024-02-29T15:04:05Z'],
    [{ period: 'mtd' }, '2023-02-01T00:00:00Z', '2023-03-01T00:00:00Z', '2024-02-29T15:04:05Z'],
  ])('around a leap day: %j', (...row) => check(row, 'PREVIOUS_YEAR'));
});

describe('over all zones', () => {
  const periods = ['24h', '7d', '30d', '12w', '6M', '1y', 'today', 'mtd', 'qtd', 'ytd', 'previous_month'];

  test('the previous period is not empty and ends by the time the range begins', () => {
    fc.assert(
      fc.property(zoneInstant, fc.constantFrom(...periods), ({ timeZone, at }, period) => {
        const now = new Date(at).toISOString();
        const { window, comparison } = compared({ period, timeZone, compareTo: 'PREVIOUS_PERIOD' }, now);
        expect(comparison.from).toBeLessThan(comparison.to);
        expect(comparison.to).toBeLessThanOrEqual(window.from);
        const year = compared({ period, timeZone, compareTo: 'PREVIOUS_YEAR' }, now).comparison;
        expect(year.from).toBeLessThan(year.to);
        expect(year.to).toBeLessThanOrEqual(window.from);
      }),
      { numRuns: 300 },
    );
  }, 600_000);

  test('so it is for ranges, and a range of hours is compared with as many', () => {
    const length = fc.oneof(fc.integer({ min: 1, max: 72 * HOUR }), fc.integer({ min: 1, max: 9000 * HOUR }));
    fc.assert(
      fc.property(zoneInstant, length, ({ timeZone, at }, long) => {
        const range = { from: `${at + 1e10}`, to: `${at + 1e10 + long}`, timeZone };
        for (const compareTo of ['PREVIOUS_PERIOD', 'PREVIOUS_YEAR'] as const) {
          const { window, comparison } = compared({ ...range, compareTo }, NOW);
          expect(comparison.from).toBeLessThan(comparison.to);
          if (compareTo === 'PREVIOUS_PERIOD' || long < 8000 * HOUR) {
            expect(comparison.to).toBeLessThanOrEqual(window.from);
          }
          const longer = comparison.to - comparison.from - (window.to - window.from);
          // A month may be three days shorter than the one before it, or longer.
          expect(Math.abs(longer)).toBeLessThanOrEqual(
            long < 24 * HOUR ? 24 * HOUR : 3 * 24 * HOUR + 3 * HOUR,
          );
        }
      }),
      { numRuns: 300 },
    );
  }, 600_000);
});
