import { describe, expect, test } from '@jest/globals';
import { entry, type Dataset } from '../../../src/catalogue/dataset.js';
import { mcp } from '../../../src/catalogue/mcp.js';
import { usage } from '../../../src/catalogue/usage.js';
import { Bindings } from '../../../src/planner/bindings.js';
import type { AnalyticsQuery } from '../../../src/planner/query.js';
import { selectFor } from '../../../src/planner/select.js';

const RANGE = { from: Date.parse('2026-10-01T00:00Z'), to: Date.parse('2026-10-02T00:00Z') };

/** The SELECT over one day of a relation, with what every source has in common left out. */
function select(
  over: Partial<AnalyticsQuery> & Pick<AnalyticsQuery, 'measures' | 'dimensions'>,
  relation: string | null = null,
): { lines: string[]; columns: readonly string[]; values: readonly unknown[] } {
  const query: AnalyticsQuery = { dataset: usage, filters: [], range: RANGE, buckets: null, ...over };
  const rollup =
    relation === null ? null : (query.dataset.rollups.find((one) => one.relation === relation) ?? null);
  const bindings = new Bindings();
  const scope = { tenantId: 'acme', customerId: null };
  const { text, columns } = selectFor([{ rollup, ranges: [RANGE] }], query, scope, bindings);
  const lines = text
    .replace(/ WHERE tenant_id = \$\d+ AND \((?:time|bucket) >= [^ )]+ AND (?:time|bucket) < [^ )]+\)/g, '')
    .replaceAll(' )', ')')
    .split('\n');
  return { lines, columns, values: bindings.values };
}

describe('measures', () => {
  const expressionOf = (dataset: Dataset, measure: string): string | undefined =>
    select({ dataset, measures: [measure], dimensions: [] }).lines[0];

  test.each([
    ['quantity', '(sum(quantity))::text'],
    ['quantityMin', '(min(quantity_min))::text'],
    ['quantityMax', '(max(quantity_max))::text'],
    ['quantityFirst', '((min(reading_first))[3])::text'],
    ['quantityLast', '((max(reading_last))[3])::text'],
    ['quantityMean', '(sum(quantity) / nullif(sum(events), 0))::text'],
    ['customers', '(count(DISTINCT customer_id))::text'],
  ])('of usage: %s', (measure, expression) => {
    expect(expressionOf(usage, measure)).toBe(`SELECT ${expression} AS c0`);
  });

  test.each([
    ['errorRate', '(sum(errors) / nullif(sum(calls), 0))::text'],
    ['meanDuration', '(sum(duration) / nullif(sum(timed), 0))::text'],
    ['minDuration', '(min(duration_min))::text'],
    [
      'p95Duration',
      '(tenant.bin_percentile(0.95, array_agg(duration_bin), array_agg(timed::numeric)))::text',
    ],
  ])('of MCP: %s', (measure, expression) => {
    expect(expressionOf(mcp, measure)).toBe(`SELECT ${expression} AS c0`);
  });

  test('a partial that several are made of is read once', () => {
    const { lines } = select(
      { measures: ['quantity', 'events', 'quantityMean'], dimensions: [] },
      'usage_1d',
    );
    expect(lines[1]).toBe('FROM (SELECT quantity, events FROM tenant.usage_1d) AS source');
  });
});

describe('the rows behind', () => {
  test('are the rollup by its columns', () => {
    const { lines } = select(
      { dataset: mcp, measures: ['p50Duration'], dimensions: ['durationBin', 'agent'] },
      'mcp_durations_1d',
    );
    expect(lines[1]).toBe(
      'FROM (SELECT duration_bin, resolved_agent, timed FROM tenant.mcp_durations_1d) AS source',
    );
  });

  test('are the raw rows by the expressions of the same columns', () => {
    const { lines } = select({
      dataset: mcp,
      measures: ['p50Duration', 'errors'],
      dimensions: ['durationBin', 'agent'],
    });
    expect(lines[1]).toBe(
      'FROM (SELECT tenant.log_bin(duration_ms) AS duration_bin, coalesce(agent_family, agent_name) AS resolved_agent, (duration_ms IS NOT NULL)::int::bigint AS timed, (error IS NOT NULL)::int::bigint AS errors FROM tenant.mcp_calls) AS source',
    );
  });
});

describe('what nobody groups by', () => {
  test('is kept by a first grouping where values are counted', () => {
    const { lines, columns } = select(
      { measures: ['quantity', 'customers'], dimensions: ['product'] },
      'usage_by_customer_1d',
    );
    expect(lines).toEqual([
      'SELECT ("product")::text AS c0, (sum(quantity))::text AS c1, (count(DISTINCT customer_id))::text AS c2',
      'FROM (SELECT product_id AS "product", customer_id, sum(quantity) AS quantity',
      'FROM (SELECT product_id, customer_id, quantity FROM tenant.usage_by_customer_1d) AS source',
      'GROUP BY 1, 2) AS partial',
      'GROUP BY ("product")',
    ]);
    expect(columns).toEqual(['product', 'quantity', 'customers']);
  });

  test('needs none where it is grouped by as well', () => {
    const { lines } = select({ measures: ['customers'], dimensions: ['customer'] }, 'usage_by_customer_1d');
    expect(lines).toHaveLength(3);
  });

  test('is there once for several percentiles', () => {
    const { lines } = select(
      { dataset: mcp, measures: ['p50Duration', 'p99Duration'], dimensions: ['tool'], buckets: [RANGE.from] },
      'mcp_durations_1d',
    );
    expect(lines.slice(1)).toEqual([
      'FROM (SELECT width_bucket(at, $1::timestamptz[]) - 1 AS slot, tool AS "tool", duration_bin, sum(timed) AS timed',
      'FROM (SELECT bucket AS at, tool, duration_bin, timed FROM tenant.mcp_durations_1d) AS source',
      'GROUP BY 1, 2, 3) AS partial',
      'GROUP BY (slot), ("tool")',
    ]);
  });
});

