import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { usage, type TestEvent } from './support-ingest/events.js';
import { batch } from './support-ingest/transports.js';
import { openWorkbench, type Workbench } from './support-ingest/workbench.js';

let bench: Workbench;
let sent = 0;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.stop());

/** Sends events, each with an id of its own, in one batch; all must be accepted. */
async function accept(...events: TestEvent[]): Promise<void> {
  const identified = events.map((event) => ({ ...event, source: 'references', id: String(sent++) }));
  expect(await batch.send(bench.node, bench.key, identified)).toMatchObject({ accepted: events.length });
}

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const KINDS = [
  { type: 'customer.upserted', table: 'customers', title: 'name' },
  { type: 'product.upserted', table: 'products', title: 'name' },
  { type: 'billable_unit.upserted', table: 'billable_units', title: 'title' },
  { type: 'mcp_server.upserted', table: 'mcp_servers', title: 'name' },
];

/** What is known of a reference, or undefined. */
async function find(table: string, id: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await bench.sql(`SELECT * FROM ${table} WHERE tenant_id = 'acme' AND id = $1`, [id]);
  return row;
}

test('facts create what they name, with the id for a name and undescribed', async () => {
  await accept(
    usage('', 'new unit', 1, {
      data: { customerId: 'new c1', billableUnit: 'new unit', productId: 'new p1', quantity: 1 },
    }),
    {
      type: 'mcp.tool.called',
      data: { serverId: 'new srv', tool: 't', sessionId: 's', customerId: 'new c2', productId: 'new p2' },
    },
    { type: 'storefront.visited', data: { visitorId: 'v', customerId: 'new c3', productId: 'new p3' } },
    {
      type: 'cost.incurred',
      data: { category: 'OTHER', amount: 1, currency: 'EUR', customerId: 'new c4', productId: 'new p4' },
    },
    { type: 'invoice.created', data: { invoiceId: 'i', customerId: 'new c5', amount: 1, currency: 'EUR' } },
    {
      type: 'subscription.created',
      data: { subscriptionId: 's', customerId: 'new c6', productId: 'new p6' },
    },
    {
      type: 'api.request',
      data: {
        method: 'GET',
        path: '/',
        statusCode: 200,
        latencyMs: 1,
        customerId: 'new c7',
        productId: 'new p7',
      },
    },
  );
  const named = [
    ...[1, 2, 3, 4, 5, 6, 7].map((i) => ['customers', 'name', `new c${i}`]),
    ...[1, 2, 3, 4, 6, 7].map((i) => ['products', 'name', `new p${i}`]),
    ['billable_units', 'title', 'new unit'],
    ['mcp_servers', 'name', 'new srv'],
  ] as [string, string, string][];
  for (const [table, title, id] of named) {
    expect(await find(table, id)).toMatchObject({ id, [title]: id, described_at: null, attributes: {} });
  }
});

test.each(KINDS)('$type describes, whether the row is there or not', async ({ type, table, title }) => {
  const [present, absent] = [`${table} present`, `${table} absent`];
  await accept({ type, time: minutesAgo(30), data: { id: present } });
  expect(await find(table, present)).toMatchObject({ [title]: present });
  const attributes = { tier: 'gold' };
  const time = minutesAgo(20);
  await accept(
    { type, time, data: { id: present, [title]: 'Present', attributes } },
    { type, time, data: { id: absent, [title]: 'Absent', attributes } },
  );
  for (const id of [present, absent]) {
    const row = await find(table, id);
    expect(row).toMatchObject({ [title]: id === present ? 'Present' : 'Absent', attributes });
    expect(Date.parse(String(row?.['described_at']))).toBe(Date.parse(time));
  }
});

test.each(KINDS)('$type: an older one changes nothing, a newer one adds', async ({ type, table, title }) => {
  const id = `${table} aged`;
  const told = (minutes: number, name: string | null, attributes: object): TestEvent => ({
    type,
    time: minutesAgo(minutes),
    data: { id, [title]: name, attributes },
  });
  await accept(told(20, 'Middle', { a: 1, b: 1 }));
  await accept(told(40, 'Oldest', { a: 0, c: 0 }));
  expect(await find(table, id)).toMatchObject({ [title]: 'Middle', attributes: { a: 1, b: 1 } });
  await accept(told(10, null, { b: 2 }));
  expect(await find(table, id)).toMatchObject({ [title]: 'Middle', attributes: { a: 1, b: 2 } });
  // In one batch the newest wins, wherever it stands, and to the microsecond.
  const millisecond = minutesAgo(5);
  await accept(
    { ...told(0, 'Newest', {}), time: millisecond.replace('Z', '456Z') },
    { ...told(0, 'Older', {}), time: millisecond },
    told(8, 'Oldest', {}),
  );
  expect(await find(table, id)).toMatchObject({ [title]: 'Newest' });
});

test('what only some kinds have is told by their upserts, and stays when left out', async () => {
  const unit = (data: object): TestEvent => ({ type: 'billable_unit.upserted', data: { id: 'u8', ...data } });
  const product = (data: object): TestEvent => ({ type: 'product.upserted', data: { id: 'p8', ...data } });
  await accept(unit({ name: 'Named', precision: 0 }), product({ name: 'Product', kind: 'MCP_SERVER' }));
  expect(await find('billable_units', 'u8')).toMatchObject({ title: 'Named', precision: 0 });
  expect(await find('products', 'p8')).toMatchObject({ name: 'Product', kind: 'MCP_SERVER' });
  await accept(unit({ title: 'Titled' }), product({ kind: 'STANDARD_API' }));
  expect(await find('billable_units', 'u8')).toMatchObject({ title: 'Titled', precision: 0 });
  expect(await find('products', 'p8')).toMatchObject({ name: 'Product', kind: 'STANDARD_API' });
});

test('a fact never takes a description away, also in the same batch', async () => {
  const about = (id: string): TestEvent[] => [
    usage('', 'named unit', 1, { data: { customerId: id, billableUnit: 'named unit', quantity: 1 } }),
    { type: 'customer.upserted', data: { id, name: 'Named' } },
  ];
  await accept(...about('named 1'));
  await accept(...about('named 2').reverse());
  await accept(...about('named 1').slice(0, 1));
  for (const id of ['named 1', 'named 2'])
    expect(await find('customers', id)).toMatchObject({ name: 'Named' });
});

test('a conflicting upsert describes nothing, and one that is rejected creates nothing', async () => {
  const upsert = (name: unknown): TestEvent => ({
    id: 'contested',
    source: 'references',
    type: 'customer.upserted',
    data: { id: 'c9', name },
  });
  await batch.send(bench.node, bench.key, [upsert('First'), upsert('Second')]);
  expect(await find('customers', 'c9')).toMatchObject({ name: 'First' });
  await batch.send(bench.node, bench.key, [usage('r', 'nobody', 'x', { source: 'references' })]);
  expect(await find('billable_units', 'nobody')).toBeUndefined();
});
