import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';

let node: TestNode;
let key: string;
let narrowed: string;

/** Two customers, two units, two days; one event before the window. */
const EVENTS = [
  { customerId: 'c1', billableUnit: 'calls', productId: 'p1', quantity: '10', at: '2026-11-10T10:00:00Z' },
  { customerId: 'c1', billableUnit: 'calls', productId: 'p1', quantity: '2.5', at: '2026-11-11T10:00:00Z' },
  { customerId: 'c2', billableUnit: 'calls', productId: 'p2', quantity: '4', at: '2026-11-11T11:00:00Z' },
  { customerId: 'c2', billableUnit: 'gb', productId: 'p2', quantity: '1', at: '2026-11-10T11:00:00Z' },
  { customerId: 'c1', billableUnit: 'calls', productId: 'p1', quantity: '5', at: '2026-11-09T10:00:00Z' },
];
const WINDOW = 'from=2026-11-10&to=2026-11-12&granularity=DAY';

beforeAll(async () => {
  node = await startTestNode(await openTestDatabase());
  key = await node.key('acme', ['events:write', 'analytics:read']);
  narrowed = await node.key('acme', ['analytics:read'], 'c2');
  const batch = EVENTS.map(({ at, ...data }, i) => ({
    ...{ specversion: '1.0', id: String(i), source: '/test', type: 'usage.recorded', time: at, data },
  }));
  const { status } = await node.events(key, 'application/cloudevents-batch+json', JSON.stringify(batch));
  expect(status).toBe(200);
});
afterAll(() => node.stop());

async function get(path: string, token: string | null = key): Promise<{ status: number; body: unknown }> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${node.url}/api/v1/analytics/usage/${path}`, { headers });
  return { status: response.status, body: await response.json() };
}

test('by billable unit: totals, customers, trend', async () => {
  const { status, body } = await get(`by-billable-unit?tenantId=acme&${WINDOW}&compareTo=PREVIOUS_PERIOD`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    meta: { from: '2026-11-10T00:00:00.000Z', to: '2026-11-12T00:00:00.000Z', granularity: 'DAY' },
    events: 4,
    activeCustomers: 2,
    rows: [
      {
        billableUnit: { id: 'calls' },
        others: false,
        quantity: '16.5',
        events: 3,
        change: { previous: '5', absolute: '11.5' },
        customers: [
          { customer: { id: 'c1' }, quantity: '12.5' },
          { customer: { id: 'c2' }, quantity: '4' },
        ],
        trend: [
          { bucket: '2026-11-10T00:00:00.000Z', quantity: '10', status: 'OK' },
          { bucket: '2026-11-11T00:00:00.000Z', quantity: '6.5', status: 'OK' },
        ],
      },
      { billableUnit: { id: 'gb' }, quantity: '1', change: { previous: '0', ratio: null } },
    ],
  });
});

test('by customer and by product, with the units of each', async () => {
  expect(await get(`by-customer?${WINDOW}&limit=1`)).toMatchObject({
    status: 200,
    body: {
      rows: [
        { customer: { id: 'c1' }, others: false, events: 2, units: [{ quantity: '12.5' }] },
        { customer: null, others: true, events: 2 },
      ],
    },
  });
  expect(await get(`by-product?${WINDOW}&productId=p2,p3`)).toMatchObject({
    status: 200,
    body: { rows: [{ product: { id: 'p2' }, events: 2, units: [{ quantity: '4' }, { quantity: '1' }] }] },
  });
});

describe('again', () => {
  afterEach(() => void jest.restoreAllMocks());
  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${node.url}/api/v1/analytics/usage/${path}`, {
      headers: { authorization: `Bearer ${key}`, 'accept-encoding': 'identity', ...headers },
    });

  test.each(['by-billable-unit', 'by-customer', 'by-product'])(
    '%s is 304 until a figure changes',
    async (of) => {
      const path = `${of}?from=2026-11-10&granularity=YEAR`;
      const first = await ask(path);
      const etag = first.headers.get('etag') ?? '';
      expect(Object.fromEntries(first.headers)).toMatchObject({
        etag: expect.stringMatching(/^W\/"[\w-]{43}"$/),
        'cache-control': 'private, no-cache',
        vary: 'Authorization, X-API-Key, Accept-Encoding',
        'content-type': 'application/json; charset=utf-8',
      });
      expect(first.headers.has('content-disposition')).toBe(false);
      const { meta } = (await first.json()) as { meta: { to: string } };
      const real = Date.now;
      jest.spyOn(Date, 'now').mockImplementation(() => real() + 5_000);
      const later = (await (await ask(path)).json()) as { meta: { to: string } };
      expect(later.meta.to).not.toBe(meta.to);
      for (const encoding of ['identity', 'gzip']) {
        const again = await ask(path, { 'if-none-match': etag, 'accept-encoding': encoding });
        expect([again.status, await again.text()]).toEqual([304, '']);
      }
      const other = await ask(`${path}&limit=1&customerId=c1`, { 'if-none-match': etag });
      expect(other.status).toBe(200);
    },
  );

  test('is compressed where that is taken, and HEAD has the headers alone', async () => {
    const path = `by-customer?${WINDOW}`;
    const [plain, zipped] = [await ask(path), await ask(path, { 'accept-encoding': 'gzip' })];
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(await zipped.text()).toBe(await plain.text());
    const head = await fetch(`${node.url}/api/v1/analytics/usage/${path}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${key}`, 'accept-encoding': 'identity' },
    });
    expect([head.headers.get('etag'), head.headers.get('content-length'), await head.text()]).toEqual([
      plain.headers.get('etag'),
      plain.headers.get('content-length'),
      '',
    ]);
  });
});

