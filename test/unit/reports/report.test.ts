import { describe, expect, test } from '@jest/globals';
import { resolveWindow, type WindowRequest } from '../../../src/planner/window.js';
import { EXPORT_BOUNDS, PAGE_BOUNDS, readReport, type Report } from '../../../src/reports/report.js';
import type { ReportFilter, ReportRequest } from '../../../src/reports/report-request.js';

const NOW = Date.parse('2026-10-15T12:00:00Z');
const instant = (epochMs: number) => ({ kind: 'absolute', epochMs }) as const;
const RANGE = { from: Date.parse('2026-10-01'), to: Date.parse('2026-10-04') };

function read(request: Partial<ReportRequest>, bounds = PAGE_BOUNDS): Report {
  const asked: ReportRequest = { dataset: 'USAGE', measures: ['quantity'], ...request };
  const window: WindowRequest = {
    from: instant(RANGE.from),
    to: instant(RANGE.to),
    granularity: 'DAY',
    ...asked.window,
  };
  return readReport(asked, resolveWindow(window, NOW), bounds);
}

const columnsOf = ({ columns }: Report): string[] =>
  columns.map(({ name, type, role }) => `${name} ${type} ${role}`);

describe('columns', () => {
  test('of one measure', () => {
    expect(read({}).columns).toEqual([
      {
        ...{ name: 'quantity', title: 'Quantity', type: 'DECIMAL', role: 'MEASURE' },
        ...{ unit: 'quantity', from: 'quantity' },
      },
    ]);
  });

  test('of everything', () => {
    const report = read({
      ...{ dataset: 'MCP', measures: ['revenue', 'firstCall', 'errorRate'], dimensions: ['tool'] },
      ...{ timeDimension: true, others: true, window: { compareTo: 'PREVIOUS_PERIOD' } },
    });
    expect(columnsOf(report)).toEqual([
      'bucket DATETIME TIME',
      'tool STRING DIMENSION',
      'currency STRING DIMENSION',
      'others BOOLEAN OTHERS',
      'revenue DECIMAL MEASURE',
      'revenue__previous DECIMAL PREVIOUS',
      'revenue__change DECIMAL CHANGE',
      'revenue__change_ratio FLOAT CHANGE',
      'firstCall DATETIME MEASURE',
      'firstCall__previous DATETIME PREVIOUS',
      'errorRate FLOAT MEASURE',
      'errorRate__previous FLOAT PREVIOUS',
      'errorRate__change FLOAT CHANGE',
      'errorRate__change_ratio FLOAT CHANGE',
    ]);
  });

  test('currency stands where it was asked for', () => {
    const report = read({ measures: ['revenue'], dimensions: ['currency', 'customer'] });
    expect(columnsOf(report).slice(0, 2)).toEqual(['currency STRING DIMENSION', 'customer STRING DIMENSION']);
  });

  test('of names, behind the ids that have them', () => {
    const report = read({ names: true, dimensions: ['customer', 'session', 'billableUnit'] });
    expect(columnsOf(report).slice(0, 5)).toEqual([
      'customer STRING DIMENSION',
      'customer__name STRING NAME',
      'session STRING DIMENSION',
      'billableUnit STRING DIMENSION',
      'billableUnit__name STRING NAME',
    ]);
  });

  test('of a dimension that is a number', () => {
    const report = read({ dataset: 'EVENTS', measures: ['errors'], dimensions: ['statusCode'] });
    expect(columnsOf(report)).toEqual(['statusCode INTEGER DIMENSION', 'errors INTEGER MEASURE']);
  });
});

