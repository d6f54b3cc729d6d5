import { describe, expect, test } from '@jest/globals';
import { usage } from '../../../src/catalogue/usage.js';
import { plan } from '../../../src/planner/plan.js';
import type { AnalyticsQuery } from '../../../src/planner/query.js';

const SCOPE = { tenantId: 'acme', customerId: null };
const DAY = 86_400_000;
const START = Date.parse('2026-03-01T00:00:00Z');

const query = (over: Partial<AnalyticsQuery>): AnalyticsQuery => ({
  dataset: usage,
  measures: ['quantity'],
  dimensions: ['billableUnit'],
  filters: [],
  range: { from: START, to: START + 30 * DAY },
  buckets: null,
  ...over,
});

describe('the statement of one query', () => {
  test('is its rows behind the number of the part, all as text', () => {
    const { text, values, parts } = plan([query({ measures: ['quantity', 'events'] })], SCOPE, []);
    expect(text.split('\n')).toEqual([
      'SELECT 0::int AS part, c0, c1, c2 FROM (',
      'SELECT (billable_unit_id)::text AS c0, (sum(quantity))::text AS c1, (sum(events))::text AS c2',
      'FROM (SELECT billable_unit_id, quantity, events FROM tenant.usage_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source',
      'GROUP BY (billable_unit_id)',
      ') AS answer',
    ]);
    expect(values).toEqual(['acme', '2026-03-01T00:00:00.000Z', '2026-03-31T00:00:00.000Z']);
    expect(parts).toEqual([
      {
        query: query({ measures: ['quantity', 'events'] }),
        columns: ['billableUnit', 'quantity', 'events'],
        sources: ['usage_1d'],
        rawRanges: [],
        considered: [
          { relation: 'usage_1d', passedOver: null },
          { relation: 'usage_by_customer_1d', passedOver: 'a smaller rollup of 1d serves' },
          { relation: 'usage_readings_1d', passedOver: 'it does not keep quantity, events' },
          { relation: 'usage_sessions_1d', passedOver: 'it does not keep billableUnit' },
          { relation: 'usage_1h', passedOver: 'no whole and clean bucket of it is left in the range' },
          { relation: 'usage_by_customer_1h', passedOver: 'a smaller rollup of 1h serves' },
          { relation: 'usage_readings_1h', passedOver: 'it does not keep quantity, events' },
          { relation: 'usage_sessions_1h', passedOver: 'it does not keep billableUnit' },
          { relation: 'usage_15m', passedOver: 'no whole and clean bucket of it is left in the range' },
          { relation: 'usage_by_customer_15m', passedOver: 'a smaller rollup of 15m serves' },
          { relation: 'usage_readings_15m', passedOver: 'it does not keep quantity, events' },
          { relation: 'usage_sessions_15m', passedOver: 'it does not keep billableUnit' },
        ],
      },
    ]);
  });

  test('without dimensions and buckets is one group', () => {
    const { text, parts } = plan([query({ dimensions: [] })], SCOPE, []);
    expect(text.split('\n').slice(1, -1)).toEqual([
      'SELECT (sum(quantity))::text AS c0',
      'FROM (SELECT quantity FROM tenant.usage_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source',
    ]);
    expect(parts[0]?.columns).toEqual(['quantity']);
  });

  test('has filters, buckets, and a dirty quarter-hour from the raw rows', () => {
    const dirty = [{ from: START, to: START + 900_000 }];
    const over = {
      range: { from: START, to: START + 2 * DAY },
      buckets: [START, START + DAY],
      filters: [{ dimension: 'product', values: ['p1', null] }],
    };
    const { text, values, parts } = plan([query(over)], SCOPE, dirty);
    expect(parts[0]?.sources).toEqual(['usage_1d', 'usage_1h', 'usage_15m', 'usage_events']);
    expect(parts[0]?.rawRanges).toEqual(dirty);
    expect(parts[0]?.columns).toEqual(['slot', 'billableUnit', 'quantity']);
    expect(text.split('\n').slice(1, -1)).toEqual([
      'SELECT (width_bucket(at, $1::timestamptz[]) - 1)::text AS c0, (billable_unit_id)::text AS c1, (sum(quantity))::text AS c2',
      'FROM (SELECT bucket AS at, billable_unit_id, quantity FROM tenant.usage_1d WHERE tenant_id = $2 AND (product_id = ANY ($3::text[]) OR product_id IS NULL) AND (bucket >= $4::timestamptz AND bucket < $5::timestamptz)',
      '      UNION ALL',
      '      SELECT bucket AS at, billable_unit_id, quantity FROM tenant.usage_1h WHERE tenant_id = $2 AND (product_id = ANY ($3::text[]) OR product_id IS NULL) AND (bucket >= $6::timestamptz AND bucket < $4::timestamptz)',
      '      UNION ALL',
      '      SELECT bucket AS at, billable_unit_id, quantity FROM tenant.usage_15m WHERE tenant_id = $2 AND (product_id = ANY ($3::text[]) OR product_id IS NULL) AND (bucket >= $7::timestamptz AND bucket < $6::timestamptz)',
      '      UNION ALL',
      '      SELECT time AS at, billable_unit_id, quantity FROM tenant.usage_events WHERE tenant_id = $2 AND (product_id = ANY ($3::text[]) OR product_id IS NULL) AND (time >= $8::timestamptz AND time < $7::timestamptz)) AS source',
      'GROUP BY (width_bucket(at, $1::timestamptz[]) - 1), (billable_unit_id)',
    ]);
    expect(values).toEqual([
      ['2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
      'acme',
      ['p1'],
      '2026-03-02T00:00:00.000Z',
      '2026-03-03T00:00:00.000Z',
      '2026-03-01T01:00:00.000Z',
      '2026-03-01T00:15:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ]);
  });

  test('holds a narrowed credential to its customer in every piece', () => {
    const dirty = [{ from: START, to: START + 900_000 }];
    const { text, values } = plan([query({})], { tenantId: 'acme', customerId: 'ada' }, dirty);
    const pieces = text.split('\n').filter((line) => line.includes(' FROM tenant.'));
    expect(pieces).toHaveLength(4);
    for (const piece of pieces) expect(piece).toContain('WHERE tenant_id = $1 AND customer_id = $2 AND ');
    expect(values.slice(0, 2)).toEqual(['acme', 'ada']);
  });

  test.each([
    ['a value', ['p1'], 'product_id = ANY ($2::text[])'],
    ['a value and none', ['p1', null], '(product_id = ANY ($2::text[]) OR product_id IS NULL)'],
    ['none', [null], 'product_id IS NULL'],
    ['nothing at all', [], 'product_id = ANY ($2::text[])'],
  ])('filters by %s', (_, values, condition) => {
    const { text } = plan([query({ filters: [{ dimension: 'product', values }] })], SCOPE, []);
    expect(text).toContain(`WHERE tenant_id = $1 AND ${condition} AND (bucket`);
  });

  test('never contains a value', () => {
    const quoted = `'; DROP TABLE usage_events; --`;
    const { text } = plan(
      [
        query({
          dimensions: ['customer'],
          filters: [{ dimension: 'product', values: [quoted] }],
          folds: [{ dimension: 'customer', keep: [quoted, null] }],
        }),
      ],
      { tenantId: quoted, customerId: quoted },
      [],
    );
    expect(text).not.toContain('DROP');
  });

  test.each<[string, Partial<AnalyticsQuery>]>([
    ['measure', { measures: ['profit'] }],
    ['dimension', { dimensions: ['colour'] }],
    ['filter', { filters: [{ dimension: 'colour', values: ['red'] }] }],
  ])('is refused for an unknown %s', (_, over) => {
    expect(() => plan([query(over)], SCOPE, [])).toThrow(/^the catalogue has no (profit|colour)$/);
  });
});

describe('dirty ranges', () => {
  const dirtyDays = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ from: START + i * DAY, to: START + i * DAY + 900_000 }));

  test('up to four ranges of a relation are written out', () => {
    const { text } = plan([query({})], SCOPE, dirtyDays(4));
    expect(text).not.toContain('tstzmultirange');
    expect(text.match(/time >= /g)).toHaveLength(4);
  });

  test('more are bound as one, behind the bounds of them all', () => {
    const { text, values } = plan([query({})], SCOPE, dirtyDays(9));
    const raw = text.split('\n').find((line) => line.includes('usage_events'));
    expect(raw).toMatch(
      /AND \(time >= \$\d+::timestamptz AND time < \$\d+::timestamptz\) AND time <@ \$\d+::tstzmultirange/,
    );
    const multiranges = values.filter((value) => String(value).startsWith('{['));
    expect(multiranges).toHaveLength(3);
    expect(multiranges.at(-1)).toMatch(
      /^\{\[2026-03-01T00:00:00.000Z,2026-03-01T00:15:00.000Z\),.*,\[2026-03-09T00:00:00.000Z,2026-03-09T00:15:00.000Z\)\}$/,
    );
  });
});

