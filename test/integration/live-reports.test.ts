import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-sse';
import type { Database } from '../../src/db/database.js';
import { openTestDatabase } from '../support/database.js';
import { FeedClient } from './support-feed/feed-client.js';
import { startFeedNode, token, type FeedNode } from './support-feed/feed-node.js';
import { FeedWriter, note, type SentEvent } from './support-feed/feed-writer.js';

const LIVE = `subscription ($query: ReportQuery!, $throttle: Duration, $tenantId: ID) {
  report(query: $query, throttle: $throttle, tenantId: $tenantId) { total objects }
}`;
const THROTTLE = 'PT0.1S';
const DAY = 86_400_000;
const day = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
/** A window that stands still, so that only events bring an answer anew. */
const FIXED = { from: day(-40), to: day(1) };
const QUERY = { dataset: 'USAGE', measures: ['quantity'], dimensions: ['customer'], window: FIXED };

interface Told {
  readonly total: number;
  readonly objects: readonly Record<string, unknown>[];
}

let db: Database;
let node: FeedNode;
let writer: FeedWriter;
beforeAll(async () => {
  db = await openTestDatabase(8);
  node = await startFeedNode(db);
  writer = new FeedWriter(db);
});
afterAll(async () => {
  await node.stop();
  await db.close();
  expect(node.faults).toEqual([]);
});

const reader = (tenantId: string, customerId = ''): string =>
  token(tenantId, customerId, ['analytics:read', 'events:read']);
const open = (key: string): Promise<FeedClient> => FeedClient.connect(node.socketUrl, key);

const follow = (
  client: FeedClient,
  id: string,
  query: object = QUERY,
  throttle: string | undefined = THROTTLE,
): void => client.subscribe(id, { query, throttle }, LIVE);

/** What a subscription has been told, in order. */
const told = (client: FeedClient, id: string): Told[] =>
  client.framesOf(id).map(({ text, payload }) => {
    if (payload?.data == null) throw new Error(text);
    return (payload.data as unknown as { report: Told }).report;
  });

/** Waits until what was told last has these rows. */
async function shows(client: FeedClient, id: string, objects: readonly object[]): Promise<void> {
  const expected = JSON.stringify(objects);
  await client.until(() => JSON.stringify(told(client, id).at(-1)?.objects) === expected);
}

const used = (quantity: number, customerId = 'c1', data: object = {}): SentEvent =>
  note({ customerId, billableUnit: 'calls', quantity, message: undefined, ...data }, 'usage.recorded');
const at = (event: SentEvent, time: string): SentEvent => ({ ...event, time });
const rows = (...of: [customer: string, quantity: string][]): object[] =>
  of.map(([customer, quantity]) => ({ customer, quantity }));

