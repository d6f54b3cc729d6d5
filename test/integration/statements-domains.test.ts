import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { countReads } from '../support/statements.js';

const DAY = 86_400_000;

let db: Database;
let node: TestNode;
let key: string;

const event = (id: string, type: string, daysAgo: number, data: object): object => ({
  ...{ id: `${type} ${id}`, source: 'test', type },
  time: new Date(Date.now() - daysAgo * DAY).toISOString(),
  data,
});

beforeAll(async () => {
  db = await openTestDatabase();
  const revenue = (i: number): object => ({ amount: i % 13, currency: i % 2 === 0 ? 'USD' : 'EUR' });
  const of = (i: number): object => ({
    customerId: `c${i % 60}`,
    productId: `p${i % 4}`,
    subscriptionId: `s${i % 60}`,
  });
  const events = Array.from({ length: 400 }, (_, i) => {
    const days = (i * 0.31) % 120;
    const invoice = { invoiceId: `in-${i}`, customerId: `c${i % 60}`, amount: i, currency: 'EUR' };
    const due = { dueAt: new Date(Date.now() - days * DAY).toISOString() };
    return [
      event(`${i}`, 'usage.recorded', days, {
        ...of(i),
        billableUnit: `u${i % 5}`,
        quantity: i,
        revenue: revenue(i),
      }),
      event(`${i}`, 'mcp.tool.called', days, {
        ...of(i),
        ...{
          serverId: 'srv',
          tool: `t${i % 6}`,
          sessionId: `s${i % 9}`,
          error: i % 7 === 0,
          revenue: revenue(i),
        },
      }),
      event(`${i}`, 'api.request', days, {
        ...of(i),
        method: 'GET',
        path: '/',
        statusCode: 200,
        latencyMs: 1,
      }),
      event(`${i}`, 'cost.incurred', days, { ...of(i), category: 'AI_MODEL', amount: 1, currency: 'USD' }),
      event(`shared ${i}`, 'cost.incurred', days + 1, {
        category: 'INFRASTRUCTURE',
        amount: 1,
        currency: 'USD',
      }),
      event(`${i}`, i % 3 === 0 ? 'invoice.payment_failed' : 'invoice.finalized', days, {
        ...invoice,
        ...due,
      }),
    ];
  }).flat();
  const subscribed = Array.from({ length: 60 }, (_, i) =>
    event(`${i}`, 'subscription.created', 100, {
      subscriptionId: `s${i}`,
      customerId: `c${i}`,
      productId: 'p1',
    }),
  );
  const named = Array.from({ length: 4 }, (_, i) =>
    event(`${i}`, 'product.upserted', 0, {
      id: `p${i}`,
      name: `P${i}`,
      kind: i < 2 ? 'STANDARD_API' : 'MCP_SERVER',
    }),
  );
  const verdicts = await new DatabaseIngestor(db.write, { factRetentionDays: 400 }).ingest(
    [...events, ...subscribed, ...named],
    { tenantId: 'acme', platform: false, customerId: null },
  );
  expect(verdicts.filter(({ verdict }) => verdict !== 'ACCEPTED')).toEqual([]);
  node = await startTestNode(db);
  key = await node.key('acme', ['analytics:read']);
  // The key's first use is one statement; it is known from then on.
  await node.graphql(key, '{ viewer { tenantId } }');
}, 60_000);
afterAll(() => node.stop());

const MONEY = '{ amount currency }';
const META = 'meta { from to granularity timeZone sources watermark complete staleSeconds }';
const CHANGES = '{ currency previous absolute ratio }';
const FIGURES = `{ count amounts ${MONEY} }`;
const INVOICES = `{ issued ${FIGURES} paid ${FIGURES} overdue ${FIGURES} failed ${FIGURES}
  byState { state count amounts ${MONEY} } byAge { age count amounts ${MONEY} } }`;
const ROW = `others revenue ${MONEY} share changes ${CHANGES} series { bucket revenue ${MONEY} status }`;

const REVENUE = `{ revenue(window: { period: "30d", compareTo: PREVIOUS_PERIOD }) {
  ${META} total ${MONEY} changes ${CHANGES} payingCustomers
  byBillableUnit(first: 3) { billableUnit { id title precision } ${ROW} }
  byProduct(first: 3) { product { id name kind } ${ROW} }
  byCustomer(first: 10) { customer { id name } ${ROW} }
  byTool(first: 3) { tool ${ROW} }
  series { bucket revenue ${MONEY} status } invoices ${INVOICES} customers { active new returning lost }
  months { month currency opening new reactivation expansion contraction churn closing netRetention grossRetention
    customers { opening new reactivated expanded contracted churned closing } complete }
} }`;

const PRODUCT = `product { id name kind } kind products events revenue ${MONEY} share invocations activeCustomers
  change { previous absolute ratio } revenueChanges ${CHANGES} margin { currency revenue cost margin marginRate }
  series { bucket events revenue ${MONEY} status }`;
const PRODUCTS = `{ productAnalytics(window: { period: "30d", compareTo: PREVIOUS_PERIOD }) {
  ${META} byProduct { ${PRODUCT} } byKind { ${PRODUCT} } } }`;

const CUSTOMERS = (order: string): string => `{ customers(first: 50${order}) { nodes { id name
  usage { quantity billableUnit { title } } revenue ${MONEY} invoices ${INVOICES}
  churnRisk { score level signals { kind explanation } } margin { currency margin } } } }`;

test.each([
  [
    'revenue with every field',
    REVENUE,
    8,
    { revenue: { byCustomer: { length: 11 }, byTool: { length: 4 } } },
  ],
  ['products compared with every field', PRODUCTS, 8, { productAnalytics: { byProduct: { length: 4 } } }],
  ['fifty customers with all that matters', CUSTOMERS(''), 8, { customers: { nodes: { length: 50 } } }],
  ['the same by churn risk', CUSTOMERS(', orderBy: CHURN_RISK'), 8, { customers: { nodes: { length: 50 } } }],
])('%s: at most eight statements', async (_, query, most, shape) => {
  // What a node knows of dirty ranges is known from then on.
  await node.graphql(key, '{ revenue { total { amount } } }');
  const { result, statements } = await countReads(() => node.graphql(key, query));
  expect(result.errors).toBeUndefined();
  expect(result.data).toMatchObject(shape);
  expect(statements.length).toBeLessThanOrEqual(most);
});