describe('several queries in one statement', () => {
  const planned = plan(
    [
      query({ measures: ['events'], dimensions: [] }),
      query({ measures: ['quantity', 'events'], dimensions: ['customer', 'product'] }),
      query({ measures: ['quantityLast'] }),
    ],
    SCOPE,
    [],
  );

  test('are one row shape: what a query lacks in columns is null', () => {
    const heads = planned.text.split('\n').filter((line) => line.includes('AS part'));
    expect(heads).toEqual([
      'SELECT 0::int AS part, c0, NULL::text AS c1, NULL::text AS c2, NULL::text AS c3 FROM (',
      'SELECT 1::int AS part, c0, c1, c2, c3 FROM (',
      'SELECT 2::int AS part, c0, c1, NULL::text AS c2, NULL::text AS c3 FROM (',
    ]);
    expect(planned.text.split('\nUNION ALL\nSELECT')).toHaveLength(3);
  });

  test('have columns and sources of their own', () => {
    expect(planned.parts.map(({ columns }) => columns)).toEqual([
      ['events'],
      ['customer', 'product', 'quantity', 'events'],
      ['billableUnit', 'quantityLast'],
    ]);
    expect(planned.parts.map(({ sources }) => sources)).toEqual([
      ['usage_1d'],
      ['usage_by_customer_1d'],
      ['usage_readings_1d'],
    ]);
  });

  test('bind what they have in common once', () => {
    expect(planned.values).toEqual(['acme', '2026-03-01T00:00:00.000Z', '2026-03-31T00:00:00.000Z']);
  });
});
