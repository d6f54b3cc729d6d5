import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  getIntrospectionQuery,
  getNamedType,
  isInputObjectType,
  isObjectType,
  type GraphQLInputType,
} from 'graphql';
import { buildGatewaySchema } from '../../resolvers/build-schema.js';
import type { Database } from '../../src/db/database.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { SocketClient } from './support-tenants/socket.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** The start of a day, three days ago. */
const THEN = Math.floor(Date.now() / DAY) * DAY - 3 * DAY;
/** More than a page of any size. */
const MANY = 10_001;

let db: Database;
let node: TestNode;
let key: string;
let many: string;

beforeAll(async () => {
  db = await openTestDatabase();
  node = await startTestNode(db);
  key = await node.key('acme', ['analytics:read', 'events:read', 'events:write', 'prices:write']);
  many = await node.key('many', ['analytics:read']);
  for (const listed of ['customers', 'products']) {
    await db.write.query(
      `INSERT INTO ${listed} (tenant_id, id, name)
       SELECT 'many', 'c' || lpad(n::text, 5, '0'), 'name of ' || lpad(n::text, 5, '0')
       FROM generate_series(0, $1::int - 1) AS n`,
      [MANY],
    );
  }
  const at = [THEN - HOUR, THEN, THEN + HOUR];
  const events = at.map((time, i) => ({
    ...{ specversion: '1.0', id: `usage ${i}`, source: 'test', type: 'usage.recorded' },
    ...{ time: new Date(time).toISOString() },
    data: { customerId: 'ada', productId: 'api', billableUnit: 'calls', quantity: 10 ** i },
  }));
  const sent = await node.events(key, 'application/cloudevents-batch+json', JSON.stringify(events));
  expect(await sent.json()).toMatchObject({ accepted: 3 });
});
afterAll(() => node.stop());

