import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { countReads } from '../support/statements.js';

let node: TestNode;
let key: string;

beforeAll(async () => {
  const db = await openTestDatabase();
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

test('identical requests at the same time share their statements', async () => {
  const window = 'window: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }';
  const query = `{ usage(${window}) { events byBillableUnit { quantity } } }`;
  const alone = await countReads(() => node.graphql(key, query));
  const many = await countReads(() =>
    Promise.all(Array.from({ length: 20 }, () => node.graphql(key, query))),
  );
  expect(new Set(many.result.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  // Not all of them overlap, so this is no exact figure; without sharing it would be 20 times as many.
  expect(many.statements.length).toBeLessThan(10 * alone.statements.length);
});