describe('what is planned', () => {
  test('what is left out', () => {
    const { query, limit, offset } = read({});
    expect({ limit, offset }).toEqual({ limit: 1000, offset: 0 });
    expect(query).toMatchObject({ dimensions: [], conditions: [], present: [], buckets: null });
    expect(query.report).toEqual({
      ...{
        names: false,
        compared: null,
        fill: false,
        having: [],
        limit: 1000,
        offset: 0,
        top: null,
        total: true,
      },
      order: [{ column: 'quantity', descending: true }],
    });
  });

  test('buckets are filled unless it is said otherwise, and rows are ordered by them first', () => {
    const { query } = read({ timeDimension: true });
    expect(query.buckets).toHaveLength(3);
    expect(query.report).toMatchObject({
      fill: true,
      order: [
        { column: 'slot', descending: false },
        { column: 'quantity', descending: true },
      ],
    });
    expect(read({ timeDimension: true, fill: false }).query.report?.fill).toBe(false);
  });

  test('an order that is asked for is all of the order', () => {
    const orderBy = [{ field: 'bucket', direction: 'DESC' }, { field: 'customer' }] as const;
    const { query } = read({ timeDimension: true, dimensions: ['customer'], orderBy });
    expect(query.report?.order).toEqual([
      { column: 'slot', descending: true },
      { column: 'customer', descending: false },
    ]);
  });

  test('a comparison has buckets where the report has some', () => {
    const window = { compareTo: 'PREVIOUS_PERIOD' } as const;
    const range = { from: Date.parse('2026-09-28'), to: Date.parse('2026-10-01') };
    expect(read({ window }).query.report?.compared).toEqual({ range, buckets: null });
    const buckets = [0, 1, 2].map((day) => range.from + day * 86_400_000);
    expect(read({ window, timeDimension: true }).query.report?.compared).toEqual({ range, buckets });
  });

  test('only where nothing but money is asked for, what has no currency is left out', () => {
    expect(read({ measures: ['revenue'] }).query.present).toEqual(['currency']);
    expect(read({ measures: ['revenue', 'events'] }).query.present).toEqual([]);
  });

  test('with others the limit is of groups', () => {
    const report = read({ dimensions: ['customer'], others: true, limit: 5 });
    expect(report.query.report).toMatchObject({ top: 5, limit: 10_001, offset: 0 });
  });

  test('an export has everything', () => {
    expect(read({}, EXPORT_BOUNDS)).toMatchObject({ limit: null, query: { report: { limit: null } } });
    expect(read({ limit: 20_000 }, EXPORT_BOUNDS).limit).toBe(20_000);
  });
});

describe('conditions', () => {
  const filter = (field: string, op: ReportFilter['op'], ...values: string[]): Partial<ReportRequest> => ({
    ...{ dataset: 'EVENTS', measures: ['errors'] },
    filters: [{ field, op, values }],
  });
  const having = (field: string, op: ReportFilter['op'], ...values: string[]): Partial<ReportRequest> => ({
    ...{ dataset: 'MCP', measures: ['invocations', 'firstCall', 'lastCall'] },
    having: [{ field, op, values }],
  });
  const berlin = (...values: string[]): Partial<ReportRequest> => ({
    ...having('firstCall', 'IN', ...values),
    window: { timeZone: 'Europe/Berlin' },
  });

  test.each<[name: string, request: Partial<ReportRequest>, values: readonly string[]]>([
    ['a text as it is', filter('type', 'EQ', ' 1.0'), [' 1.0']],
    ['no text', filter('type', 'CONTAINS', ''), ['']],
    ['a number in any spelling', filter('statusCode', 'IN', '+4.04e2', '-0'), ['404', '0']],
    ['EXISTS alone', filter('statusCode', 'EXISTS'), ['true']],
    ['EXISTS of none', filter('statusCode', 'EXISTS', 'false'), ['false']],
    ['an instant', having('firstCall', 'GT', '2026-10-01T00:00:00.001Z'), ['1790812800001']],
    ['a day', having('firstCall', 'LT', '2026-10-01'), ['1790812800000']],
    [
      'a day and a time of the zone, and one of its own offset',
      berlin('2026-10-01', '2026-10-01T12:00', '2026-10-01T12:00-07:00'),
      ['1790805600000', '1790848800000', '1790881200000'],
    ],
    [
      'epoch milliseconds',
      having('lastCall', 'IN', '1790812800001', '-100000000'),
      ['1790812800001', '-100000000'],
    ],
    [
      'relative times',
      berlin('now', 'now-1d', 'now-1d/d'),
      [NOW, NOW - 86_400_000, NOW - 38 * 3_600_000].map(String),
    ],
  ])('%s', (_, request, values) => {
    const { conditions = [], report } = read(request).query;
    expect([...conditions, ...(report?.having ?? [])]).toMatchObject([{ values }]);
  });

  test.each<[op: ReportFilter['op'], value: string, kept: readonly string[]]>([
    ['GT', 'WARNING', ['ERROR', 'CRITICAL']],
    ['GTE', 'WARNING', ['WARNING', 'ERROR', 'CRITICAL']],
    ['LT', 'WARNING', ['DEBUG', 'INFO']],
    ['LTE', 'DEBUG', ['DEBUG']],
    ['GT', 'CRITICAL', []],
    ['EQ', 'NOTICE', ['NOTICE']],
  ])('severities by how grave they are: %s %s', (op, value, values) => {
    const operator = op === 'EQ' ? 'EQ' : 'IN';
    for (const dataset of ['EVENTS', 'LATENCIES', 'MCP'] as const) {
      const { conditions } = read({
        ...{ dataset, measures: [dataset === 'MCP' ? 'invocations' : 'events'] },
        filters: [{ field: 'severity', op, values: [value] }],
      }).query;
      expect(conditions).toEqual([{ field: 'severity', operator, values }]);
    }
  });

  test.each<[request: Partial<ReportRequest>, message: string]>([
    [
      filter('severity', 'GTE', 'WARN'),
      'filters[0].values: there is no value "WARN"; the nearest are WARNING',
    ],
    [filter('type', 'EQ'), 'filters[0].values: expected a value'],
    [filter('type', 'LTE', 'a', 'b'), 'filters[0].values: expected one value for LTE'],
    [filter('type', 'IN', 'a\0'), 'filters[0].values: expected text without U+0000'],
    [
      filter('type', 'IN', ...Array<string>(1001).fill('a')),
      'filters[0].values: expected at most 1000 values',
    ],
    [filter('type', 'EXISTS', 'yes'), 'filters[0].values: expected "true", "false" or nothing'],
    [filter('type', 'EXISTS', 'true', 'false'), 'filters[0].values: expected "true", "false" or nothing'],
    [filter('statusCode', 'EQ', '0x1'), 'filters[0].values: expected a number, got "0x1"'],
    [filter('statusCode', 'EQ', ''), 'filters[0].values: expected a number, got ""'],
    [filter('statusCode', 'CONTAINS', '4'), 'filters[0].op: CONTAINS compares text, and this is a number'],
    [filter('latencyBin', 'EXISTS'), 'filters[0].field: there is no dimension "latencyBin"; the nearest are'],
    [
      having('firstCall', 'STARTS_WITH', '2026'),
      'having[0].op: STARTS_WITH compares text, and this is an instant',
    ],
    ...['1', 'yesterday', '2026-02-30', '2026-10-01T25:00Z', 'now-1'].map(
      (value): [Partial<ReportRequest>, string] => [
        having('firstCall', 'EQ', value),
        `having[0].values: expected ISO-8601 (2026-01-31T12:00:00Z), epoch milliseconds, or a relative time (now, now-7d, now-1d/d), got "${value}"`,
      ],
    ),
    [
      having('tool', 'EXISTS'),
      `having[0].field: there is no measure's column "tool"; there are invocations, firstCall, lastCall`,
    ],
    [
      { filters: Array<ReportFilter>(51).fill({ field: 'customer', op: 'EXISTS' }) },
      'filters: expected at most 50, got 51',
    ],
  ])('%#: %s', (request, message) => {
    expect(() => read(request)).toThrow(message);
  });
});

