import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GRANULARITIES, MAX_POINTS, bucketStarts } from '../../../src/planner/granularity.js';
import { parseInstant } from '../../../src/planner/instant.js';
import { resolveWindow, type WindowRequest } from '../../../src/planner/window.js';
import { Zone } from '../../../src/planner/zone.js';

const NOW = Date.parse('2026-03-11T15:04:05.678Z');
const HOUR = 3_600_000;
const iso = (epochMs: number | undefined): string => new Date(epochMs ?? NaN).toISOString();
const at = (text: string) => {
  const instant = parseInstant(text);
  if (instant === null) throw new Error(text);
  return instant;
};

describe('periods', () => {
  test.each([
    ['24h', 'UTC', '2026-03-10T15:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    ['30d', 'UTC', '2026-02-09T15:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    // The clocks went forward on 8 March: seven calendar days have 167 hours.
    ['7d', 'America/New_York', '2026-03-04T16:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    ['168h', 'America/New_York', '2026-03-04T15:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    ['12w', 'UTC', '2025-12-17T15:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    ['6M', 'UTC', '2025-09-11T15:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    ['1y', 'UTC', '2025-03-11T15:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    ['today', 'UTC', '2026-03-11T00:00:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['today', 'Asia/Kathmandu', '2026-03-10T18:15:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['mtd', 'UTC', '2026-03-01T00:00:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['mtd', 'America/New_York', '2026-03-01T05:00:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['qtd', 'UTC', '2026-01-01T00:00:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['qtd', 'Australia/Lord_Howe', '2025-12-31T13:00:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['ytd', 'America/New_York', '2026-01-01T05:00:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['previous_month', 'UTC', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['previous_month', 'Europe/Berlin', '2026-01-31T23:00:00.000Z', '2026-02-28T23:00:00.000Z'],
  ])('%s in %s', (period, timeZone, from, to) => {
    const window = resolveWindow({ period, timeZone }, NOW);
    expect([iso(window.from), iso(window.to)]).toEqual([from, to]);
  });

  test.each([
    ['1M', '2024-03-31T12:00:00Z', '2024-02-29T12:00:01.000Z', '2024-03-31T12:00:01.000Z'],
    ['1y', '2024-02-29T12:00:00Z', '2023-02-28T12:00:01.000Z', '2024-02-29T12:00:01.000Z'],
    ['today', '2026-03-11T00:00:00Z', '2026-03-11T00:00:00.000Z', '2026-03-11T00:00:01.000Z'],
    ['today', '2026-03-11T23:59:59.9Z', '2026-03-11T00:00:00.000Z', '2026-03-12T00:00:00.000Z'],
    ['mtd', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00.000Z', '2026-03-01T00:00:01.000Z'],
    ['previous_month', '2026-01-01T00:00:00Z', '2025-12-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
  ])('%s at %s', (period, now, from, to) => {
    const window = resolveWindow({ period }, Date.parse(now));
    expect([iso(window.from), iso(window.to)]).toEqual([from, to]);
  });

  test('nothing given is the last 30 days in UTC', () => {
    expect(resolveWindow({}, NOW)).toEqual(resolveWindow({ period: '30d', timeZone: 'UTC' }, NOW));
  });
});

describe('from and to', () => {
  test.each<[string, WindowRequest, string, string]>([
    [
      'dates are those of the zone',
      { from: at('2025-03-06'), to: at('2025-03-13'), timeZone: 'America/Los_Angeles' },
      '2025-03-06T08:00:00.000Z',
      '2025-03-13T07:00:00.000Z',
    ],
    [
      'instants are those of their offset',
      { from: at('2025-03-06T00:00Z'), to: at('2025-03-13T00:00+02:00'), timeZone: 'America/Los_Angeles' },
      '2025-03-06T00:00:00.000Z',
      '2025-03-12T22:00:00.000Z',
    ],
    [
      'a beginning alone reaches up to now',
      { from: at('now-7d/d') },
      '2026-03-04T00:00:00.000Z',
      '2026-03-11T15:04:06.000Z',
    ],
    [
      'seven whole days up to yesterday',
      { from: at('now-7d/d'), to: at('now/d'), timeZone: 'America/New_York' },
      '2026-03-04T05:00:00.000Z',
      '2026-03-11T04:00:00.000Z',
    ],
  ])('%s', (_, request, from, to) => {
    const window = resolveWindow(request, NOW);
    expect([iso(window.from), iso(window.to)]).toEqual([from, to]);
  });

  test.each<[string, WindowRequest, string]>([
    ['an unknown period', { period: '30x' }, 'window.period'],
    ['a period of nothing', { period: '0d' }, 'window.period'],
    ['a period beside a range', { period: '1d', from: at('now-1d') }, 'window.period'],
    ['an end without a beginning', { to: at('now') }, 'window.from'],
    ['an end before the beginning', { from: at('now'), to: at('now-1d') }, 'window.to'],
    ['an empty range', { from: at('2026-01-01'), to: at('2026-01-01') }, 'window.to'],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'window.timeZone'],
    ['an offset for a zone', { timeZone: '+05:45' }, 'window.timeZone'],
    ['no points', { maxDataPoints: 0 }, 'window.maxDataPoints'],
    ['half a point', { maxDataPoints: 1.5 }, 'window.maxDataPoints'],
    ['too many points', { maxDataPoints: MAX_POINTS + 1 }, 'window.maxDataPoints'],
    ['centuries', { from: at('1000-01-01'), to: at('now') }, 'window'],
    ['a period of centuries', { period: '99999y' }, 'window'],
    ['a relative time of centuries', { from: at('now-999999y'), timeZone: 'America/New_York' }, 'window'],
    ['a past that no calendar knows', { from: at('1000-01-01'), to: at('1001-01-01') }, 'window.from'],
    ['a future that none knows', { from: at('now+200y'), to: at('now+201y') }, 'window.to'],
  ])('%s is refused, naming the field', (_, request, field) => {
    expect(() => resolveWindow(request, NOW)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', field }),
    );
  });

  test('fifty years are not too many', () => {
    expect(resolveWindow({ period: '50y' }, NOW).granularity).toBe('QUARTER');
    expect(() => resolveWindow({ period: '51y' }, NOW)).toThrow(expect.objectContaining({ field: 'window' }));
  });
});

describe('granularity', () => {
  test.each([
    ['24h', undefined, 'MINUTE_15'],
    ['7d', undefined, 'HOUR'],
    ['30d', undefined, 'DAY'],
    ['1y', undefined, 'DAY'],
    ['5y', undefined, 'WEEK'],
    ['1y', 60, 'WEEK'],
    ['1y', 13, 'MONTH'],
    ['24h', 25, 'HOUR'],
    ['24h', 24, 'DAY'],
    ['24h', 2, 'DAY'],
    ['24h', 1, 'WEEK'],
    ['7d', MAX_POINTS, 'MINUTE_15'],
    // None stays within: years come closest.
    ['5y', 1, 'YEAR'],
  ])('AUTO over %s within %s points is %s', (period, maxDataPoints, granularity) => {
    expect(resolveWindow({ period, maxDataPoints: maxDataPoints ?? null }, NOW).granularity).toBe(
      granularity,
    );
  });

  test('AUTO takes the finest that stays within the points', () => {
    const instants = { from: fc.integer({ min: 0, max: 2e12 }), length: fc.integer({ min: 1, max: 1.5e12 }) };
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(
        fc.record({ ...instants, maxDataPoints: fc.integer({ min: 1, max: 2000 }), timeZone: zones }),
        ({ from, length, maxDataPoints, timeZone }) => {
          const request = { from: at(`${from + 1e9}`), to: at(`${from + 1e9 + length}`), timeZone };
          const { granularity, buckets } = resolveWindow({ ...request, maxDataPoints }, NOW);
          if (granularity !== 'YEAR') expect(buckets.length).toBeLessThanOrEqual(maxDataPoints);
          const finer = GRANULARITIES[GRANULARITIES.indexOf(granularity) - 1];
          if (finer === undefined || length > 4000 * HOUR * 24) return;
          const more = bucketStarts(from + 1e9, from + 1e9 + length, finer, new Zone(timeZone));
          expect(more.length).toBeGreaterThan(maxDataPoints);
        },
      ),
    );
  });

  test('a granularity that is named is taken, whatever maxDataPoints says', () => {
    const window = resolveWindow({ period: '7d', granularity: 'HOUR', maxDataPoints: 10 }, NOW);
    expect(window.buckets).toHaveLength(169);
  });

  test.each([
    ['HOUR' as const, 'Europe/Berlin', '2025-01-01', 11_000 * HOUR],
    ['HOUR' as const, 'Asia/Kathmandu', '2025-01-01', 11_000 * HOUR],
    // Its clock is changed by half an hour twice in these, and each time two halves stand for an hour.
    ['HOUR' as const, 'Australia/Lord_Howe', '2025-01-01', 10_999 * HOUR],
    ['MINUTE_15' as const, 'UTC', '2026-01-01', 2750 * HOUR],
    ['DAY' as const, 'UTC', '1990-01-01', 11_000 * 24 * HOUR],
  ])('11,000 points of %s in %s are not too many, one more is', (granularity, timeZone, first, length) => {
    const { from } = resolveWindow({ from: at(first), to: at('2026-03-01'), timeZone }, NOW);
    const request = { from: at(`${from}`), timeZone, granularity };
    expect(resolveWindow({ ...request, to: at(`${from + length}`) }, NOW).buckets).toHaveLength(MAX_POINTS);
    expect(() => resolveWindow({ ...request, to: at(`${from + length + 1}`) }, NOW)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', field: 'window.granularity' }),
    );
  });

  test('buckets go on to the end of the last', () => {
    const window = resolveWindow(
      {
        from: at('2025-03-08T12:00'),
        to: at('2025-03-09T12:00'),
        timeZone: 'America/Los_Angeles',
        granularity: 'DAY',
      },
      NOW,
    );
    expect(window.buckets.map(iso)).toEqual(['2025-03-08T08:00:00.000Z', '2025-03-09T08:00:00.000Z']);
    expect(iso(window.end)).toBe('2025-03-10T07:00:00.000Z');
  });

  const buckets = (request: WindowRequest): string[] => resolveWindow(request, NOW).buckets.map(iso);

  test('hours of a zone begin at its quarter', () => {
    const window = {
      from: at('2026-03-01T00:00Z'),
      to: at('2026-03-01T02:00Z'),
      timeZone: 'Asia/Kathmandu',
      granularity: 'HOUR' as const,
    };
    expect(buckets(window)).toEqual([
      '2026-02-28T23:15:00.000Z',
      '2026-03-01T00:15:00.000Z',
      '2026-03-01T01:15:00.000Z',
    ]);
  });

  test('weeks begin on Monday, quarters in January, April, July and October', () => {
    expect(buckets({ from: at('2026-03-11'), to: at('2026-03-17'), granularity: 'WEEK' })).toEqual([
      '2026-03-09T00:00:00.000Z',
      '2026-03-16T00:00:00.000Z',
    ]);
    expect(buckets({ from: at('2026-02-01'), to: at('2026-08-01'), granularity: 'QUARTER' })).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-04-01T00:00:00.000Z',
      '2026-07-01T00:00:00.000Z',
    ]);
  });
});
