import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { countReads } from '../support/statements.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let node: TestNode;
let key: string;
let writer: string;
const sent = { count: 0 };

/** Sends events; each says its type, how long ago it happened, and its data. */
async function send(
  ...events: readonly (readonly [type: string, ago: number, data: object])[]
): Promise<void> {
  const now = Date.now();
  const batch = events.map(([type, ago, data]) => ({
    ...{ specversion: '1.0', id: `e${sent.count++}`, source: 'test', type, data },
    time: new Date(now - ago).toISOString(),
  }));
  const response = await node.events(writer, 'application/cloudevents-batch+json', JSON.stringify(batch));
  expect(await response.json()).toMatchObject({ accepted: events.length });
}

const request = (path: string, statusCode: number, more: object = {}): object => ({
  ...{ method: 'GET', path, statusCode, latencyMs: 10, customerId: 'c1' },
  ...more,
});

beforeAll(async () => {
  const db = await openTestDatabase();
  node = await startTestNode(db);
  key = await node.key('acme', ['events:read']);
  writer = await node.key('acme', ['events:write']);
  await send(
    ...Array.from({ length: 60 }, (_, i) => ['api.request', i * 30_000, request(`/v1/${i}`, 200)] as const),
    [
      'system.deployed',
      20 * DAY,
      { message: 'gateway 1.2 deployed', attributes: { region: 'eu', canary: true } },
    ],
    ['system.deployed', 40 * DAY, { message: 'gateway 1.1 deployed', attributes: { region: 'us' } }],
    [
      'invoice.payment_failed',
      3 * DAY,
      { invoiceId: 'in-1', customerId: 'c1', amount: '5', currency: 'EUR' },
    ],
    ['usage.recorded', 2 * DAY, { customerId: 'c2', billableUnit: 'calls', quantity: 1 }],
    ['auth.login_failed', DAY, { actor: 'ÉVA@example.com', reason: 'wrong password 100%' }],
    [
      'mcp.tool.called',
      DAY,
      { serverId: 's', tool: 'search', sessionId: '1', durationMs: 30, error: 'timeout' },
    ],
  );
}, 60_000);
afterAll(() => node.stop());

interface Listed {
  events: {
    totalCount: number;
    nodes: { message: string; type: string }[];
    pageInfo: Record<string, unknown>;
  };
}

const list = async (args: string, fields = 'nodes { message type }'): Promise<Listed['events']> => {
  const { data, errors } = await node.graphql<Listed>(key, `{ events(${args}) { ${fields} } }`);
  expect(errors).toBeUndefined();
  return data?.events as Listed['events'];
};
const messages = async (filter: string): Promise<string[]> =>
  (await list(`filter: { ${filter} }`)).nodes.map(({ message }) => message);

const LOGIN = 'ÉVA@example.com failed to log in: wrong password 100%';
const FAILED = 'Invoice in-1 of c1: payment failed, 5 EUR';
const CALL = 'search on s failed: timeout';
const DEPLOYED = 'gateway 1.2 deployed';

test.each<[string, string[]]>([
  ['search: "timeout"', [CALL]],
  ['search: "failed"', [LOGIN, CALL, FAILED].sort()],
  ['search: "failed -timeout"', [LOGIN, FAILED].sort()],
  ['search: "\\"payment failed\\""', [FAILED]],
  ['search: "failed payment"', [FAILED]],
  ['search: "\\"failed payment\\""', []],
  ['search: "éva"', [LOGIN]],
  ['search: "-api -invoice -usage -AUTH -mcp"', [DEPLOYED]],
  ['search: "eu", types: ["system.*"]', [DEPLOYED]],
  ['search: "region"', []],
  ['search: "100%"', [LOGIN]],
  ['search: "%"', [LOGIN]],
  ['search: "_"', [FAILED, LOGIN].sort()],
  ['search: ".*"', []],
  ['search: "^(a+)+$"', []],
  ['attributes: { region: "eu" }', [DEPLOYED]],
  ['attributes: { region: "eu", canary: true }', [DEPLOYED]],
  ['attributes: { region: "us" }', []],
  ['attributes: { region: "us" }, from: "now-60d"', ['gateway 1.1 deployed']],
  ['types: ["system.*"], from: "now-60d", to: "now-30d"', ['gateway 1.1 deployed']],
  ['categories: [BILLING]', [FAILED]],
  ['minSeverity: ERROR', [CALL, FAILED].sort()],
  ['actor: "ÉVA@example.com"', [LOGIN]],
  ['actor: "éva@example.com"', []],
  ['customerId: "c2"', ['1 calls by c2']],
  ['statusCodes: [{ from: 300 }]', []],
  ['statusCodes: []', []],
  ['categories: []', []],
])('%s', async (filter, expected) => {
  expect((await messages(filter)).sort()).toEqual(expected);
  const { totalCount } = await list(`filter: { ${filter} }`, 'totalCount');
  expect(totalCount).toBe(expected.length);
});