describe('what cannot be asked', () => {
  test.each<[request: Partial<ReportRequest>, message: string]>([
    [{ measures: [] }, 'measures: expected at least one, such as quantity, events, revenue'],
    [{ measures: ['events', 'events'] }, 'measures[1]: "events" is asked for twice'],
    [{ measures: Array<string>(51).fill('events') }, 'measures: expected at most 50, got 51'],
    [{ dimensions: Array<string>(11).fill('customer') }, 'dimensions: expected at most 10, got 11'],
    [
      { dataset: 'STOREFRONT', measures: ['journeys'] },
      'measures[0]: there is no measure "journeys"; there are events, visitors',
    ],
    [
      { orderBy: [{ field: 'quantity' }, { field: 'quantity' }] },
      'orderBy: expected at most 1: the report has no more columns',
    ],
    [
      { dimensions: ['customer'], orderBy: [{ field: 'customer' }, { field: 'customer' }] },
      'orderBy[1].field: "customer" orders already',
    ],
    [
      { dimensions: ['customer'], others: true, orderBy: [{ field: 'others' }] },
      'orderBy[0].field: the others stand last always',
    ],
    [{ limit: 1.5 }, 'limit: expected a whole number from 1 to 10000, got 1.5'],
    [{ offset: 100_000_001 }, 'offset: expected a whole number from 0 to 100000000, got 100000001'],
    [{ others: true }, 'others: expected a dimension whose groups have others'],
    [
      { measures: ['revenue'], dimensions: ['currency'], others: true },
      'others: expected a dimension whose groups have others',
    ],
  ])('%#: %j', (request, message) => {
    expect(() => read(request)).toThrow(message);
  });

  test('others of an export are behind as many groups as those of an answer', () => {
    const asked = { dimensions: ['customer'], others: true };
    for (const bounds of [PAGE_BOUNDS, EXPORT_BOUNDS]) {
      expect(read(asked, bounds).query.report?.top).toBe(1000);
      expect(read({ ...asked, limit: 7 }, bounds).query.report?.top).toBe(7);
    }
    expect(read(asked, EXPORT_BOUNDS).query.report?.limit).toBeNull();
    expect(() => read({ ...asked, offset: 1 }, EXPORT_BOUNDS)).toThrow(
      'offset: expected none beside `others`',
    );
    expect(() => read({ limit: 0 }, EXPORT_BOUNDS)).toThrow(
      'limit: expected a whole number of at least 1, got 0',
    );
  });

  test('others of currencies without money are others', () => {
    expect(read({ dimensions: ['currency'], others: true }).query.report?.top).toBe(1000);
  });
});