test('has no more buckets than maxDataPoints', async () => {
  const { body } = await get(
    `by-billable-unit?from=2026-11-10&to=2026-11-12&maxDataPoints=4&granularity=AUTO`,
  );
  expect(body).toMatchObject({ meta: { granularity: 'DAY' }, rows: [{ trend: [{}, {}] }, {}] });
  expect(await get(`by-billable-unit?from=2026-11-10&to=2026-11-12`)).toMatchObject({
    body: { meta: { granularity: 'MINUTE_15' } },
  });
});

test('what is empty is as if it were left out', async () => {
  const { body } = await get(`by-customer?${WINDOW}`);
  expect(await get(`by-customer?${WINDOW}&period=&timeZone=&compareTo=&limit=&tenantId=`)).toEqual({
    status: 200,
    body,
  });
});

test('shows credentials of one customer nothing else', async () => {
  expect(await get(`by-customer?${WINDOW}`, narrowed)).toMatchObject({
    body: { events: 2, activeCustomers: 1, rows: [{ customer: { id: 'c2' } }] },
  });
});

describe('faults name the parameter', () => {
  test.each([
    ['by-customer?perod=7d', 400, 'perod', /nearest are period/],
    ['by-customer?period=7x', 400, 'period', /^period: expected a number and a unit/],
    ['by-customer?limit=0', 400, 'limit', /^limit: expected a whole number from 1 to 1000/],
    ['by-customer?limit=many', 400, 'limit', /expected a whole number/],
    ['by-customer?maxDataPoints=0', 400, 'maxDataPoints', /^maxDataPoints: expected a whole number from 1/],
    ['by-customer?maxDataPoints=1.5', 400, 'maxDataPoints', /^maxDataPoints: expected a whole number/],
    ['by-customer?granularity=DAYS', 400, 'granularity', /nearest are/],
    ['by-customer?period=7d&period=8d', 400, 'period', /once/],
    ['by-customer?customerId=%00', 400, 'customerId', /U\+0000/],
    ['by-customer?tenantId=other', 403, 'tenantId', /admin/],
  ])('%s', async (path, status, field, message) => {
    const { status: answered, body } = await get(path);
    const { error } = body as { error: { field: string; message: string } };
    expect({ status: answered, field: error.field }).toEqual({ status, field });
    expect(error.message).toMatch(message);
  });

  test('without credentials, and without the right', async () => {
    expect((await get('by-customer', null)).status).toBe(401);
    expect((await get('by-customer', await node.key('acme', ['events:read']))).status).toBe(403);
  });
});
