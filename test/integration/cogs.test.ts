import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode(await openTestDatabase());
});
afterAll(() => node.stop());

type Fields = Record<string, unknown>;
const RIGHTS = ['analytics:read', 'events:write'] as const;
let tenants = 0;

/** A new tenant to which that happened a minute ago, and its id and key. */
async function tenantWith(events: readonly (readonly [type: string, data: Fields])[]) {
  const id = `tenant-${++tenants}`;
  const key = await node.key(id, RIGHTS);
  const time = new Date(Date.now() - 60_000).toISOString();
  const batch = events.map(([type, data], i) => ({
    ...{ specversion: '1.0', id: String(i), source: 'test', time },
    ...{ type, data },
  }));
  const response = await node.events(key, 'application/cloudevents-batch+json', JSON.stringify(batch));
  expect(await response.json()).toMatchObject({ accepted: events.length });
  return { id, key };
}

/** What `cogs` of the last day tells. */
async function cogs(key: string, fields: string, args = ''): Promise<unknown> {
  const { data, errors } = await node.graphql(
    key,
    `{ cogs(window: { period: "1d" } ${args}) { ${fields} } }`,
  );
  expect(errors).toBeUndefined();
  return data?.['cogs'];
}

const cost = (data: Fields) => ['cost.incurred', { category: 'AI_MODEL', ...data }] as const;
const claude = (data: Fields) => cost({ provider: 'anthropic', model: 'claude-sonnet-4-5', ...data });
const usage = (customerId: string, more: Fields = {}) =>
  ['usage.recorded', { customerId, billableUnit: 'calls', quantity: 1, ...more }] as const;

describe('tokens', () => {
  test.each<[string, Fields, string]>([
    ['the last token of the lower tier', { inputTokens: 200_000 }, '0.6'],
    ['the first token of the higher tier', { inputTokens: 200_001 }, '1.200006'],
    ['input and output', { inputTokens: 2743, outputTokens: 4 }, '0.008289'],
    // 900 × 3 + 100 × 0.3 millionths.
    ['what was cached is not paid as input', { inputTokens: 1000, cachedInputTokens: 100 }, '0.00273'],
    // 0 × 3 + 100 × 0.3 millionths.
    ['more cached than read', { inputTokens: 10, cachedInputTokens: 100 }, '0.00003'],
    ['an amount that is given', { inputTokens: 200_001, amount: '0.01', currency: 'USD' }, '0.01'],
  ])('%s', async (_, data, amount) => {
    const { key } = await tenantWith([claude(data)]);
    expect(
      await cogs(key, 'totals { currency cost } byModel { key cost { amount } unpriced { reason } }'),
    ).toEqual({
      totals: [{ currency: 'USD', cost: amount }],
      byModel: [{ key: 'claude-sonnet-4-5', cost: [{ amount }], unpriced: [] }],
    });
  });

  test('of an unknown model stay a quantity, with the reason, beside those that have a price', async () => {
    const { key } = await tenantWith([
      claude({ inputTokens: 1000 }),
      cost({ provider: 'openai', model: 'gpt-99', inputTokens: 700, cachedInputTokens: 50, outputTokens: 3 }),
      cost({ provider: 'openai', model: 'gpt-99', inputTokens: 1 }),
      cost({ inputTokens: 5 }),
    ]);
    const reason = 'no price is known for the model gpt-99 of openai';
    expect(
      await cogs(key, 'totals { cost } byCategory { inputTokens share unpriced { quantity unit reason } }'),
    ).toEqual({
      totals: [{ cost: '0.003' }],
      byCategory: [
        {
          inputTokens: 1706,
          share: 1,
          unpriced: [
            { quantity: 5, unit: 'input tokens', reason: 'no model is named' },
            { quantity: 701, unit: 'input tokens', reason },
            { quantity: 50, unit: 'cached input tokens', reason },
            { quantity: 3, unit: 'output tokens', reason },
          ],
        },
      ],
    });
  });
});

test('100.00 over three customers with equal usage adds up', async () => {
  const { key } = await tenantWith([
    ...['b', 'c', 'a'].map((id) => usage(id)),
    cost({ amount: '100.00', currency: 'EUR' }),
  ]);
  const row = (id: string, amount: string) => ({
    customer: { id, margin: [{ cost: amount }] },
    allocatedCost: [{ amount }],
  });
  expect(
    await cogs(
      key,
      'byCustomer { customer { id margin(window: { period: "1d" }) { cost } } allocatedCost { amount } } unallocated { amount }',
    ),
  ).toEqual({
    byCustomer: [row('a', '33.333334'), row('b', '33.333333'), row('c', '33.333333')],
    unallocated: [],
  });
});

test('revenue, tool calls and costs of a subscription are of its customer', async () => {
  const { key } = await tenantWith([
    ['subscription.created', { subscriptionId: 's', customerId: 'ada', plan: 'pro' }],
    [
      'mcp.tool.called',
      {
        ...{ serverId: 'm', tool: 't', sessionId: '1', subscriptionId: 's' },
        revenue: { amount: '5', currency: 'USD' },
      },
    ],
    cost({ amount: '2', currency: 'USD', subscriptionId: 's' }),
    cost({ amount: '1', currency: 'USD' }),
  ]);
  const own = { margins: [{ revenue: '5', cost: '3', margin: '2', marginRate: 0.4 }] };
  expect(
    await cogs(
      key,
      `byCustomer { customer { id } margins { revenue cost margin marginRate } }
       bySubscription { subscription { id plan status customer { name } } margins { revenue cost margin marginRate } }`,
    ),
  ).toEqual({
    byCustomer: [{ customer: { id: 'ada' }, ...own }],
    bySubscription: [
      { subscription: { id: 's', plan: 'pro', status: 'ACTIVE', customer: { name: 'ada' } }, ...own },
    ],
  });
});