describe('a live report', () => {
  test('comes at once, and again with what was committed elsewhere, however late it is', async () => {
    await writer.write('first', [used(1)]);
    const client = await open(reader('first'));
    follow(client, '1');
    await shows(client, '1', rows(['c1', '1']));
    await writer.write('first', [used(2), used(8, 'c2')]);
    await shows(client, '1', rows(['c2', '8'], ['c1', '3']));
    await writer.write('first', [at(used(16), day(-30))]);
    await shows(client, '1', rows(['c1', '19'], ['c2', '8']));
    expect(told(client, '1')).toHaveLength(3);
    await client.close();
  });

  test('of a tenant without events comes too', async () => {
    const client = await open(reader('empty'));
    follow(client, '1');
    await shows(client, '1', []);
    await client.close();
  });

  test('is found once for all who ask the same, and not for what does not concern it', async () => {
    await writer.write('shared', [used(1)]);
    const clients = await Promise.all([1, 2, 3].map(() => open(reader('shared'))));
    for (const client of clients) follow(client, '1');
    const other = await open(token('shared', '', ['analytics:read']));
    follow(other, '1');
    for (const client of [...clients, other]) await shows(client, '1', rows(['c1', '1']));
    const before = node.contexts();
    await writer.write('shared', [
      note(),
      at(used(64), day(-50)),
      note(
        { serverId: 's', tool: 't', sessionId: 'x', customerId: 'c1', message: undefined },
        'mcp.tool.called',
      ),
    ]);
    await writer.write('apart', [used(64)]);
    await writer.write('shared', [used(2)]);
    for (const client of [...clients, other]) await shows(client, '1', rows(['c1', '3']));
    expect(node.contexts() - before).toBe(2);
    const texts = clients.map((client) => client.framesOf('1').map(({ text }) => text));
    expect(texts[0]).toHaveLength(2);
    expect(new Set(texts.map((frames) => frames.at(-1))).size).toBe(1);
    await Promise.all([...clients, other].map((client) => client.close()));
  });

  test('with conditions follows what they keep', async () => {
    const client = await open(reader('kept'));
    const only = (...filters: object[]): object => ({ ...QUERY, filters });
    follow(client, 'customer', only({ field: 'customer', op: 'IN', values: ['c1', 'c3'] }));
    follow(client, 'product', only({ field: 'product', op: 'EQ', values: ['p'] }));
    follow(client, 'not', only({ field: 'customer', op: 'NOT_IN', values: ['c2'] }));
    for (const id of ['customer', 'product', 'not']) await shows(client, id, []);
    const before = node.contexts();
    await writer.write('kept', [used(1, 'c2')]);
    await writer.write('kept', [used(2, 'c3', { productId: 'p' })]);
    for (const id of ['customer', 'product', 'not']) await shows(client, id, rows(['c3', '2']));
    expect(['customer', 'product', 'not'].map((id) => told(client, id).length)).toEqual([2, 2, 2]);
    // One for each that the second event concerns; the one that cannot be judged by an event is looked at for both.
    expect(node.contexts() - before).toBeGreaterThanOrEqual(3);
    expect(node.contexts() - before).toBeLessThanOrEqual(4);
    await client.close();
  });

  test('with names comes again when one of them changes', async () => {
    const client = await open(reader('named'));
    const filters = [{ field: 'customer', op: 'EQ', values: ['c1'] }];
    follow(client, 'names', { ...QUERY, names: true, filters });
    follow(client, 'ids', { ...QUERY, filters });
    await writer.write('named', [used(4, 'c1')]);
    await shows(client, 'names', [{ customer: 'c1', customer__name: 'c1', quantity: '4' }]);
    await writer.write('named', [note({ id: 'c1', name: 'Zoë' }, 'customer.upserted')]);
    await shows(client, 'names', [{ customer: 'c1', customer__name: 'Zoë', quantity: '4' }]);
    expect(told(client, 'ids').at(-1)?.objects).toEqual(rows(['c1', '4']));
    await client.close();
  });

  test('of a credential of one customer is of that customer', async () => {
    const [one, all] = [await open(reader('narrow', 'c1')), await open(reader('narrow'))];
    follow(one, '1');
    follow(all, '1');
    await shows(one, '1', []);
    await shows(all, '1', []);
    await writer.write('narrow', [used(4, 'c2')]);
    await shows(all, '1', rows(['c2', '4']));
    await writer.write('narrow', [used(1, 'c1')]);
    await shows(one, '1', rows(['c1', '1']));
    expect(told(one, '1').map(({ objects }) => objects)).toEqual([[], rows(['c1', '1'])]);
    await Promise.all([one.close(), all.close()]);
  });

  test('comes no more often than its throttle allows, and ends at what is so', async () => {
    const client = await open(reader('often'));
    const arrivals: number[] = [];
    const from = performance.now();
    client.socket.on('message', () => {
      if (arrivals.length < client.framesOf('1').length) arrivals.push(performance.now());
    });
    follow(client, '1', QUERY, 'PT0.5S');
    await shows(client, '1', []);
    for (let sent = 1; sent <= 30; sent += 1) await writer.write('often', [used(1)]);
    await shows(client, '1', rows(['c1', '30']));
    expect(arrivals.length).toBeGreaterThan(1);
    // Messages may be read late and then together, but no more are sent than the time has room for.
    expect((arrivals.length - 1) * 500).toBeLessThan((arrivals.at(-1) ?? 0) - from);
    await client.close();
  });

  test('tells who comes in between at once, whatever the throttle keeps from the others', async () => {
    const client = await open(reader('leading'));
    follow(client, '1', QUERY, 'PT1H');
    await shows(client, '1', []);
    for (const quantity of ['1', '2']) {
      await writer.write('leading', [used(1)]);
      const late = await open(reader('leading'));
      follow(late, '1', QUERY, 'PT1H');
      await shows(late, '1', rows(['c1', quantity]));
      await late.close();
    }
    await client.settle();
    expect(told(client, '1').map(({ objects }) => objects)).toEqual([[]]);
    await client.close();
  });

  test('is the same for who comes, goes and comes back', async () => {
    const client = await open(reader('again'));
    for (let round = 1; round <= 5; round += 1) {
      await writer.write('again', [used(1)]);
      follow(client, `${round}`);
      await shows(client, `${round}`, rows(['c1', `${round}`]));
      client.complete(`${round}`);
      await client.settle();
    }
    const before = node.contexts();
    await writer.write('again', [used(1)]);
    follow(client, 'last');
    await shows(client, 'last', rows(['c1', '6']));
    // Nobody follows the others any more: this is of the last alone, though its first answer may be found twice.
    expect(node.contexts() - before).toBeLessThanOrEqual(3);
    await client.close();
  });
});

