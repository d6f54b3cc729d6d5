import { usage } from '../src/catalogue/usage.js';
import { refreshDirty } from '../src/db/refresher.js';
import { type Statement } from '../src/db/tenant-scope.js';
import { AnalyticsReader, type AnalyticsRow } from '../src/loaders/analytics-reader.js';
import { SharedReads } from '../src/loaders/shared-reads.js';
import type { AnalyticsQuery } from '../src/planner/query.js';
import { startNodeProcess, type NodeProcess } from './node-process.js';
import { median, report } from './report.js';

const DAY = 86_400_000;
const END = Math.floor(Date.now() / DAY) * DAY;
const START = END - 30 * DAY;

const BY_UNIT: AnalyticsQuery = {
  dataset: usage,
  measures: ['quantity', 'events', 'revenue'],
  dimensions: ['billableUnit', 'currency'],
  filters: [],
  range: { from: START, to: END },
  buckets: null,
};

/** The same sums by hand, from the raw rows, as the owner: no view and no role in between. */
const raw = (tenantId: string): Statement => ({
  text: `SELECT billable_unit_id, currency, sum(quantity), count(*), sum(revenue) FROM usage_events
         WHERE tenant_id = $1 AND time >= $2 AND time < $3 GROUP BY 1, 2`,
  values: [tenantId, new Date(START).toISOString(), new Date(END).toISOString()],
});

/**
 * A 30-day by-unit query as the gateway makes it (dirty buckets, plan, tenant scope) against the same sums from the
 * hypertable, for tenants of 100,000 and 1,000,000 events in the same tables.
 */
export async function benchQuery(options: ReadonlyMap<string, string>): Promise<boolean> {
  const large = Number(options.get('events') ?? 1_000_000);
  const small = Math.ceil(large / 10);
  const node = await startNodeProcess();
  try {
    await fill(node, 'small', small);
    await fill(node, 'large', large);
    await refreshDirty(node.db.write, usage, new Date());
    await node.db.write.query('ANALYZE');
    const figures = { small: [] as number[], large: [] as number[], rawLarge: [] as number[] };
    const answers = new Map<string, string>();
    for (let round = 0; round < 60; round++) {
      figures.small.push(await time(() => planned(node, 'small')));
      figures.large.push(await time(() => planned(node, 'large')));
      if (round % 6 === 0)
        figures.rawLarge.push(
          await time(() => node.db.write.query(raw('large').text, [...raw('large').values])),
        );
    }
    answers.set('planned', sum(await planned(node, 'large')));
    answers.set('raw', sum((await node.db.write.query(raw('large').text, [...raw('large').values])).rows));
    if (answers.get('planned') !== answers.get('raw'))
      throw new Error(`the sums differ: ${[...answers].join(' ')}`);
    const key = await node.key('large');
    const http = [];
    for (let round = 0; round < 60; round++) http.push(await time(() => throughHttp(node, key)));
    return report(`query (${node.kind} database)`, [
      { name: `by unit, 30 days, ${large} events, from rollups`, value: median(figures.large), unit: 'ms' },
      { name: `by unit, 30 days, ${small} events, from rollups`, value: median(figures.small), unit: 'ms' },
      {
        name: `the same sums from the hypertable, ${large} events`,
        value: median(figures.rawLarge),
        unit: 'ms',
      },
      {
        name: 'hypertable / rollups',
        value: median(figures.rawLarge) / median(figures.large),
        unit: 'times',
        bar: { least: 50 },
      },
      {
        name: `${large} events / ${small} events`,
        value: median(figures.large) / median(figures.small),
        unit: 'times',
        bar: { most: 1.3 },
      },
      { name: 'through GraphQL over HTTP', value: median(http), unit: 'ms' },
    ]);
  } finally {
    await node.stop();
  }
}

/** Events spread evenly over the 30 days, 100 customers, 8 units and 6 products. */
async function fill(node: NodeProcess, tenantId: string, events: number): Promise<void> {
  const chunk = 50_000;
  for (let first = 0; first < events; first += chunk) {
    await node.db.write.query(
      `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, product_id, quantity, revenue, currency, attributes)
       SELECT $1, to_timestamp($2::float8 + i * $3::float8), 'bench', i::text, 'customer-' || i % 100, 'unit-' || i % 8, 'product-' || i % 6,
              (i % 1000)::numeric / 7, (i % 100)::numeric / 100, 'USD', '{}'
       FROM generate_series($4::int, $5::int) AS i`,
      [tenantId, START / 1000, (30 * 86_400) / events, first, Math.min(events, first + chunk) - 1],
    );
  }
}

async function planned(node: NodeProcess, tenantId: string): Promise<readonly AnalyticsRow[]> {
  const reader = new AnalyticsReader(new SharedReads(node.db.read));
  return (await reader.read({ tenantId, customerId: null }, BY_UNIT)).rows;
}

async function throughHttp(node: NodeProcess, key: string): Promise<void> {
  const window = `{ from: "${new Date(START).toISOString()}", to: "${new Date(END).toISOString()}" }`;
  const query = `{ usage(window: ${window}) { byBillableUnit { quantity events revenue { amount currency } } } }`;
  const response = await fetch(`${node.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const sum = (rows: readonly Record<string, unknown>[]): string =>
  String(rows.reduce((total, row) => total + Number(row['events'] ?? row['count'] ?? 0), 0));
