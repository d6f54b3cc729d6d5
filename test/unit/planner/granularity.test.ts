import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  GRANULARITIES,
  bucketStart,
  bucketStarts,
  fitsPoints,
  nextBucket,
  type Granularity,
} from '../../../src/planner/granularity.js';
import { Zone } from '../../../src/planner/zone.js';
import * as oracle from '../../support/oracle/temporal-calendar.js';
import { ZONE_RUNS, zoneInstant } from '../../support/oracle/zone-instants.js';

const HOUR = 3_600_000;
/** Long enough for a few dozen buckets. */
const SPAN: Readonly<Record<Granularity, number>> = {
  MINUTE_15: 10 * HOUR,
  HOUR: 60 * HOUR,
  DAY: 40 * 24 * HOUR,
  WEEK: 200 * 24 * HOUR,
  MONTH: 1000 * 24 * HOUR,
  QUARTER: 3000 * 24 * HOUR,
  YEAR: 6000 * 24 * HOUR,
};

/** Whether hours begin at another minute before than after: there, Temporal's hours overlap. */
function phaseChanges(from: number, to: number, timeZone: string): boolean {
  const [before, after] = [from - 2 * HOUR, to + 2 * HOUR].map(
    (at) => oracle.zoned(at, timeZone).offsetNanoseconds / 1e6,
  );
  return ((before ?? 0) - (after ?? 0)) % HOUR !== 0;
}

/** The bucket of an instant's date, or the one after it where the clock came back to that date. */
function expectedStart(at: number, granularity: Granularity, timeZone: string): number {
  const start = oracle.bucketStart(at, granularity, timeZone);
  const next = oracle.nextBucket(start, granularity, timeZone);
  return granularity !== 'HOUR' && next <= at ? next : start;
}

describe('over all zones', () => {
  test('buckets are those of Temporal', () => {
    fc.assert(
      fc.property(zoneInstant, fc.double({ min: 0, max: 1, noNaN: true }), ({ timeZone, at }, part) => {
        const zone = new Zone(timeZone);
        for (const granularity of GRANULARITIES) {
          const to = at + Math.ceil(SPAN[granularity] * part) + 1;
          if (granularity === 'HOUR' && phaseChanges(at, to, timeZone)) continue;
          const start = expectedStart(at, granularity, timeZone);
          expect(bucketStart(at, granularity, zone)).toBe(start);
          expect(nextBucket(start, granularity, zone)).toBe(oracle.nextBucket(start, granularity, timeZone));
          expect(bucketStarts(at, to, granularity, zone)).toEqual(
            oracle.bucketStarts(start, to, granularity, timeZone),
          );
        }
      }),
      { numRuns: ZONE_RUNS },
    );
  }, 600_000);

  test('each instant lies in one bucket, and each bucket begins where the one before ends', () => {
    fc.assert(
      fc.property(zoneInstant, ({ timeZone, at }) => {
        const zone = new Zone(timeZone);
        for (const granularity of GRANULARITIES) {
          const start = bucketStart(at, granularity, zone);
          const end = nextBucket(start, granularity, zone);
          expect(start).toBeLessThanOrEqual(at);
          expect(end).toBeGreaterThan(at);
          expect(bucketStart(start, granularity, zone)).toBe(start);
          expect(bucketStart(end - 1, granularity, zone)).toBe(start);
          expect(bucketStart(end, granularity, zone)).toBe(end);
        }
      }),
      { numRuns: ZONE_RUNS },
    );
  }, 600_000);

  test('what fits a number of points is what has as many buckets', () => {
    fc.assert(
      fc.property(zoneInstant, fc.double({ min: 0, max: 1, noNaN: true }), ({ timeZone, at }, part) => {
        const zone = new Zone(timeZone);
        for (const granularity of GRANULARITIES) {
          const to = at + Math.ceil(SPAN[granularity] * part) + 1;
          const points = bucketStarts(at, to, granularity, zone).length;
          expect(fitsPoints(at, to, granularity, zone, points)).toBe(true);
          expect(fitsPoints(at, to, granularity, zone, points - 1)).toBe(false);
        }
      }),
      { numRuns: ZONE_RUNS },
    );
  }, 600_000);
});

