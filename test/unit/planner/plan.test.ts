import { describe, expect, test } from '@jest/globals';
import { usage } from '../../../src/catalogue/usage.js';
import { plan } from '../../../src/planner/plan.js';
import type { AnalyticsQuery } from '../../../src/planner/query.js';
import { resolveWindow } from '../../../src/planner/window.js';

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

describe('the source of a query', () => {
  const days = (timeZone: string) =>
    resolveWindow(
      {
        from: { kind: 'absolute', epochMs: START },
        to: { kind: 'absolute', epochMs: START + 30 * DAY },
        timeZone,
        granularity: 'DAY',
      },
      START,
    ).buckets;

  test.each<[string, Partial<AnalyticsQuery>, string | null, string[]]>([
    ['whole days by unit', {}, null, ['usage_1d']],
    ['by customer', { dimensions: ['customer'] }, null, ['usage_by_customer_1d']],
    [
      'filtered by customer',
      { filters: [{ dimension: 'customer', values: ['c1'] }] },
      null,
      ['usage_by_customer_1d'],
    ],
    ['counting customers', { measures: ['customers'] }, null, ['usage_by_customer_1d']],
    ['narrowed to a customer', {}, 'c1', ['usage_by_customer_1d']],
    ['days in UTC', { buckets: days('UTC') }, null, ['usage_1d']],
    ['days in New York', { buckets: days('America/New_York') }, null, ['usage_1h']],
    ['days in Kathmandu', { buckets: days('Asia/Kathmandu') }, null, ['usage_15m']],
  ])('%s', (_, over, customerId, sources) => {
    expect(plan(query(over), { ...SCOPE, customerId }, []).sources).toEqual(sources);
  });

  test('each rollup that is passed over has a reason', () => {
    const { considered } = plan(
      query({ dimensions: ['customer'], buckets: days('America/New_York') }),
      SCOPE,
      [],
    );
    expect(considered).toEqual([
      { relation: 'usage_1d', passedOver: 'it does not keep customer' },
      {
        relation: 'usage_by_customer_1d',
        passedOver: 'its buckets of 1d straddle the bucket at 2026-02-28T05:00:00.000Z',
      },
      { relation: 'usage_1h', passedOver: 'it does not keep customer' },
      { relation: 'usage_by_customer_1h', passedOver: null },
      { relation: 'usage_15m', passedOver: 'it does not keep customer' },
      { relation: 'usage_by_customer_15m', passedOver: null },
    ]);
  });
});

describe('the statement', () => {
  test('totals from one rollup', () => {
    const { text, values } = plan(query({ measures: ['quantity', 'events'] }), SCOPE, []);
    expect(text).toBe(
      [
        'SELECT billable_unit_id AS "billableUnit", sum(quantity) AS "quantity", sum(events) AS "events"',
        'FROM (SELECT billable_unit_id, quantity, events FROM tenant.usage_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source',
        'GROUP BY 1',
      ].join('\n'),
    );
    expect(values).toEqual(['acme', '2026-03-01T00:00:00.000Z', '2026-03-31T00:00:00.000Z']);
  });

  test('filters, buckets and a dirty day that ends in the raw rows', () => {
    const dirty = [{ from: START, to: START + 900_000 }];
    const over = {
      range: { from: START, to: START + 2 * DAY },
      buckets: [START, START + DAY],
      filters: [{ dimension: 'product', values: ['p1', null] }],
    };
    const { text, values, sources } = plan(query(over), SCOPE, dirty);
    expect(sources).toEqual(['usage_1d', 'usage_1h', 'usage_15m', 'usage_events']);
    expect(text.split('\n')).toEqual([
      'SELECT width_bucket(at, $11::timestamptz[]) - 1 AS slot, billable_unit_id AS "billableUnit", sum(quantity) AS "quantity"',
      'FROM (SELECT bucket AS at, billable_unit_id, product_id, quantity FROM tenant.usage_1d WHERE tenant_id = $1 AND (product_id = ANY ($2::text[]) OR product_id IS NULL) AND (bucket >= $3::timestamptz AND bucket < $4::timestamptz)',
      '      UNION ALL',
      '      SELECT bucket AS at, billable_unit_id, product_id, quantity FROM tenant.usage_1h WHERE tenant_id = $1 AND (product_id = ANY ($2::text[]) OR product_id IS NULL) AND (bucket >= $5::timestamptz AND bucket < $6::timestamptz)',
      '      UNION ALL',
      '      SELECT bucket AS at, billable_unit_id, product_id, quantity FROM tenant.usage_15m WHERE tenant_id = $1 AND (product_id = ANY ($2::text[]) OR product_id IS NULL) AND (bucket >= $7::timestamptz AND bucket < $8::timestamptz)',
      '      UNION ALL',
      '      SELECT time AS at, billable_unit_id, product_id, quantity AS quantity FROM tenant.usage_events WHERE tenant_id = $1 AND (product_id = ANY ($2::text[]) OR product_id IS NULL) AND (time >= $9::timestamptz AND time < $10::timestamptz)) AS source',
      'GROUP BY 1, 2',
    ]);
    expect(values.slice(0, 4)).toEqual([
      'acme',
      ['p1'],
      '2026-03-02T00:00:00.000Z',
      '2026-03-03T00:00:00.000Z',
    ]);
  });

  test('many ranges are bound as one', () => {
    const dirty = Array.from({ length: 9 }, (_, i) => ({
      from: START + i * DAY,
      to: START + i * DAY + 900_000,
    }));
    const { text, values } = plan(query({}), SCOPE, dirty);
    expect(text).toContain('::tstzmultirange');
    expect(values.filter((value) => String(value).startsWith('{['))).toHaveLength(3);
  });
});
