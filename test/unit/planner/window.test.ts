import { describe, expect, test } from '@jest/globals';
import { parseInstant, resolveInstant } from '../../../src/planner/instant.js';
import { resolveWindow, type WindowRequest } from '../../../src/planner/window.js';

const NOW = Date.parse('2026-03-11T15:04:05.678Z');
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
    ['12w', 'UTC', '2025-12-17T15:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    ['6M', 'UTC', '2025-09-11T15:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    ['1y', 'UTC', '2025-03-11T15:04:06.000Z', '2026-03-11T15:04:06.000Z'],
    ['today', 'Asia/Kathmandu', '2026-03-10T18:15:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['mtd', 'UTC', '2026-03-01T00:00:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['qtd', 'UTC', '2026-01-01T00:00:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['ytd', 'America/New_York', '2026-01-01T05:00:00.000Z', '2026-03-11T15:04:06.000Z'],
    ['previous_month', 'Europe/Berlin', '2026-01-31T23:00:00.000Z', '2026-02-28T23:00:00.000Z'],
  ])('%s in %s', (period, timeZone, from, to) => {
    const window = resolveWindow({ period, timeZone }, NOW);
    expect([iso(window.from), iso(window.to)]).toEqual([from, to]);
  });

  test('nothing given is the last 30 days in UTC', () => {
    expect(resolveWindow({}, NOW)).toEqual(resolveWindow({ period: '30d', timeZone: 'UTC' }, NOW));
  });

  test.each<[string, WindowRequest, string]>([
    ['an unknown period', { period: '30x' }, 'window.period'],
    ['a period of nothing', { period: '0d' }, 'window.period'],
    ['a period beside a range', { period: '1d', from: at('now-1d') }, 'window.period'],
    ['an end without a beginning', { to: at('now') }, 'window.from'],
    ['an end before the beginning', { from: at('now'), to: at('now-1d') }, 'window.to'],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'window.timeZone'],
    ['more points than an answer may have', { period: '1y', granularity: 'MINUTE_15' }, 'window.granularity'],
    ['no points', { maxDataPoints: 0 }, 'window.maxDataPoints'],
    ['centuries', { from: at('1000-01-01'), to: at('now') }, 'window'],
  ])('%s is refused, naming the field', (_, request, field) => {
    expect(() => resolveWindow(request, NOW)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', field }),
    );
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
  ])('AUTO over %s within %s points is %s', (period, maxDataPoints, granularity) => {
    expect(resolveWindow({ period, maxDataPoints: maxDataPoints ?? null }, NOW).granularity).toBe(
      granularity,
    );
  });

  const buckets = (request: WindowRequest): string[] => resolveWindow(request, NOW).buckets.map(iso);

  test('days of 23 and 25 hours', () => {
    const timeZone = 'America/New_York';
    expect(
      buckets({ from: at('2026-03-07T05:00Z'), to: at('2026-03-10T04:00Z'), timeZone, granularity: 'DAY' }),
    ).toEqual(['2026-03-07T05:00:00.000Z', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z']);
    expect(
      buckets({ from: at('2025-11-01T04:00Z'), to: at('2025-11-04T05:00Z'), timeZone, granularity: 'DAY' }),
    ).toEqual(['2025-11-01T04:00:00.000Z', '2025-11-02T04:00:00.000Z', '2025-11-03T05:00:00.000Z']);
  });

  test('the hour that a clock repeats is two hours', () => {
    const window = {
      from: at('2025-11-02T05:00Z'),
      to: at('2025-11-02T08:00Z'),
      timeZone: 'America/New_York',
      granularity: 'HOUR' as const,
    };
    expect(buckets(window)).toHaveLength(3);
  });

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

describe('comparison', () => {
  test.each<[WindowRequest, string, string]>([
    [{ period: '30d', compareTo: 'PREVIOUS_PERIOD' }, '2026-01-10T15:04:06.000Z', '2026-02-09T15:04:06.000Z'],
    [
      { period: 'previous_month', compareTo: 'PREVIOUS_PERIOD' },
      '2026-01-01T00:00:00.000Z',
      '2026-02-01T00:00:00.000Z',
    ],
    [{ period: 'mtd', compareTo: 'PREVIOUS_PERIOD' }, '2026-02-01T00:00:00.000Z', '2026-02-11T15:04:06.000Z'],
    [{ period: '30d', compareTo: 'PREVIOUS_YEAR' }, '2025-02-09T15:04:06.000Z', '2025-03-11T15:04:06.000Z'],
    [
      { from: at('2026-01-01T06:00Z'), to: at('2026-01-01T18:00Z'), compareTo: 'PREVIOUS_PERIOD' },
      '2025-12-31T18:00:00.000Z',
      '2026-01-01T06:00:00.000Z',
    ],
  ])('%j', (request, from, to) => {
    const { comparison } = resolveWindow(request, NOW);
    expect([iso(comparison?.from), iso(comparison?.to)]).toEqual([from, to]);
  });
});

describe('instants', () => {
  test.each([
    ['now', '2026-03-11T15:04:05.678Z'],
    ['now-7d', '2026-03-04T15:04:05.678Z'],
    ['now-1d/d', '2026-03-10T00:00:00.000Z'],
    ['now/w', '2026-03-09T00:00:00.000Z'],
    ['now-1M/M', '2026-02-01T00:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T10:00:00+05:45', '2026-03-01T04:15:00.000Z'],
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00.000Z'],
    ['1772323200000', '2026-03-01T00:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(iso(resolveInstant(at(text), NOW, 'UTC'))).toBe(expected);
  });

  test.each(['', 'yesterday', '2026-13-01', 'now-', 'now-7q', '2026-03-01T25:00Z', {}, null, NaN, 1.5])(
    '%p is none',
    (value) => {
      expect(parseInstant(value)).toBeNull();
    },
  );
});