describe('a fold', () => {
  test.each([
    ['values', ['api', 'chat'], 'product_id = ANY ($1::text[])'],
    ['values and none', ['api', null], '(product_id = ANY ($1::text[]) OR product_id IS NULL)'],
    ['none', [null], 'product_id IS NULL'],
  ])('that keeps %s is the value and whether it answers for the others', (_, keep, kept) => {
    const { lines, columns } = select(
      { measures: ['events'], dimensions: ['product'], folds: [{ dimension: 'product', keep }] },
      'usage_1d',
    );
    const groups = [`(CASE WHEN ${kept} THEN product_id END)`, `((${kept}) IS NOT TRUE)`];
    expect(lines[0]).toBe(
      `SELECT ${groups[0]}::text AS c0, ${groups[1]}::text AS c1, (sum(events))::text AS c2`,
    );
    expect(lines[2]).toBe(`GROUP BY ${groups.join(', ')}`);
    expect(columns).toEqual(['product', 'product:others', 'events']);
  });

  test('of one dimension leaves the others alone', () => {
    const { columns } = select({
      measures: ['events'],
      dimensions: ['billableUnit', 'product', 'customer'],
      folds: [{ dimension: 'product', keep: ['api'] }],
    });
    expect(columns).toEqual(['billableUnit', 'product', 'product:others', 'customer', 'events']);
  });
});

describe('a top', () => {
  test('is ranked by its weight, which the answer need not have', () => {
    const { lines, columns, values } = select(
      {
        measures: ['events'],
        dimensions: ['customer', 'currency'],
        top: { dimension: 'customer', by: 'quantity', rows: 5, within: [] },
      },
      'usage_by_customer_1d',
    );
    expect(lines).toEqual([
      'SELECT (CASE WHEN place <= $4::int THEN "customer" END)::text AS c0, (NOT place <= $4::int)::text AS c1, ("currency")::text AS c2, (sum(events))::text AS c3',
      'FROM (SELECT *, dense_rank() OVER (ORDER BY coalesce(weight, 0) DESC, "customer" COLLATE "C" NULLS LAST) AS place FROM (SELECT *, sum(quantity) OVER (PARTITION BY "customer") AS weight FROM (SELECT customer_id AS "customer", currency AS "currency", sum(events) AS events, sum(quantity) AS quantity',
      'FROM (SELECT customer_id, currency, events, quantity FROM tenant.usage_by_customer_1d) AS source',
      'GROUP BY 1, 2) AS partial) AS weighed) AS placed',
      'GROUP BY (CASE WHEN place <= $4::int THEN "customer" END), (NOT place <= $4::int), ("currency")',
    ]);
    expect(columns).toEqual(['customer', 'customer:others', 'currency', 'events']);
    expect(values).toEqual(['acme', '2026-10-01T00:00:00.000Z', '2026-10-02T00:00:00.000Z', 5]);
  });

  test('within groups is ranked anew in each, folded ones included', () => {
    const { lines, columns } = select({
      measures: ['quantity'],
      dimensions: ['billableUnit', 'product', 'customer'],
      folds: [{ dimension: 'product', keep: ['api'] }],
      top: { dimension: 'customer', by: 'quantity', rows: 1, within: ['billableUnit', 'product'] },
    });
    const within = '"billableUnit", "product", "product:others"';
    expect(lines[1]).toContain(`dense_rank() OVER (PARTITION BY ${within} ORDER BY`);
    expect(lines[1]).toContain(`sum(quantity) OVER (PARTITION BY ${within}, "customer") AS weight`);
    expect(columns).toEqual([
      'billableUnit',
      'product',
      'product:others',
      'customer',
      'customer:others',
      'quantity',
    ]);
  });

  test('of what does not add up is refused', () => {
    const top = { dimension: 'product', by: 'customers', rows: 1, within: [] };
    expect(() => select({ measures: ['events'], dimensions: ['product'], top })).toThrow(
      'customers does not add up, so nothing can be ranked by it',
    );
  });
});

test('every measure of every dataset can be written, by every dimension', () => {
  for (const dataset of [usage, mcp]) {
    for (const { key: measure } of dataset.measures) {
      for (const { key: dimension } of dataset.dimensions) {
        const { columns } = select({ dataset, measures: [measure], dimensions: [dimension] });
        expect(columns).toEqual([dimension, entry(dataset.measures, measure).key]);
      }
    }
  }
});

test.each<[string, Partial<AnalyticsQuery>]>([
  ['a filter', { filters: [{ dimension: 'product', values: [null] }] }],
  ['a fold', { folds: [{ dimension: 'product', keep: [null] }] }],
])('%s of nothing but rows without a value binds nothing that it does not use', (_, over) => {
  const { lines, values } = select({ measures: ['events'], dimensions: ['product'], ...over });
  expect(lines.join('\n')).toContain('product_id IS NULL');
  expect(values).toEqual(['acme', '2026-10-01T00:00:00.000Z', '2026-10-02T00:00:00.000Z']);
});