describe('every dataset', () => {
  const common = { customerId: 'c1', message: undefined };
  const call = {
    ...common,
    serverId: 's',
    sessionId: 'x',
    tool: 't',
    durationMs: 5,
    revenue: { amount: '2', currency: 'USD' },
  };
  test.each([
    ['USAGE', 'events', used(1)],
    ['REVENUE', 'revenue', note(call, 'mcp.tool.called')],
    ['MCP', 'invocations', note(call, 'mcp.tool.called')],
    ['EVENTS', 'events', note()],
    [
      'LATENCIES',
      'events',
      note({ ...common, method: 'GET', path: '/', statusCode: 200, latencyMs: 3 }, 'api.request'),
    ],
    ['STOREFRONT', 'events', note({ message: undefined, visitorId: 'v' }, 'storefront.visited')],
    [
      'COGS',
      'cost',
      note(
        { ...common, category: 'AI_MODEL', amount: '3', currency: 'USD', provider: 'ai' },
        'cost.incurred',
      ),
    ],
    [
      'INVOICES',
      'invoices',
      note({ ...common, invoiceId: 'i', amount: '4', currency: 'USD' }, 'invoice.created'),
    ],
  ])('of %s is told of its events', async (dataset, measure, event) => {
    const client = await open(reader(`of ${dataset}`));
    follow(client, '1', { dataset, measures: [measure], window: { period: '7d' } });
    await client.until(() => client.framesOf('1').length > 0);
    const first = told(client, '1').at(-1);
    await writer.write(`of ${dataset}`, [event]);
    await client.until(() => JSON.stringify(told(client, '1').at(-1)) !== JSON.stringify(first));
    await client.close();
  });

  test('an invoice is told of whenever it changes, though it was issued within the window or not', async () => {
    const client = await open(reader('invoices'));
    const invoice = (type: string, days: number): SentEvent =>
      at(
        note(
          { customerId: 'c1', invoiceId: 'i', amount: '4', currency: 'USD', message: undefined },
          `invoice.${type}`,
        ),
        day(days),
      );
    await writer.write('invoices', [invoice('finalized', -20)]);
    const window = { from: day(-30), to: day(-10) };
    follow(client, '1', { dataset: 'INVOICES', measures: ['invoices'], dimensions: ['state'], window });
    await shows(client, '1', [{ state: 'OPEN', invoices: 1 }]);
    await writer.write('invoices', [invoice('paid', -1)]);
    await shows(client, '1', [{ state: 'PAID', invoices: 1 }]);
    await client.close();
  });
});

describe('what is refused', () => {
  test.each([
    ['throttle', 'BAD_USER_INPUT', QUERY, 'PT0.05S'],
    ['throttle', 'BAD_USER_INPUT', QUERY, 'PT1H1S'],
    ['measures[0]', 'BAD_USER_INPUT', { ...QUERY, measures: ['noise'] }, THROTTLE],
    ['window.period', 'BAD_USER_INPUT', { ...QUERY, window: { period: 'long' } }, THROTTLE],
    [undefined, 'FORBIDDEN', { dataset: 'COGS', measures: ['events'] }, THROTTLE],
  ])('is named: %s', async (field, code, query, throttle) => {
    const client = await open(reader('refused', 'c1'));
    follow(client, '1', query, throttle);
    expect((await client.fault('1'))?.extensions).toMatchObject({
      code,
      ...(field === undefined ? {} : { field }),
    });
    await client.close();
  });

  test('another tenant, but to admins', async () => {
    await writer.write('foreign', [used(1)]);
    const [own, admin] = [await open(reader('refused')), await open(token('platform', '', ['admin']))];
    for (const client of [own, admin]) client.subscribe('1', { query: QUERY, tenantId: 'foreign' }, LIVE);
    expect(await own.fault('1')).toMatchObject({ extensions: { code: 'FORBIDDEN', field: 'tenantId' } });
    await shows(admin, '1', rows(['c1', '1']));
    await Promise.all([own.close(), admin.close()]);
  });
});

test('comes as Server-Sent Events as well', async () => {
  const client = createClient({
    url: node.socketUrl.replace('ws:', 'http:'),
    headers: { authorization: `Bearer ${reader('sse')}` },
    retryAttempts: 0,
  });
  const results = client.iterate({ query: LIVE, variables: { query: QUERY, throttle: THROTTLE } });
  const next = async (): Promise<unknown> => (await results.next()).value;
  expect(await next()).toEqual({ data: { report: { total: 0, objects: [] } } });
  await writer.write('sse', [used(1)]);
  expect(await next()).toEqual({ data: { report: { total: 1, objects: rows(['c1', '1']) } } });
  await results.return?.();
});
