import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  floorTo,
  isTimeZone,
  parseInstant,
  resolveInstant,
  shift,
  type PeriodUnit,
} from '../../../src/planner/instant.js';
import { Zone } from '../../../src/planner/zone.js';
import * as oracle from '../../support/oracle/temporal-calendar.js';
import { ZONE_RUNS, zoneInstant } from '../../support/oracle/zone-instants.js';

const NOW = Date.parse('2026-03-11T15:04:05.678Z');
const UNITS: readonly PeriodUnit[] = ['s', 'm', 'h', 'd', 'w', 'M', 'y'];

function resolved(text: string, timeZone: string): string {
  const input = parseInstant(text);
  if (input === null) throw new Error(text);
  return new Date(resolveInstant(input, NOW, new Zone(timeZone))).toISOString();
}

describe('instants', () => {
  test.each([
    ['now', '2026-03-11T15:04:05.678Z'],
    ['now-7d', '2026-03-04T15:04:05.678Z'],
    ['now+90m', '2026-03-11T16:34:05.678Z'],
    ['now-1M+1d', '2026-02-12T15:04:05.678Z'],
    ['now-0d', '2026-03-11T15:04:05.678Z'],
    ['now/s', '2026-03-11T15:04:05.000Z'],
    ['now/m', '2026-03-11T15:04:00.000Z'],
    ['now/h', '2026-03-11T15:00:00.000Z'],
    ['now-1d/d', '2026-03-10T00:00:00.000Z'],
    ['now/w', '2026-03-09T00:00:00.000Z'],
    ['now-1M/M', '2026-02-01T00:00:00.000Z'],
    ['now-1y/y', '2025-01-01T00:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00+05:45', '2026-03-01T04:15:00.000Z'],
    ['2026-03-01t10:00:00.123456z', '2026-03-01T10:00:00.123Z'],
    ['2026-03-01 10:00', '2026-03-01T10:00:00.000Z'],
    ['1772323200000', '2026-03-01T00:00:00.000Z'],
  ])('%s in UTC', (text, expected) => {
    expect(resolved(text, 'UTC')).toBe(expected);
  });

  test.each([
    // The clocks went forward on 8 March 2026.
    ['now-7d', 'America/New_York', '2026-03-04T16:04:05.678Z'],
    ['now-168h', 'America/New_York', '2026-03-04T15:04:05.678Z'],
    ['now-3d/d', 'America/New_York', '2026-03-08T05:00:00.000Z'],
    ['now-2d/d', 'America/New_York', '2026-03-09T04:00:00.000Z'],
    ['now/w', 'America/New_York', '2026-03-09T04:00:00.000Z'],
    ['now/M', 'America/New_York', '2026-03-01T05:00:00.000Z'],
    ['now/y', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
    ['now/h', 'Asia/Kathmandu', '2026-03-11T14:15:00.000Z'],
    // Without an offset it is what the zone's clock shows.
    ['2026-03-01', 'America/New_York', '2026-03-01T05:00:00.000Z'],
    ['2026-03-01T10:00:00', 'Asia/Kathmandu', '2026-03-01T04:15:00.000Z'],
    ['2026-03-01T10:00:00Z', 'Asia/Kathmandu', '2026-03-01T10:00:00.000Z'],
    // Shown twice: the first. Skipped: an hour later. A skipped midnight: the start of the day.
    ['2025-11-02T01:30', 'America/New_York', '2025-11-02T05:30:00.000Z'],
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ])('%s in %s', (text, timeZone, expected) => {
    expect(resolved(text, timeZone)).toBe(expected);
  });

  test.each([
    '',
    'yesterday',
    '2026-13-01',
    '2026-02-29',
    '2026-02-30T00:00',
    'now-',
    'now-7q',
    'now/d-1d',
    '2026-03-01T25:00Z',
    '2026-03-01T10:00+25:00',
    '2026-03-01Z',
    '9999999999999999',
    {},
    null,
    NaN,
    1.5,
    9e15,
  ])('%p is none', (value) => {
    expect(parseInstant(value)).toBeNull();
  });

  test('what lies out of any calendar stays a number', () => {
    for (const text of ['now-999999y', 'now+999999y-1d/d', 'now-999999y-999999y/M', '-8640000000000000']) {
      const input = parseInstant(text);
      expect(input).not.toBeNull();
      if (input === null) continue;
      expect(Number.isFinite(resolveInstant(input, NOW, new Zone('America/New_York')))).toBe(true);
    }
  });
});

describe('zones', () => {
  test.each([
    'UTC',
    'America/New_York',
    'Etc/GMT+5',
    'America/Port-au-Prince',
    'Europe/Kyiv',
    'asia/kolkata',
  ])('%s is one', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  test.each(['', 'Mars/Olympus', '+05:45', '-8', '2026-01-01T00:00[Europe/Berlin]', 'T00:00[Europe/Berlin]'])(
    '%p is none',
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});

describe('over all zones', () => {
  test('moving and rounding are as in Temporal', () => {
    const count = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(zoneInstant, count, fc.constantFrom(1, -1), ({ timeZone, at }, many, sign) => {
        const zone = new Zone(timeZone);
        for (const unit of UNITS) {
          const period = { count: many, unit };
          expect(floorTo(at, unit, zone)).toBe(oracle.floorTo(at, unit, timeZone));
          expect(shift(at, period, sign, zone)).toBe(oracle.shift(at, period, sign, timeZone));
        }
      }),
      { numRuns: ZONE_RUNS },
    );
  }, 600_000);

  test('in whatever order a zone is asked, it answers alike', () => {
    fc.assert(
      fc.property(fc.array(zoneInstant, { minLength: 2, maxLength: 6 }), (asked) => {
        const timeZone = asked[0]?.timeZone ?? 'UTC';
        const zone = new Zone(timeZone);
        for (const { at } of asked) {
          expect(zone.offsetAt(at)).toBe(oracle.zoned(at, timeZone).offsetNanoseconds / 1e6);
          expect(floorTo(at, 'y', zone)).toBe(oracle.floorTo(at, 'y', timeZone));
        }
      }),
      { numRuns: ZONE_RUNS },
    );
  }, 600_000);
});
