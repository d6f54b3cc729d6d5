import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { usage } from '../../src/catalogue/usage.js';
import type { Database } from '../../src/db/database.js';
import { refreshDirty } from '../../src/db/refresher.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { AnalyticsReader } from '../../src/loaders/analytics-reader.js';
import { SharedReads } from '../../src/loaders/shared-reads.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { countReads } from '../support/statements.js';

let db: Database;
let node: TestNode;
let key: string;

beforeAll(async () => {
  db = await openTestDatabase();
  const values = Array.from({ length: 300 }, (_, i) => ({
    id: `e${i}`,
    source: 'test',
    type: 'usage.recorded',
    data: {
      customerId: `c${i % 60}`,
      billableUnit: `u${i % 4}`,
      productId: `p${i % 3}`,
      quantity: i,
      revenue: { amount: '0.5', currency: i % 2 === 0 ? 'USD' : 'EUR' },
    },
  }));
  await new DatabaseIngestor(db.write, { factRetentionDays: 400 }).ingest(values, {
    tenantId: 'acme',
    platform: false,
    customerId: null,
  });
  node = await startTestNode(db);
  key = await node.key('acme', ['analytics:read']);
  // The key's first use is one statement; it is known from then on.
  await node.graphql(key, '{ viewer { tenantId } }');
});
afterAll(() => node.stop());

const DASHBOARD = `{
  usage(window: { period: "7d", compareTo: PREVIOUS_PERIOD }) {
    meta { sources watermark } events revenue { amount } activeCustomers
    byBillableUnit(first: 3) { billableUnit { title } quantity change { ratio } series { quantity } customers { customer { name } quantity } }
    byCustomer(first: 5) { customer { name } events change { ratio } units { billableUnit { title } quantity } }
    byProduct { product { name } events units { billableUnit { title } quantity } }
  }
}`;

test.each([
  [
    'the customers of a page with usage and revenue',
    '{ customers(first: N) { nodes { name usage { quantity } revenue { amount } } } }',
    4,
  ],
  [
    'with the names of their units and a total',
    '{ customers(first: N) { totalCount nodes { name usage { quantity billableUnit { title } } } } }',
    5,
  ],
  [
    'with a series for each',
    '{ customers(first: N) { nodes { usage { quantity series { quantity } } } } }',
    5,
  ],
  [
    'the products of a page',
    '{ products(first: N) { nodes { name usage { quantity } revenue { amount } } } }',
    4,
  ],
])('%s: at most that many statements, however many rows', async (_, query, most) => {
  const counts = [];
  for (const rows of [2, 50]) {
    const { result, statements } = await countReads(() =>
      node.graphql(key, query.replace('N', String(rows))),
    );
    expect(result.errors).toBeUndefined();
    counts.push(statements.length);
  }
  expect(counts[0]).toBe(counts[1]);
  expect(counts[1]).toBeLessThanOrEqual(most);
});

test('six widgets of a dashboard over one window: six statements, names and freshness among them', async () => {
  const { result, statements } = await countReads(() => node.graphql(key, DASHBOARD));
  expect(result.errors).toBeUndefined();
  expect(statements.length).toBeLessThanOrEqual(6);
});

test('fifty customers with usage, trend and revenue: five statements', async () => {
  const query =
    '{ customers(first: 50) { nodes { name usage { quantity billableUnit { title } series { bucket quantity } } revenue { amount currency } } } }';
  const { result, statements } = await countReads(() => node.graphql(key, query));
  expect(result.errors).toBeUndefined();
  expect(result.data).toMatchObject({ customers: { nodes: { length: 50 } } });
  expect(statements.length).toBeLessThanOrEqual(5);
});

