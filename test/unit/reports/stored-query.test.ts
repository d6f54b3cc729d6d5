import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InputError } from '../../../src/errors.js';
import { parseInstant } from '../../../src/planner/instant.js';
import { overridden, placedFault } from '../../../src/reports/override.js';
import type { ReportRequest } from '../../../src/reports/report-request.js';
import { readReportQuery } from '../../../src/reports/report-query.js';
import { instantText, storedQuery } from '../../../src/reports/stored-query.js';

const QUERY: ReportRequest = { dataset: 'USAGE', measures: ['quantity'] };

describe('a stored query', () => {
  test.each([
    '2026-01-31T12:00:00.000Z',
    '2026-01-31',
    '2026-01-31T12:30:00.000',
    'now',
    'now-7d',
    'now/M',
    'now-1M+2h-3s/d',
  ])('has instants as they were given: %s', (text) => {
    const instant = parseInstant(text);
    expect(instant === null ? null : instantText(instant)).toBe(text);
  });

  test('has instants that are read as the same', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        fc.boolean(),
        (date, isLocal) => {
          const instant = parseInstant(isLocal ? date.toISOString().slice(0, -1) : date.toISOString());
          expect(instant === null ? null : parseInstant(instantText(instant))).toEqual(instant);
        },
      ),
    );
  });

  test('leaves out what would be so without', () => {
    const said: ReportRequest = {
      ...QUERY,
      dimensions: [],
      window: { period: '7d', timeZone: 'UTC', granularity: 'AUTO', from: null },
      timeDimension: false,
      fill: true,
      filters: [{ field: 'customer', op: 'EXISTS', values: [] }],
      having: [],
      orderBy: [{ field: 'quantity', direction: 'ASC' }],
      limit: 1_000,
      offset: 0,
      others: false,
    };
    expect(storedQuery(said)).toEqual({
      ...QUERY,
      window: { period: '7d' },
      filters: [{ field: 'customer', op: 'EXISTS' }],
      orderBy: [{ field: 'quantity' }],
    });
    expect(storedQuery({ ...said, fill: false, limit: 5 })).toMatchObject({ fill: false, limit: 5 });
  });

  test('is read as the request that was kept', () => {
    const window = { from: 'now-7d', to: '2026-01-31', timeZone: 'Asia/Tokyo' };
    const request = readReportQuery({ ...QUERY, window, others: true, limit: 1_000 });
    expect(readReportQuery(storedQuery(request))).toEqual(request);
  });
});

const EQ = { field: 'customer', op: 'EQ', values: ['c1'] } as const;

test('a run takes its own window whole, and adds its filters', () => {
  const kept: ReportRequest = {
    ...QUERY,
    window: { period: '7d', timeZone: 'Asia/Tokyo' },
    filters: [EQ],
    limit: 3,
  };
  expect(overridden(kept, { window: { period: '1d' }, filters: [{ ...EQ, op: 'NEQ' }], offset: 2 })).toEqual({
    ...kept,
    window: { period: '1d' },
    filters: [EQ, { ...EQ, op: 'NEQ' }],
    offset: 2,
  });
});

test.each([
  ['filters[0].field', {}, 'query.filters[0].field'],
  ['filters[1].values', { filters: [EQ] }, 'filters[0].values'],
  ['filters', { filters: [EQ] }, 'filters'],
  ['window.period', { window: { period: 'x' } }, 'window.period'],
  ['window.period', { filters: [EQ] }, 'query.window.period'],
  ['limit', { limit: 0 }, 'limit'],
  ['offset', { offset: 5 }, 'offset'],
  ['offset', { limit: 5 }, 'query.offset'],
  ['measures[0]', { limit: 0 }, 'query.measures[0]'],
])('a fault at %s of a run with %j is at %s', (field, override, expected) => {
  const fault = placedFault(new InputError(field, 'expected less'), { ...QUERY, filters: [EQ] }, override);
  expect(fault.field).toBe(expected);
  expect(fault.message).toMatch(/: expected less$/);
});
