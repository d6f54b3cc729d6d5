import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildGatewaySchema } from '../../resolvers/build-schema.js';
import { ALL_RIGHTS, errorsOf, startCast, type Cast } from './support-tenants/cast.js';
import { doorsAndStream } from './support-tenants/doors.js';
import { documentOf, rootFields, type RootField } from './support-tenants/documents.js';
import { fieldsBehindOtherRights } from './support-tenants/reach.js';
import { SocketClient, type GraphqlFault } from './support-tenants/socket.js';

const roots = rootFields(buildGatewaySchema());
const named = roots.map((root) => [`${root.operation} ${root.field.name}`, root] as const);
const withTenant = named.filter(([, { field }]) => field.args.some(({ name }) => name === 'tenantId'));
/** Root fields that every credential may ask. */
const OPEN = ['viewer'];
/** What an error must never hold: SQL, relations, paths, stacks. */
const INTERNALS =
  /\bselect\b|\bfrom tenant\.|tenant_id|_hyper_|usage_1|permission denied|relation "|at \w+ \(|node_modules|\/work\/|\.ts:/i;

/** Fields for which one of several rights is enough. */
const EITHER: Readonly<Record<string, readonly string[]>> = { catalogue: ['analytics:read', 'events:read'] };

let cast: Cast;
let node: Cast['node'];
let keys: Cast['keys'];

beforeAll(async () => {
  cast = await startCast();
  ({ node, keys } = cast);
});
afterAll(() => cast.stop());

/** The errors of a document, over the transport that serves it. */
async function faults(key: string, { operation }: RootField, document: string): Promise<GraphqlFault[]> {
  if (operation !== 'subscription') return (await node.graphql(key, document)).errors ?? [];
  const socket = await cast.socket(key);
  // A subscription that is refused says so, and one that began says so with the first events.
  return errorsOf(await cast.whileWriting(socket.start(document)()));
}

const codes = (errors: readonly GraphqlFault[]): unknown[] =>
  errors.map(({ extensions }) => extensions['code']);
const read = async (key: string, query: string): Promise<string> =>
  JSON.stringify(await node.graphql(key, query));

