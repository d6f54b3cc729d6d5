import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant } from '../../../src/ingest/types/instant.js';

describe('parseInstant', () => {
  test.each([
    ['2026-01-31T08:15:00Z', '2026-01-31T08:15:00.000Z'],
    ['2026-01-31t08:15:00z', '2026-01-31T08:15:00.000Z'],
    ['2026-01-31 08:15:00+00:00', '2026-01-31T08:15:00.000Z'],
    ['2026-01-31T08:15:00.1Z', '2026-01-31T08:15:00.100Z'],
    ['2026-01-31T08:15:00.123456Z', '2026-01-31T08:15:00.123456Z'],
    ['2026-01-31T08:15:00.000001Z', '2026-01-31T08:15:00.000001Z'],
    ['2026-01-31T08:15:00.123456999Z', '2026-01-31T08:15:00.123456Z'],
    ['2026-01-31T08:15:00.123000999Z', '2026-01-31T08:15:00.123Z'],
    ['2026-03-01T00:30:00.5+05:30', '2026-02-28T19:00:00.500Z'],
    ['2023-12-31T23:30:00.000007-01:00', '2024-01-01T00:30:00.000007Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
  ])('%s is %s', (given, expected) => {
    const instant = parseInstant(given);
    expect(instant?.text).toBe(expected);
    expect(instant?.epochMs).toBe(Date.parse(`${expected.slice(0, 23)}Z`));
  });

  test.each([
    '',
    'now',
    '2026-01-31',
    '2026-01-31T08:15Z',
    '2026-01-31T08:15:00',
    '2026-01-31T08:15:00.Z',
    '20260131T081500Z',
    '2026-02-29T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2016-12-31T23:59:60Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+05:60',
    '2026-01-01T00:00:00+0530',
    '2026-01-01T00:00:00.1234567890Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '+012026-01-01T00:00:00Z',
  ])('refuses %j', (given) => {
    expect(parseInstant(given)).toBeNull();
  });

  test('agrees with Date on milliseconds at any offset', () => {
    const date = fc.date({ min: new Date('1001-01-01'), max: new Date('9998-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, fc.integer({ min: -1439, max: 1439 }), (utc, minutes) => {
        const local = new Date(utc.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(minutes);
        const offset = `${String(Math.trunc(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
        const instant = parseInstant(`${local}${minutes < 0 ? '-' : '+'}${offset}`);
        expect(instant).toEqual({ text: utc.toISOString(), epochMs: utc.getTime() });
      }),
    );
  });
});