const REFUSED: readonly [args: string, field: string][] = [
  ['first: 0', 'first'],
  ['first: 1001', 'first'],
  ['last: 0', 'last'],
  ['first: 5, last: 5', 'last'],
  ['after: "x"', 'after'],
  ['before: ""', 'before'],
  [`after: "${Buffer.from('99999999999999999.1').toString('base64url')}"`, 'after'],
  ['filter: { from: "now-367d" }', 'filter.from'],
  ['filter: { from: "now", to: "now-1d" }', 'filter.to'],
  ['filter: { from: "0001-01-01T00:00:00Z" }', 'filter.from'],
  ['filter: { statusCodes: [{}] }', 'filter.statusCodes.0'],
  ['filter: { statusCodes: [{ from: 1 }, { from: 5, to: 4 }] }', 'filter.statusCodes.1.to'],
  [`filter: { search: "${'x'.repeat(501)}" }`, 'filter.search'],
  [`filter: { search: "${Array.from({ length: 13 }, (_, i) => `w${i}`).join(' ')}" }`, 'filter.search'],
  ['filter: { search: "a\\u0000" }', 'filter.search'],
  ['filter: { actor: "\\u0000" }', 'filter.actor'],
  ['filter: { types: ["x", "\\u0000"] }', 'filter.types.1'],
  [`filter: { types: [${'"x" '.repeat(51)}] }`, 'filter.types'],
  ['filter: { attributes: { a: "\\u0000" } }', 'filter.attributes'],
  ['filter: { attributes: { a: 1e400 } }', 'filter.attributes'],
  ['filter: { attributes: { a: [[[[[[[[[1]]]]]]]]] } }', 'filter.attributes'],
  [`filter: { attributes: { a: [${'1 '.repeat(60)}] } }`, 'filter.attributes'],
];
test.each(REFUSED.map(([args, field]) => [args.slice(0, 60), args, field] as const))(
  '%s is refused by the name of what is at fault',
  async (_, args, field) => {
    const { errors } = await node.graphql(key, `{ events(${args}) { totalCount } }`);
    expect(errors?.map(({ extensions }) => [extensions['code'], extensions['field']])).toEqual([
      ['BAD_USER_INPUT', field],
    ]);
  },
);

test.each(['search: "x"', 'attributes: { a: 1 }'])('eventStats does not filter by %s', async (filter) => {
  const { errors } = await node.graphql(key, `{ eventStats(filter: { ${filter} }) { total } }`);
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    field: `filter.${filter.split(':')[0]}`,
  });
});

test('a range stands in the window or in the filter', async () => {
  const total = async (args: string) => node.graphql(key, `{ eventStats(${args}) { total } }`);
  const types = 'types: ["system.*"]';
  expect((await total(`filter: { ${types} }`)).data).toEqual({ eventStats: { total: 1 } });
  expect((await total(`filter: { ${types}, from: "now-60d" }`)).data).toEqual({ eventStats: { total: 2 } });
  expect((await total(`filter: { ${types}, to: "now-30d" }`)).data).toEqual({ eventStats: { total: 1 } });
  const { errors } = await total('window: { period: "7d" }, filter: { to: "now" }');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'filter.to' });
});

test('what is common is one statement, and what is rare or not there a few', async () => {
  await node.graphql(key, '{ viewer { tenantId } }');
  const statements = async (args: string): Promise<number> =>
    (await countReads(() => list(args, 'nodes { message } pageInfo { hasNextPage }'))).statements.length;
  expect(await statements('first: 50')).toBe(1);
  expect(await statements('filter: { search: "GET" }')).toBe(1);
  expect(await statements('filter: { search: "gateway" }')).toBe(4);
  expect(await statements('filter: { search: "nowhere", from: "now-365d" }')).toBe(5);
  expect(await statements('filter: { categories: [BILLING], statusCodes: [{ from: 1 }] }')).toBe(0);
});

test('counts with every field are few statements', async () => {
  const point = '{ bucket events errors status }';
  const row = `{ key others events share change { previous absolute ratio } series ${point} }`;
  const query = `{ eventStats(window: { period: "7d", compareTo: PREVIOUS_PERIOD }) {
    meta { from to granularity timeZone sources watermark complete staleSeconds } total errors errorRate
    byCategory ${row} bySeverity ${row} byType(first: 2) ${row} byStatusClass ${row}
    latency { meanMs p50Ms p95Ms p99Ms } series ${point} } }`;
  await node.graphql(key, '{ eventStats { total } }');
  const { result, statements } = await countReads(() => node.graphql(key, query));
  expect(result.errors).toBeUndefined();
  expect(result.data).toMatchObject({
    eventStats: { total: 64, errors: 2, byType: [{ key: 'api.request', events: 60 }, {}, { others: true }] },
  });
  expect(statements.length).toBeLessThanOrEqual(8);
});

test('pages go forward and backward, whatever arrives meanwhile', async () => {
  const fields = 'nodes { message } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
  const filter = 'filter: { types: ["api.request"] }';
  const first = await list(`${filter}, first: 20`, fields);
  await send(['api.request', 0, request('/new', 200)], ['api.request', 10 * DAY, request('/late', 200)]);
  const second = await list(`${filter}, first: 20, after: "${String(first.pageInfo['endCursor'])}"`, fields);
  expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  const back = await list(`${filter}, last: 20, before: "${String(second.pageInfo['startCursor'])}"`, fields);
  expect(back.nodes).toEqual(first.nodes);
  expect(back.pageInfo).toEqual({ ...first.pageInfo, hasPreviousPage: true });
  const oldest = await list(`${filter}, last: 1`, fields);
  expect(oldest.nodes.map(({ message }) => message)).toEqual(['GET /late → 200 (10 ms)']);
  expect(oldest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
});

test('a cursor is a place, and shows nobody what is not theirs', async () => {
  const { pageInfo } = await list('first: 1', 'pageInfo { endCursor }');
  const foreign = await node.key('globex', ['events:read']);
  const narrowed = await node.key('acme', ['events:read'], 'c2');
  const query = `{ events(after: "${String(pageInfo['endCursor'])}") { totalCount nodes { message } } }`;
  expect((await node.graphql(foreign, query)).data).toEqual({ events: { totalCount: 0, nodes: [] } });
  expect((await node.graphql(narrowed, query)).data).toEqual({
    events: { totalCount: 1, nodes: [{ message: '1 calls by c2' }] },
  });
});