test('a cost of a customer goes to each of its subscriptions with a share in EVEN, those with costs alone among them', async () => {
  const { key } = await tenantWith([
    usage('ada', { subscriptionId: 's1' }),
    usage('bob', { subscriptionId: 's1' }),
    cost({ amount: '1', currency: 'USD', subscriptionId: 's2', customerId: 'ada' }),
    cost({ amount: '4', currency: 'USD', customerId: 'ada' }),
    cost({ amount: '6', currency: 'USD', customerId: 'bob' }),
  ]);
  expect(
    await cogs(
      key,
      'bySubscription { subscription { id } directCost { amount } allocatedCost { amount } }',
      'allocation: EVEN',
    ),
  ).toEqual({
    bySubscription: [
      { subscription: { id: 's1' }, directCost: [], allocatedCost: [{ amount: '8' }] },
      { subscription: { id: 's2' }, directCost: [{ amount: '1' }], allocatedCost: [{ amount: '2' }] },
    ],
  });
});

test('shares are parts of each currency also where one of them is all credits', async () => {
  const { key } = await tenantWith([
    cost({ category: 'AI_MODEL', amount: '30', currency: 'USD' }),
    cost({ category: 'SUPPORT', amount: '10', currency: 'USD' }),
    cost({ category: 'SUPPORT', amount: '-5', currency: 'EUR' }),
  ]);
  expect(await cogs(key, 'byCategory { key share }')).toEqual({
    byCategory: [
      { key: 'AI_MODEL', share: 0.375 },
      { key: 'SUPPORT', share: 0.625 },
    ],
  });
});

describe('who is told', () => {
  test.each([
    '{ cogs { totals { cost } } }',
    '{ customer(id: "a") { margin { cost } } }',
    '{ product(id: "p") { margin { cost } } }',
    '{ customers { nodes { margin { cost } } } }',
  ])('not the credentials of a customer: %s', async (query) => {
    const { id, key } = await tenantWith([usage('a', { productId: 'p' })]);
    expect((await node.graphql(key, query)).errors).toBeUndefined();
    const narrowed = await node.key(id, RIGHTS, 'a');
    expect((await node.graphql(narrowed, query)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  test('nothing of other tenants, neither by names that both have nor by a share of their costs', async () => {
    const happened = [
      usage('a', { productId: 'p', subscriptionId: 's', revenue: { amount: '1', currency: 'USD' } }),
      ['subscription.created', { subscriptionId: 's', customerId: 'a' }],
      cost({ amount: '1', currency: 'USD', subscriptionId: 's' }),
      cost({ amount: '3', currency: 'USD' }),
    ] as const;
    const one = await tenantWith(happened);
    await tenantWith([
      ...[...happened, ...happened, ...happened],
      ['subscription.changed', { subscriptionId: 's', customerId: 'b' }],
      usage('b', { productId: 'p', quantity: 1000 }),
    ]);
    const margins = [{ currency: 'USD', revenue: '1', cost: '4', margin: '-3' }];
    const fields = 'margins { currency revenue cost margin }';
    expect(
      await cogs(
        one.key,
        `totals { cost } byCustomer { customer { id } ${fields} } byProduct { product { id } ${fields} }
         bySubscription { subscription { id } ${fields} } unallocated { amount }`,
      ),
    ).toEqual({
      totals: [{ cost: '4' }],
      byCustomer: [{ customer: { id: 'a' }, margins }],
      byProduct: [{ product: { id: 'p' }, margins }],
      bySubscription: [{ subscription: { id: 's' }, margins }],
      unallocated: [],
    });
  });
});

test.each([
  ['{ cogs { byCustomer(first: 0) { others } } }', 'first'],
  ['{ cogs { byModel(first: 1001) { others } } }', 'first'],
  ['{ cogs { bySubscription(first: -1) { others } } }', 'first'],
  ['{ cogs(window: { period: "7 parsecs" }) { totals { cost } } }', 'window.period'],
  ['{ cogs(filter: { models: ["\\u0000"] }) { totals { cost } } }', 'filter.models'],
  ['{ customers { nodes { margin(window: { period: "x" }) { cost } } } }', 'window.period'],
])('bad input names its field: %s', async (query, field) => {
  const { key } = await tenantWith([usage('a')]);
  const { errors } = await node.graphql(key, query);
  expect(errors?.[0]?.extensions).toMatchObject({ field });
});

test('a zone that nobody knows is refused where it stands', async () => {
  const { key } = await tenantWith([usage('a')]);
  const query = 'query ($window: WindowInput) { cogs(window: $window) { totals { cost } } }';
  const { errors } = await node.graphql(key, query, { window: { timeZone: 'Mars/Base' } });
  expect(errors?.[0]?.message).toMatch(/window\.timeZone.*IANA zone/);
});
