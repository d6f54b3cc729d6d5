import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { usage, type TestEvent } from './support-ingest/events.js';
import { batch, TRANSPORTS, type Answer } from './support-ingest/transports.js';
import { openWorkbench, type Workbench } from './support-ingest/workbench.js';

const JWT_SECRET = 'a secret of the tests, long enough for HS256';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({ JWT_SECRET });
});
afterAll(() => bench.stop());

const token = (claims: Record<string, string>): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(JWT_SECRET));

const judged = ({ events }: Answer): string[] =>
  events.map(({ verdict, reason }) => [verdict, ...(reason?.split(':', 1) ?? [])].join(' '));

/** Tenants that have rows of a unit. */
async function tenantsOf(unit: string): Promise<string[]> {
  const rows = await bench.sql(
    'SELECT tenant_id FROM usage_events WHERE billable_unit_id = $1 ORDER BY tenant_id',
    [unit],
  );
  return rows.map((row) => String(row['tenant_id']));
}

test.each(TRANSPORTS)(
  'a platform key names any tenant over $name, any other key only its own',
  async (door) => {
    const platform = await bench.node.key('acme', ['admin']);
    const unit = `platform over ${door.name}`;
    const events = [
      usage('1', unit, 1, { source: unit }),
      usage('1', unit, 1, { source: unit, tenantid: `globex ${door.name}` }),
      usage('1', unit, 1, { source: unit, tenantid: 'acme' }),
    ];
    const owner = await door.send(bench.node, bench.key, events);
    expect(judged(owner)).toEqual(['ACCEPTED', 'REJECTED tenantid', 'DUPLICATE']);
    expect(judged(await door.send(bench.node, platform, events))).toEqual([
      'DUPLICATE',
      'ACCEPTED',
      'DUPLICATE',
    ]);
    expect(await tenantsOf(unit)).toEqual(['acme', `globex ${door.name}`]);
    expect(await bench.sql('SELECT name FROM tenants WHERE id = $1', [`globex ${door.name}`])).toHaveLength(
      1,
    );
  },
);

const narrowed: readonly { who: string; credential: (customer: string) => Promise<string> }[] = [
  { who: 'a narrowed key', credential: (customer) => bench.node.key('acme', ['events:write'], customer) },
  {
    who: 'a narrowed key that says it is an admin',
    credential: (customer) => bench.node.key('acme', ['admin'], customer),
  },
  {
    who: 'a narrowed token',
    credential: (customer) => token({ tenant: 'acme', scope: 'events:write', customer }),
  },
];

test.each(narrowed)('$who writes of its customer only', async ({ who, credential }) => {
  const facts: TestEvent[] = [
    usage(`${who} 1`, who, 1),
    usage(`${who} 2`, who, 1, { data: { customerId: 'c2', billableUnit: who, quantity: 1 } }),
    { id: `${who} 3`, source: 'test', type: 'storefront.visited', data: { visitorId: 'v' } },
    { id: `${who} 4`, source: 'test', type: 'system.deployed', data: { message: 'v2' } },
    { id: `${who} 5`, source: 'test', type: 'customer.upserted', data: { id: 'c2', name: 'Stolen' } },
    { id: `${who} 6`, source: 'test', type: 'product.upserted', data: { id: 'p1', name: 'Stolen' } },
    { id: `${who} 7`, source: 'test', type: 'customer.upserted', data: { id: 'c1', name: 'Mine' } },
    usage(`${who} 8`, who, 1, { tenantid: 'globex' }),
  ];
  expect(judged(await batch.send(bench.node, await credential('c1'), facts))).toEqual([
    'ACCEPTED',
    'REJECTED data.customerId',
    'REJECTED data.customerId',
    'REJECTED type',
    'REJECTED data.id',
    'REJECTED type',
    'ACCEPTED',
    'REJECTED tenantid',
  ]);
  expect(await bench.total(who)).toEqual({ quantity: '1', events: 1 });
});

test('a token writes into its tenant, which the first one makes', async () => {
  const event = usage('by token', 'by token', 2);
  const bearer = await token({ tenant: 'initech', scope: 'events:write analytics:read' });
  expect(judged(await batch.send(bench.node, bearer, [event]))).toEqual(['ACCEPTED']);
  expect(judged(await batch.send(bench.node, bearer, [event]))).toEqual(['DUPLICATE']);
  expect(await bench.total('by token', bearer)).toEqual({ quantity: '2', events: 1 });
  expect(await bench.total('by token')).toBeNull();
});

test.each([
  { who: 'nobody', status: 401, credential: () => Promise.resolve('') },
  { who: 'a wrong key', status: 401, credential: () => Promise.resolve('gw_nonsense') },
  { who: 'a reader', status: 403, credential: () => bench.node.key('acme', ['analytics:read']) },
  { who: 'a token without the scope', status: 403, credential: () => token({ tenant: 'acme', scope: '' }) },
])('$who may not write', async ({ status, credential }) => {
  const response = await bench.node.events(await credential(), 'application/json', '[]');
  expect(response.status).toBe(status);
});