describe('clocks that are changed', () => {
  test.each<[string, string, Granularity, string, string, string[]]>([
    [
      'days of 23 and 24 hours',
      'America/Los_Angeles',
      'DAY',
      '2025-03-08T08:00Z',
      '2025-03-11T07:00Z',
      ['2025-03-08T08:00Z', '2025-03-09T08:00Z', '2025-03-10T07:00Z'],
    ],
    [
      'a day of 25 hours',
      'America/Los_Angeles',
      'DAY',
      '2025-11-01T07:00Z',
      '2025-11-04T08:00Z',
      ['2025-11-01T07:00Z', '2025-11-02T07:00Z', '2025-11-03T08:00Z'],
    ],
    [
      'an hour that is shown twice',
      'America/Los_Angeles',
      'HOUR',
      '2025-11-02T07:59Z',
      '2025-11-02T10:01Z',
      ['2025-11-02T07:00Z', '2025-11-02T08:00Z', '2025-11-02T09:00Z', '2025-11-02T10:00Z'],
    ],
    [
      'a day that a zone skipped: none begins on 30 December',
      'Pacific/Apia',
      'DAY',
      '2011-12-29T10:00Z',
      '2012-01-01T10:00Z',
      ['2011-12-29T10:00Z', '2011-12-30T10:00Z', '2011-12-31T10:00Z'],
    ],
    [
      'a skipped midnight: the day begins at one',
      'America/Sao_Paulo',
      'DAY',
      '2018-11-03T03:00Z',
      '2018-11-06T02:00Z',
      ['2018-11-03T03:00Z', '2018-11-04T03:00Z', '2018-11-05T02:00Z'],
    ],
    [
      'the same in spring',
      'Asia/Beirut',
      'DAY',
      '2025-03-29T12:00Z',
      '2025-03-31T00:00Z',
      ['2025-03-28T22:00Z', '2025-03-29T22:00Z', '2025-03-30T21:00Z'],
    ],
    [
      'midnight shown once, the hour before it twice',
      'Africa/Cairo',
      'DAY',
      '2025-10-30T12:00Z',
      '2025-11-01T00:00Z',
      ['2025-10-29T21:00Z', '2025-10-30T22:00Z', '2025-10-31T22:00Z'],
    ],
    [
      'midnight shown twice: the day begins at the first',
      'America/Havana',
      'DAY',
      '2025-11-01T12:00Z',
      '2025-11-04T00:00Z',
      ['2025-11-01T04:00Z', '2025-11-02T04:00Z', '2025-11-03T05:00Z'],
    ],
    [
      'a date shown again for an hour: it begins once',
      'America/St_Johns',
      'DAY',
      '2007-11-04T03:00Z',
      '2007-11-05T04:00Z',
      ['2007-11-04T02:30Z', '2007-11-05T03:30Z'],
    ],
    [
      'half an hour that is skipped',
      'Australia/Lord_Howe',
      'HOUR',
      '2025-10-04T14:00Z',
      '2025-10-04T17:00Z',
      ['2025-10-04T13:30Z', '2025-10-04T14:30Z', '2025-10-04T15:30Z', '2025-10-04T16:00Z'],
    ],
    [
      'half an hour that is shown twice',
      'Australia/Lord_Howe',
      'HOUR',
      '2025-04-05T13:00Z',
      '2025-04-05T16:00Z',
      ['2025-04-05T13:00Z', '2025-04-05T14:00Z', '2025-04-05T15:00Z', '2025-04-05T15:30Z'],
    ],
    [
      'its days have 23.5 and 24.5 hours',
      'Australia/Lord_Howe',
      'DAY',
      '2025-10-04T13:30Z',
      '2025-10-06T13:00Z',
      ['2025-10-04T13:30Z', '2025-10-05T13:00Z'],
    ],
    [
      'an offset that lost its seconds',
      'Africa/Monrovia',
      'DAY',
      '1972-01-06T00:44:30Z',
      '1972-01-09T00:00Z',
      ['1972-01-06T00:44:30Z', '1972-01-07T00:44:30Z', '1972-01-08T00:00Z'],
    ],
  ])('%s', (_, timeZone, granularity, from, to, starts) => {
    expect(bucketStarts(Date.parse(from), Date.parse(to), granularity, new Zone(timeZone)).map(iso)).toEqual(
      starts.map((start) => iso(Date.parse(start))),
    );
  });

  test('weeks are those of ISO 8601, also across a year', () => {
    const zone = new Zone('Europe/Berlin');
    const [from, to] = [Date.parse('2026-12-27T23:00Z'), Date.parse('2027-01-10T23:00Z')];
    expect(bucketStarts(from, to, 'WEEK', zone).map(iso)).toEqual([
      '2026-12-27T23:00:00.000Z',
      '2027-01-03T23:00:00.000Z',
    ]);
  });
});

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