test('a series is found in the answer that its rows are made of, in whatever fragment it is asked for', async () => {
  const ask = (fields: string) =>
    countReads(() =>
      node.graphql(
        key,
        `{ usage { byBillableUnit { quantity ${fields} } } }
         fragment Trend on UsageByBillableUnit { points: series { quantity } }
         fragment Nested on UsageByBillableUnit { ... on UsageByBillableUnit { ...Trend } }`,
      ),
    );
  await node.graphql(key, '{ usage { events } }');
  const inline = await countReads(() =>
    node.graphql(key, '{ usage { byBillableUnit { quantity series { quantity } } } }'),
  );
  expect(inline.result.errors).toBeUndefined();
  // What is dirty, the rows, and, as the series begin empty, the first event.
  expect(inline.statements).toHaveLength(3);
  expect(inline.statements.filter((text) => text.includes('AS answer'))).toHaveLength(1);
  expect((await ask('...Nested')).statements).toEqual(inline.statements);
});

test.each([
  ['granularity: MINUTE_15, period: "400d"', 'window'],
  ['granularity: HOUR, from: "2020-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z"', 'window'],
])('more than 11,000 points are refused before any SQL: %s', async (window, field) => {
  const { result, statements } = await countReads(() =>
    node.graphql(key, `{ usage(window: { ${window} }) { byBillableUnit { series { quantity } } } }`),
  );
  expect(result.errors?.[0]?.message).toMatch(/11,?000/);
  expect(JSON.stringify(result.errors)).toContain(field);
  expect(statements).toEqual([]);
});

test('what turned dirty since the node last looked is in the next answer, which is planned anew', async () => {
  const scope = { tenantId: 'globex', customerId: null };
  const reads = new SharedReads(db.read);
  const range = { from: Date.parse('2026-08-01T00:00Z'), to: Date.parse('2026-09-01T00:00Z') };
  const query = { dataset: usage, measures: ['events'], dimensions: [], filters: [], range, buckets: null };
  const ask = () =>
    countReads(async () => (await new AnalyticsReader(reads).read(scope, query)).rows[0]?.['events'] ?? null);
  const record = async (id: string, time: string): Promise<void> => {
    await db.write.query(
      `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, quantity, attributes)
       VALUES ('globex', $2, 'test', $1, 'c', 'u', 1, '{}')`,
      [id, time],
    );
  };
  await record('early', '2026-08-03T10:00Z');
  await refreshDirty(db.write, usage, new Date());
  // Cold: what is dirty is read alone, and before.
  expect(await ask()).toMatchObject({ result: '1', statements: { length: 2 } });
  await record('late', '2026-08-03T10:05Z');
  expect(await ask()).toMatchObject({ result: '2', statements: { length: 3 } });
  expect(await ask()).toMatchObject({ result: '2', statements: { length: 2 } });
  // Outside of what is asked for it makes no difference, and neither does what is clean again.
  await record('elsewhere', '2026-09-03T10:00Z');
  expect(await ask()).toMatchObject({ result: '2', statements: { length: 2 } });
  await refreshDirty(db.write, usage, new Date());
  expect(await ask()).toMatchObject({ result: '2', statements: { length: 2 } });
});

test('identical statements in flight run once, unless something was written in between', async () => {
  const scope = { tenantId: 'acme', customerId: null };
  const reads = new SharedReads(db.read);
  const range = { from: Date.parse('2026-01-01T00:00Z'), to: Date.parse('2026-02-01T00:00Z') };
  const query = { dataset: usage, measures: ['events'], dimensions: [], filters: [], range, buckets: null };
  // Each reader is an operation of its own.
  const ask = () => new AnalyticsReader(reads).read(scope, query);
  const alone = await countReads(ask);
  const many = await countReads(() => Promise.all(Array.from({ length: 20 }, ask)));
  expect(many.statements).toEqual(alone.statements);
  expect(many.result).toEqual(Array.from({ length: 20 }, () => alone.result));
  const statement = { text: 'SELECT count(*) FROM tenant.customers', values: [] };
  const apart = await countReads(() => {
    const before = [reads.read(scope, statement), reads.read(scope, statement)];
    reads.written('acme');
    return Promise.all([...before, reads.read(scope, statement)]);
  });
  expect(apart.statements).toHaveLength(2);
});
