import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { countReads } from '../support/statements.js';

let db: Database;
let node: TestNode;
let key: string;

/** Costs, usage, calls and subscriptions of sixty customers: some costs name nobody, some a subscription alone. */
function happened(i: number): object[] {
  const named = {
    customerId: `c${i % 60}`,
    productId: i % 5 === 0 ? null : `p${i % 3}`,
    subscriptionId: `s${i % 60}`,
  };
  const at = new Date(Date.now() - (i % 50) * 3_600_000 - 60_000).toISOString();
  const event = (type: string, data: object): object => ({
    id: `${type} ${i}`,
    source: 'test',
    type,
    time: at,
    data,
  });
  const { customerId, subscriptionId, productId } = named;
  return [
    event('usage.recorded', {
      ...named,
      billableUnit: `u${i % 4}`,
      quantity: i,
      revenue: { amount: '0.5', currency: i % 2 === 0 ? 'USD' : 'EUR' },
    }),
    event('mcp.tool.called', { ...named, serverId: 's', tool: 't', sessionId: `x${i}` }),
    event('subscription.created', { customerId, subscriptionId, productId, plan: 'pro' }),
    event('cost.incurred', {
      category: 'AI_MODEL',
      provider: 'anthropic',
      model: i % 7 === 0 ? 'unheard-of' : 'claude-sonnet-4-5',
      inputTokens: i * 100,
      ...(i % 3 === 0 ? {} : i % 3 === 1 ? { subscriptionId } : { customerId, productId }),
    }),
  ];
}

beforeAll(async () => {
  db = await openTestDatabase();
  await new DatabaseIngestor(db.write, { factRetentionDays: 400 }).ingest(
    Array.from({ length: 180 }, (_, i) => happened(i)).flat(),
    { tenantId: 'acme', platform: false, customerId: null },
  );
  node = await startTestNode(db);
  key = await node.key('acme', ['analytics:read']);
  // What is dirty is known of from then on, and so is the key.
  await node.graphql(key, '{ usage { events } }');
});
afterAll(() => node.stop());

const COST = `key others cost { amount currency } share inputTokens cachedInputTokens outputTokens
  unpriced { quantity unit reason } change { previous absolute ratio } series { bucket cost { amount } status }`;
const MARGIN = `others margins { currency revenue cost margin marginRate } directCost { amount } allocatedCost { amount }`;
const EVERYTHING = `query ($allocation: CostAllocation) {
  cogs(window: { period: "7d", compareTo: PREVIOUS_PERIOD }, allocation: $allocation) {
    meta { from to granularity timeZone sources watermark staleSeconds complete }
    totals { currency revenue cost margin marginRate }
    byCategory { ${COST} } byProvider { ${COST} } byModel { ${COST} }
    byProduct { product { id name kind } ${MARGIN} }
    byCustomer { customer { id name } ${MARGIN} }
    bySubscription {
      subscription { id plan status startedAt endsAt customer { id name } product { id name kind } } ${MARGIN}
    }
    unallocated { amount currency }
    series { bucket margins { currency revenue cost margin marginRate } status }
  }
}`;

test.each(['DIRECT_ONLY', 'PROPORTIONAL_TO_USAGE', 'PROPORTIONAL_TO_REVENUE', 'EVEN'])(
  'everything that cogs tells, %s: seven statements, and one for staleSeconds, which reads nothing of a tenant',
  async (allocation) => {
    const { result, statements } = await countReads(() => node.graphql(key, EVERYTHING, { allocation }));
    expect(result.errors).toBeUndefined();
    expect(result.data).toMatchObject({ cogs: { byCustomer: { length: 21 }, meta: { staleSeconds: 0 } } });
    expect(statements.length).toBeLessThanOrEqual(7);
  },
);

test.each([2, 50])('%d customers with margin: four statements', async (rows) => {
  const query = `{ customers(first: ${rows}) { nodes { name margin { currency margin } } } }`;
  const { result, statements } = await countReads(() => node.graphql(key, query));
  expect(result.errors).toBeUndefined();
  expect(result.data).toMatchObject({ customers: { nodes: { length: rows } } });
  expect(statements).toHaveLength(4);
});