describe('rights', () => {
  test.each(named)('%s needs one, and names it', async (name, root) => {
    const document = documentOf(root);
    const lacking = await faults(keys.rightless, root, document);
    if (OPEN.includes(root.field.name)) return expect([name, lacking]).toEqual([name, []]);
    const scope = /^These credentials lack the scope (\S+)$/.exec(lacking[0]?.message ?? '')?.[1];
    expect([name, codes(lacking), ALL_RIGHTS.some((known) => known === scope)]).toEqual([
      name,
      ['FORBIDDEN'],
      true,
    ]);
    const enough = ALL_RIGHTS.filter((known) => known === scope || EITHER[root.field.name]?.includes(known));
    const others = await node.key(
      'acme',
      ALL_RIGHTS.filter((known) => !enough.includes(known)),
    );
    expect(codes(await faults(others, root, document))).toEqual(['FORBIDDEN']);
    for (const one of enough) {
      const key = await node.key('acme', [one]);
      expect(codes(await faults(key, root, document))).not.toContain('FORBIDDEN');
    }
  });

  test.each(withTenant)('%s of another tenant is for admins', async (_, root) => {
    for (const tenantId of ['globex', 'nobody']) {
      const isQuiet = root.operation === 'subscription' && tenantId === 'nobody';
      const document = documentOf(root, { tenantId: JSON.stringify(tenantId) });
      const errors = await faults(keys.acme, root, document);
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', field: 'tenantId' } }]);
      expect(errors[0]?.message).not.toContain(tenantId);
      expect(codes(await faults(keys.narrowed, root, document))).toEqual(['FORBIDDEN']);
      // Nothing ever happens to a tenant that is not there.
      if (!isQuiet) expect(codes(await faults(keys.admin, root, document))).not.toContain('FORBIDDEN');
    }
    expect(codes(await faults(keys.acme, root, documentOf(root, { tenantId: '"acme"' })))).not.toContain(
      'FORBIDDEN',
    );
  });

  test.each(named.filter(([, { operation }]) => operation !== 'subscription'))(
    '%s without credentials is refused',
    async (_, root) => {
      expect(await node.graphql(null, documentOf(root))).toMatchObject({
        status: 401,
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
    },
  );

  test('without credentials there are no doors and no socket', async () => {
    const response = await fetch(`${node.url}/v1/events`, { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([
      401,
      { error: { code: 'UNAUTHENTICATED' } },
    ]);
    const socket = await SocketClient.open(node.socketUrl, null);
    expect(await socket.closed).toMatchObject({ code: 4403 });
  });
});

describe('what is read', () => {
  test.each(named.filter(([, { operation }]) => operation === 'query'))(
    '%s, with all that lies in it, is of one tenant',
    async (_, root) => {
      for (const depth of [2, 3, 4]) {
        const answer = await read(keys.acme, documentOf(root, {}, depth));
        expect(answer).not.toContain('globex');
        // Nor anything of what the tenant pays and watches for its customer: `acme-ai` takes part in costs alone.
        expect(await read(keys.narrowed, documentOf(root, {}, depth))).not.toMatch(
          /globex|acme-c2|acme-ai|cost\.incurred|threshold_breached/,
        );
      }
    },
  );

  test.each([
    ['an id of a customer', (id: string) => `{ customer(id: "${id}") { id name } }`, 'globex-c1'],
    ['an id of a product', (id: string) => `{ product(id: "${id}") { id name kind } }`, 'globex-product'],
    [
      'a filter by ids',
      (id: string) => `{ customers(filter: { ids: ["${id}"] }) { totalCount nodes { id } } }`,
      'globex-c1',
    ],
    [
      'a search',
      (id: string) => `{ customers(filter: { search: "${id}" }) { totalCount nodes { id } } }`,
      'globex',
    ],
    [
      'a search with a wildcard',
      (id: string) => `{ customers(filter: { search: "${id}" }) { totalCount nodes { id } } }`,
      'globex%',
    ],
    [
      'usage of a customer',
      (id: string) =>
        `{ usage(filter: { customerIds: ["${id}"] }) { events revenue { amount } byCustomer { events } } }`,
      'globex-c1',
    ],
    [
      'usage of a unit',
      (id: string) =>
        `{ usage(filter: { billableUnitIds: ["${id}"] }) { events activeCustomers byProduct { events } } }`,
      'globex-unit',
    ],
    [
      'usage of a product',
      (id: string) => `{ usage(filter: { productIds: ["${id}"] }) { events activeCustomers } }`,
      'globex-product',
    ],
  ])('%s of another tenant is as if it did not exist', async (_, query, foreign) => {
    for (const key of [keys.acme, keys.narrowed]) {
      expect(await read(key, query(foreign))).toBe(await read(key, query('no-such-id')));
    }
    const own = query(foreign.replace('globex', 'acme'));
    if (!foreign.includes('%'))
      expect(await read(keys.acme, own)).not.toBe(await read(keys.acme, query('no-such-id')));
  });

  test.each(['customers', 'products'])("a cursor of another tenant's %s opens nothing", async (list) => {
    type Page = Record<string, { edges: { cursor: string }[] }>;
    const { data } = await node.graphql<Page>(keys.globex, `{ ${list}(first: 1) { edges { cursor } } }`);
    const cursor = data?.[list]?.edges[0]?.cursor ?? '';
    expect(cursor).not.toBe('');
    const query = `{ ${list}(after: "${cursor}") { totalCount nodes { id name } pageInfo { startCursor endCursor } } }`;
    // A position in the order of names: refused, or applied to what the caller may see anyway.
    expect(await read(keys.acme, query)).not.toContain('globex');
    expect(await read(keys.narrowed, query)).not.toMatch(/globex|acme-c2/);
  });

  test('an admin reads any tenant', async () => {
    const query = '{ customers(tenantId: "globex") { nodes { id } } usage(tenantId: "globex") { events } }';
    const answer = await read(keys.admin, query);
    expect(answer).toContain('globex-c1');
    expect(answer).not.toContain('acme');
  });

  test('a narrowed credential reads its customer', async () => {
    const whole = await node.graphql<{ usage: { events: number; byBillableUnit: { quantity: string }[] } }>(
      keys.acme,
      '{ usage(filter: { customerIds: ["acme-c1"] }) { events byBillableUnit { quantity } } }',
    );
    const events = whole.data?.usage.events;
    const quantity = whole.data?.usage.byBillableUnit[0]?.quantity;
    const { data } = await node.graphql(
      keys.narrowed,
      `{ customers { totalCount nodes { id } } other: customer(id: "acme-c2") { id } own: customer(id: "acme-c1") { id }
         usage { activeCustomers events byCustomer { customer { id } } byBillableUnit { customers { customer { id } } } }
         others: usage(filter: { customerIds: ["acme-c2"] }) { events } byUnit: usage { byBillableUnit { quantity } } }`,
    );
    const id = 'acme-c1';
    expect(data).toEqual({
      customers: { totalCount: 1, nodes: [{ id }] },
      other: null,
      own: { id },
      usage: {
        ...{ activeCustomers: 1, events, byCustomer: [{ customer: { id } }] },
        byBillableUnit: [{ customers: [{ customer: { id } }] }],
      },
      others: { events: 0 },
      byUnit: { byBillableUnit: [{ quantity }] },
    });
  });
});

test.each([
  ['{ customer(id: "\\u0000") { id } }'],
  ['{ product(id: "a\\u0000b") { id } }'],
  ['{ customers(filter: { search: "\\u0000" }) { totalCount } }'],
  ['{ usage(filter: { customerIds: ["\\u0000"] }) { events } }'],
  ['{ customers(after: "WyJhIl0") { totalCount } }'],
  [`{ customer(id: "' OR 1=1 --") { id } }`],
  ['{ usage(window: { from: "1-1-1" }) { events } }'],
  ['{ usage(tenantId: "globex") { events } nope }'],
])('an error tells nothing of the inside: %s', async (query) => {
  const { errors = [] } = await node.graphql(keys.acme, query);
  for (const { message, extensions } of errors) {
    expect(message.replace(/"[^"]*"/g, '')).not.toMatch(INTERNALS);
    expect(JSON.stringify([message, extensions])).not.toMatch(/globex|stack/);
    expect(extensions['code']).toEqual(expect.any(String));
  }
});

fieldsBehindOtherRights(() => cast, roots);
doorsAndStream(() => cast);
