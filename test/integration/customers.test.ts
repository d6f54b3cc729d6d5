import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';

const DAY = 86_400_000;
const NOW = Date.now();

let db: Database;
let node: TestNode;
let sent = 0;

beforeAll(async () => {
  db = await openTestDatabase();
  node = await startTestNode(db);
});
afterAll(() => node.stop());

const ago = (days: number): string => new Date(NOW - days * DAY).toISOString();

interface Sent {
  readonly type: string;
  /** Days ago. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A tenant's key and what it sends to the door. */
async function tenant(tenantId: string, events: readonly Sent[]): Promise<string> {
  const key = await node.key(tenantId, ['analytics:read', 'events:write']);
  const body = events.map(({ type, at, data }) => ({
    ...{ specversion: '1.0', id: `event ${sent++}`, source: 'test', type, time: ago(at), data },
  }));
  const response = await node.events(key, 'application/cloudevents-batch+json', JSON.stringify(body));
  expect(await response.json()).toMatchObject({ accepted: events.length, rejected: 0 });
  return key;
}

const usage = (customerId: string, at: number): Sent => ({
  ...{ type: 'usage.recorded', at },
  data: { customerId, billableUnit: 'calls', quantity: 1 },
});
const invoice = (type: string, at: number, dueInDays: number | null): Sent => ({
  ...{ type: `invoice.${type}`, at },
  data: {
    ...{ invoiceId: 'in-1', customerId: 'ada', amount: '120.50', currency: 'EUR' },
    ...(dueInDays === null ? {} : { dueAt: ago(-dueInDays) }),
  },
});
const request = (statusCode: number, at: number): Sent => ({
  ...{ type: 'api.request', at },
  data: { customerId: 'ada', method: 'GET', path: '/', statusCode, latencyMs: 3 },
});
const subscription = (change: string, at: number, more: object = {}): Sent => ({
  ...{ type: `subscription.${change}`, at },
  data: { subscriptionId: 's-1', customerId: 'ada', productId: 'api', ...more },
});
/** Days from `from` to `to` ago, the older one first. */
const days = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, i) => from - i);
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

const RISK = '{ score level signals { kind weight observed baseline since explanation } }';