interface Answer {
  readonly status: number;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; extensions: Record<string, unknown> }[];
}
async function post(body: object, accept = 'application/json'): Promise<Answer> {
  const response = await fetch(`${node.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as object) };
}
async function get(parameters: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${node.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: response.status, ...((await response.json()) as object) };
}

const COUNTED = 'query Page($first: Int = 7) { customers(first: $first) { totalCount nodes { id } } }';
const PAGE = { customers: { totalCount: 1, nodes: [{ id: 'ada' }] } };

describe('what connectors send where they have nothing', () => {
  test.each([
    ['empty texts', { variables: '', operationName: '', extensions: '' }],
    ['nulls', { variables: null, operationName: null, extensions: null }],
    ['empty objects', { variables: {}, extensions: {} }],
    ['variables as JSON in a text', { variables: '{ "first": 3 }' }],
    ['null as JSON in a text', { variables: 'null' }],
  ])('%s', async (_, more) => {
    expect(await post({ query: COUNTED, ...more })).toEqual({ status: 200, data: PAGE });
    const texts = Object.entries(more).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const asked = {
      query: COUNTED,
      ...Object.fromEntries(texts.filter(([name]) => name !== 'operationName')),
    };
    expect(await get({ ...asked, ...('operationName' in more ? { operationName: '' } : {}) })).toEqual({
      status: 200,
      data: PAGE,
    });
  });

  test.each([
    ['no JSON', '{', 'variables'],
    ['a list', '[1]', 'variables'],
  ])('variables that are %s are refused', async (_, variables, field) => {
    for (const answer of [
      await post({ query: COUNTED, variables }),
      await get({ query: COUNTED, variables }),
    ]) {
      expect([answer.status, answer.errors?.[0]?.extensions]).toEqual([
        400,
        { code: 'BAD_USER_INPUT', field },
      ]);
    }
  });

  test('an empty name over a socket', async () => {
    const socket = await SocketClient.open(node.socketUrl, { apiKey: key });
    const answer = await socket.startPayload({ query: COUNTED, operationName: '' })();
    expect(answer.payload.data).toEqual(PAGE);
    await socket.close();
  });

  test('a name that the document does not have is a fault', async () => {
    expect((await post({ query: COUNTED, operationName: ' ' })).errors?.[0]?.extensions['code']).toBe(
      'OPERATION_RESOLUTION_FAILURE',
    );
  });
});

/** One instant in all ways to write it. */
const FORMS: readonly (readonly [string, unknown])[] = [
  ['ISO-8601 in UTC', new Date(THEN).toISOString()],
  ['ISO-8601 with an offset', new Date(THEN + 2 * HOUR).toISOString().replace('Z', '+02:00')],
  ['a date', new Date(THEN).toISOString().slice(0, 10)],
  ['epoch milliseconds', THEN],
  ['epoch milliseconds in a text', String(THEN)],
  ['a relative time', 'now-3d/d'],
];

const EVERYWHERE = `query ($t: DateTime!) {
  from: usage(window: { from: $t, to: "now/h" }) { meta { from } byBillableUnit { quantity } }
  to: usage(window: { from: "now-4d/d", to: $t }) { meta { to } byBillableUnit { quantity } }
  since: events(filter: { from: $t }) { totalCount }
  until: events(filter: { from: "now-4d/d", to: $t }) { totalCount }
  stats: eventStats(window: { from: $t, to: "now/h" }) { meta { from } total }
  customer(id: "ada") { churnRisk(asOf: $t) { score } }
}`;

describe('instants', () => {
  test.each(FORMS)('%s means the same everywhere, as a variable and in the document', async (_, form) => {
    const iso = new Date(THEN).toISOString();
    const expected = {
      from: { meta: { from: iso }, byBillableUnit: [{ quantity: '110' }] },
      to: { meta: { to: iso }, byBillableUnit: [{ quantity: '1' }] },
      since: { totalCount: 2 },
      until: { totalCount: 1 },
      stats: { meta: { from: iso }, total: expect.anything() },
      customer: { churnRisk: { score: expect.any(Number) } },
    };
    expect(await post({ query: EVERYWHERE, variables: { t: form } })).toEqual({
      status: 200,
      data: expected,
    });
    expect(await get({ query: EVERYWHERE, variables: JSON.stringify({ t: form }) })).toEqual({
      status: 200,
      data: expected,
    });
    const written = EVERYWHERE.replace('query ($t: DateTime!)', '').replaceAll('$t', JSON.stringify(form));
    expect(await post({ query: written })).toEqual({ status: 200, data: expected });
    const price = {
      billableUnitId: 'calls',
      currency: 'EUR',
      model: 'FLAT',
      amount: '1',
      effectiveFrom: form,
    };
    const set = 'mutation ($input: PriceInput!) { setPrice(input: $input) { effectiveFrom } }';
    expect(await post({ query: set, variables: { input: price } })).toEqual({
      status: 200,
      data: { setPrice: { effectiveFrom: iso } },
    });
  });

  test('there are no other places for them', () => {
    const places: string[] = [];
    const look = (place: string, type: GraphQLInputType): void => {
      if (getNamedType(type).name === 'DateTime') places.push(place);
    };
    for (const type of Object.values(buildGatewaySchema().getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      if (isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field.type);
      } else if (isObjectType(type)) {
        for (const field of Object.values(type.getFields())) {
          for (const { name, type: of } of field.args) look(`${type.name}.${field.name}(${name})`, of);
        }
      }
    }
    expect(places.sort()).toEqual([
      'Customer.churnRisk(asOf)',
      'EventFilter.from',
      'EventFilter.to',
      'PriceInput.effectiveFrom',
      'WindowInput.from',
      'WindowInput.to',
    ]);
  });
});

describe.each(['customers', 'products'])('pages of %s by offset', (listed) => {
  interface Page {
    readonly totalCount: number;
    readonly nodes: readonly { id: string }[];
    readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
  }
  const QUERY = `query ($limit: Int, $offset: Int, $first: Int = 50, $after: String) {
    page: ${listed}(limit: $limit, offset: $offset, first: $first, after: $after) {
      totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
  const page = async (variables: Record<string, unknown>): Promise<Page> => {
    const { data, errors } = await node.graphql<{ page: Page }>(many, QUERY, variables);
    if (data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
    return data.page;
  };
  const idOf = (n: number): string => `c${String(n).padStart(5, '0')}`;
  const idsOf = ({ nodes }: Page): string[] => nodes.map(({ id }) => id);

  test('ten thousand rows, and the rest behind them', async () => {
    const first = await page({ limit: 10_000 });
    expect([first.nodes.length, first.totalCount, first.pageInfo.hasNextPage]).toEqual([10_000, MANY, true]);
    const rest = await page({ limit: 10_000, offset: 10_000 });
    expect([idsOf(rest), rest.pageInfo.hasNextPage, rest.pageInfo.hasPreviousPage]).toEqual([
      [idOf(10_000)],
      false,
      true,
    ]);
    expect(new Set([...idsOf(first), ...idsOf(rest)]).size).toBe(MANY);
    expect((await page({ limit: 10, offset: MANY })).nodes).toEqual([]);
  });

  test('offsets and cursors lead through the same list', async () => {
    const byOffset = await page({ limit: 3, offset: 500 });
    expect(idsOf(byOffset)).toEqual([500, 501, 502].map(idOf));
    const behind = await page({ limit: 2, after: byOffset.pageInfo.endCursor });
    expect(idsOf(behind)).toEqual([503, 504].map(idOf));
    expect(idsOf(await page({ offset: 500, first: 3 }))).toEqual(idsOf(byOffset));
  });

  test.each([
    ['limit', { limit: 10_001 }],
    ['limit', { limit: 0 }],
    ['first', { first: 1_001 }],
    ['offset', { offset: -1 }],
    ['offset', { offset: 1, after: 'x' }],
  ])('%s is named where it does not fit: %j', async (field, variables) => {
    const { errors } = await node.graphql(many, QUERY, variables);
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
  });
});

describe('introspection', () => {
  const query = getIntrospectionQuery();

  test('is for everyone with credentials, whatever their rights, and for nobody without', async () => {
    const own = [
      await node.key('acme', ['events:write']),
      await node.key('acme', ['analytics:read'], 'ada'),
      await node.key('acme', ['admin']),
    ];
    for (const one of own) {
      expect((await node.graphql(one, query)).data).toHaveProperty('__schema');
    }
    for (const none of [null, 'gw_no_such_key']) {
      const { status, data } = await node.graphql(none, query);
      expect([status, data]).toEqual([401, undefined]);
    }
    const stream = await fetch(`${node.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(stream.status).toBe(401);
    const socket = await SocketClient.open(node.socketUrl, {});
    expect(await socket.closed).toMatchObject({ code: 4403 });
  });

  test('is for nobody where it is switched off, over each transport', async () => {
    const own = await startTestNode(await openTestDatabase(2), { INTROSPECTION: '0' });
    const admin = await own.key('acme', ['admin']);
    const { errors } = await own.graphql(admin, query);
    expect(errors?.[0]?.message).toBe('Introspection is switched off: __schema');
    const stream = await fetch(`${own.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${admin}` },
    });
    expect(await stream.text()).toContain('Introspection is switched off');
    const socket = await SocketClient.open(own.socketUrl, { apiKey: admin });
    expect(JSON.stringify(await socket.start(query)())).toContain('Introspection is switched off');
    await socket.close();
    await own.stop();
  });
});