async function risk(key: string, id = 'ada'): Promise<unknown> {
  const { data, errors } = await node.graphql<{ customer: { churnRisk: unknown } | null }>(
    key,
    `query ($id: ID!) { customer(id: $id) { churnRisk ${RISK} } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return data?.customer?.churnRisk;
}

describe('every signal, from events sent to the door', () => {
  const daily = days(120, 1).map((day) => usage('ada', day));
  test.each<[kind: string, events: Sent[], expected: object]>([
    [
      'DECLINING_USAGE',
      // Three a day, then one: 28 of 84.
      days(112, 1).flatMap((day) => times(day > 28 ? 3 : 1, usage('ada', day))),
      { score: 35, level: 'MEDIUM', signals: [{ observed: '28', baseline: '84' }] },
    ],
    [
      'INACTIVE',
      // One a day is too little for a decline to be told from chance; t = 7 days, full strength at 28.
      days(110, 29).map((day) => usage('ada', day)),
      { score: 45, level: 'MEDIUM', signals: [{ observed: '29', baseline: '1' }] },
    ],
    [
      'FAILED_PAYMENT',
      [invoice('finalized', 5, 9), invoice('payment_failed', 2, null)],
      { score: 15, level: 'LOW', signals: [{ observed: '1', baseline: null, since: ago(2) }] },
    ],
    [
      'OVERDUE_INVOICE',
      [invoice('finalized', 40, -15)],
      { score: 13, level: 'LOW', signals: [{ observed: '15', since: ago(15) }] },
    ],
    [
      'RISING_ERRORS',
      // 2 of 200, then 20 of 100.
      [
        ...times(198, request(200, 20)),
        ...times(2, request(500, 20)),
        ...times(80, request(200, 2)),
        ...times(20, request(404, 2)),
      ],
      { score: 25, level: 'MEDIUM', signals: [{ observed: '0.2', baseline: '0.01' }] },
    ],
    [
      'CANCELLATION_SCHEDULED',
      [...daily, subscription('created', 100), subscription('cancelled', 3, { effectiveAt: ago(-20.5) })],
      { score: 60, level: 'HIGH', signals: [{ observed: '20', since: ago(3) }] },
    ],
  ])('%s', async (kind, events, expected) => {
    const key = await tenant(`signal-${kind}`, events);
    expect(await risk(key)).toMatchObject(expected);
    expect(await risk(key)).toMatchObject({ signals: [{ kind, explanation: expect.any(String) }] });
    // A day before the first event nothing of it was known.
    const before = Math.max(...events.map(({ at }) => at)) + 1;
    const then = `{ customer(id: "ada") { churnRisk(asOf: "${ago(before)}") { score signals { kind } } } }`;
    expect((await node.graphql(key, then)).data).toEqual({
      customer: { churnRisk: { score: 0, signals: [] } },
    });
  });

  test('together they make the customer first of the list, and alone of its level', async () => {
    const key = await tenant('together', [
      ...[...days(60, 1), 0].map((day) => usage('bob', day)),
      ...[
        invoice('finalized', 50, -40),
        invoice('payment_failed', 3, null),
        invoice('payment_failed', 2, null),
      ],
      ...[subscription('created', 100), subscription('cancelled', 3, { effectiveAt: ago(-20.5) })],
    ]);
    const list = (args: string) =>
      node.graphql(key, `{ customers(${args}) { totalCount nodes { id churnRisk { score level } } } }`);
    // 1 - 0.4 * 0.775 * 0.75
    const ada = { id: 'ada', churnRisk: { score: 77, level: 'CRITICAL' } };
    const bob = { id: 'bob', churnRisk: { score: 0, level: 'LOW' } };
    expect((await list('orderBy: CHURN_RISK')).data).toEqual({
      customers: { totalCount: 2, nodes: [ada, bob] },
    });
    expect((await list('filter: { churnLevels: [CRITICAL, HIGH] }')).data).toEqual({
      customers: { totalCount: 1, nodes: [ada] },
    });
    expect((await list('filter: { churnLevels: [] }')).data).toEqual({
      customers: { totalCount: 0, nodes: [] },
    });
  });
});

describe('no false alarm', () => {
  const nothing = { score: 0, level: 'LOW', signals: [] };

  test('for a new customer whose first days were its busiest', async () => {
    const events = days(20, 1).flatMap((day) => times(day > 10 ? 9 : 1, usage('ada', day)));
    expect(await risk(await tenant('new', events))).toEqual(nothing);
  });

  test('for a customer that is busy at the ends of months', async () => {
    const isBusy = (at: number): boolean => new Date(NOW - at * DAY).getUTCDate() >= 26;
    const busy = days(390, 1).filter(isBusy);
    const key = await tenant(
      'seasonal',
      busy.flatMap((day) => times(5, usage('ada', day))),
    );
    for (const daysBefore of [0, 3, 7, 10, 14, 18, 21, 25, 28]) {
      const query = `{ customer(id: "ada") { churnRisk(asOf: "${ago(daysBefore)}") ${RISK} } }`;
      expect((await node.graphql(key, query)).data).toEqual({ customer: { churnRisk: nothing } });
    }
  });

  test('for an invoice that was paid late, and one that was voided, however the events arrive', async () => {
    const void_ = (event: Sent): Sent => ({ ...event, data: { ...event.data, invoiceId: 'in-2' } });
    const key = await tenant('paid', [
      ...[invoice('paid', 10, null), invoice('finalized', 40, -20), invoice('created', 10, null)],
      ...[void_(invoice('voided', 8, null)), void_(invoice('payment_failed', 8, -20))],
    ]);
    expect(await risk(key)).toEqual(nothing);
  });
});

describe('who sees what', () => {
  test.each([
    ['of a customer', '{ customer(id: "ada") { churnRisk { score } } }'],
    ['as an order', '{ customers(orderBy: CHURN_RISK) { totalCount } }'],
    ['as a filter', '{ customers(filter: { churnLevels: [LOW] }) { totalCount } }'],
    ['as a filter that keeps nobody', '{ customers(filter: { churnLevels: [] }) { totalCount } }'],
  ])('churn risk %s is not shown to the customer', async (_, query) => {
    await tenant('seller', [usage('ada', 1)]);
    const narrowed = await node.key('seller', ['analytics:read'], 'ada');
    expect(await node.graphql(narrowed, query)).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });

  test('subscriptions are those of the customer, the oldest first, as their events tell', async () => {
    const other = (event: Sent, more: object): Sent => ({ ...event, data: { ...event.data, ...more } });
    const key = await tenant('subscribed', [
      subscription('created', 90, { plan: 'basic' }),
      subscription('changed', 30, { plan: 'pro' }),
      subscription('cancelled', 2, { effectiveAt: ago(-28) }),
      other(subscription('created', 200, { plan: 'trial' }), { subscriptionId: 's-0' }),
      other(subscription('cancelled', 100), { subscriptionId: 's-0' }),
      other(subscription('created', 10), { subscriptionId: 's-2' }),
      other(subscription('created', 20), { subscriptionId: 's-3', customerId: 'bob' }),
    ]);
    const fields = '{ id customer { id } product { id } plan status startedAt endsAt }';
    const query = `{ customer(id: "ada") { subscriptions ${fields} } }`;
    const common = { customer: { id: 'ada' }, product: { id: 'api' } };
    const expected = {
      customer: {
        subscriptions: [
          { id: 's-0', ...common, plan: 'trial', status: 'CANCELLED', startedAt: ago(200), endsAt: ago(100) },
          {
            ...{ id: 's-1', ...common, plan: 'pro', status: 'CANCELLATION_SCHEDULED' },
            ...{ startedAt: ago(90), endsAt: ago(-28) },
          },
          { id: 's-2', ...common, plan: null, status: 'ACTIVE', startedAt: ago(10), endsAt: null },
        ],
      },
    };
    expect((await node.graphql(key, query)).data).toEqual(expected);
    const narrowed = await node.key('subscribed', ['analytics:read'], 'ada');
    expect((await node.graphql(narrowed, query)).data).toEqual(expected);
  });
});

test('calls without revenue that name no product have a row among the products', async () => {
  const data = { serverId: 'srv', tool: 'search', sessionId: 's', customerId: 'ada' };
  const key = await tenant('calls', [{ type: 'mcp.tool.called', at: 1, data }]);
  const row = { product: null, kind: null, invocations: 1, events: 0, activeCustomers: 1 };
  const query = 'product { id } kind invocations events activeCustomers';
  expect(
    (await node.graphql(key, `{ productAnalytics { byProduct { ${query} } byKind { ${query} } } }`)).data,
  ).toEqual({ productAnalytics: { byProduct: [row], byKind: [row] } });
});

test('an invoice that changed hands is of its last customer, in every list', async () => {
  const key = await tenant('hands', [
    { ...invoice('finalized', 20, -10) },
    {
      type: 'invoice.payment_failed',
      at: 5,
      data: { ...invoice('payment_failed', 5, null).data, customerId: 'bob' },
    },
  ]);
  const query =
    '{ customers(orderBy: ID) { nodes { id invoices { issued { count } } churnRisk { signals { kind } } } } }';
  const signals = [{ kind: 'FAILED_PAYMENT' }, { kind: 'OVERDUE_INVOICE' }];
  expect((await node.graphql(key, query)).data).toEqual({
    customers: {
      nodes: [
        { id: 'ada', invoices: { issued: { count: 0 } }, churnRisk: { signals: [] } },
        { id: 'bob', invoices: { issued: { count: 1 } }, churnRisk: { signals } },
      ],
    },
  });
});

describe('bad input is refused by the name of its field', () => {
  const cursor = Buffer.from(JSON.stringify(['nobody', 'nobody'])).toString('base64url');
  test.each([
    ['asOf', '{ customer(id: "ada") { churnRisk(asOf: "now+1h") { score } } }'],
    ['asOf', '{ customer(id: "ada") { churnRisk(asOf: "2999-01-01T00:00:00Z") { score } } }'],
    ['asOf', '{ customer(id: "ada") { churnRisk(asOf: "1969-12-31T23:59:59Z") { score } } }'],
    ['asOf', '{ customer(id: "ada") { churnRisk(asOf: "0001-01-01T00:00:00Z") { score } } }'],
    ['first', '{ customers(orderBy: CHURN_RISK, first: 0) { totalCount } }'],
    ['first', '{ customers(orderBy: CHURN_RISK, first: 1001) { totalCount } }'],
    ['limit', '{ customers(orderBy: CHURN_RISK, limit: 0) { totalCount } }'],
    ['offset', '{ customers(orderBy: CHURN_RISK, offset: -1) { totalCount } }'],
    ['after', '{ customers(orderBy: CHURN_RISK, after: "none") { totalCount } }'],
    ['after', '{ customers(orderBy: CHURN_RISK, after: "") { totalCount } }'],
    ['after', `{ customers(orderBy: CHURN_RISK, after: "${cursor}") { totalCount } }`],
    ['first', '{ revenue { byTool(first: 0) { tool } } }'],
    ['filter.productIds', '{ revenue(filter: { productIds: ["\\u0000"] }) { payingCustomers } }'],
  ])('%s in %s', async (field, query) => {
    const key = await tenant('refused', [usage('ada', 1)]);
    const { errors } = await node.graphql(key, query);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  test('windows that begin before 1970 are no error', async () => {
    const key = await tenant('ancient', [usage('ada', 1)]);
    const window = 'window: { from: "1960-01-01T00:00:00Z", to: "1999-01-01T00:00:00Z", granularity: YEAR }';
    const query = `{ revenue(${window}) { customers { active new returning lost } months { month } } }`;
    const answer = await node.graphql(key, query);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      revenue: { customers: { active: 0, new: 0, returning: 0, lost: 0 }, months: [] },
    });
  });
});
