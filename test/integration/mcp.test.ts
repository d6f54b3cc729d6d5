import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mcp } from '../../src/catalogue/mcp.js';
import type { Database } from '../../src/db/database.js';
import { AnalyticsReader } from '../../src/loaders/analytics-reader.js';
import { SharedReads } from '../../src/loaders/shared-reads.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { countReads } from '../support/statements.js';

let db: Database;
let node: TestNode;
const sent = { count: 0 };

beforeAll(async () => {
  db = await openTestDatabase();
  node = await startTestNode(db);
});
afterAll(() => node.stop());

type Call = Readonly<Record<string, unknown>> & { readonly time?: string };

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** A tenant's key and what it sends to the door: calls of the last hour unless they say when. */
async function tenant(tenantId: string, calls: readonly Call[]): Promise<string> {
  const key = await node.key(tenantId, ['analytics:read', 'events:write']);
  const events = calls.map(({ time = minutesAgo(30), ...data }) => ({
    ...{ specversion: '1.0', id: `call ${sent.count++}`, source: 'test', type: 'mcp.tool.called', time },
    data: { serverId: 'srv', tool: 'search', sessionId: 's1', ...data },
  }));
  const response = await node.events(key, 'application/cloudevents-batch+json', JSON.stringify(events));
  expect(await response.json()).toMatchObject({ accepted: calls.length, rejected: 0 });
  return key;
}

const ask = async (key: string, fields: string, args = 'window: { period: "24h" }') => {
  const { data, errors } = await node.graphql<{ mcp: Record<string, unknown> }>(
    key,
    `{ mcp(${args}) { ${fields} } }`,
  );
  expect(errors).toBeUndefined();
  return data?.mcp;
};

test('three calls of Codex in two sessions, one of which failed', async () => {
  const agent = { name: 'codex-mcp-client', version: '0.92.0' };
  const key = await tenant('codex', [
    { agent, sessionId: 's1', durationMs: 100 },
    { agent, sessionId: 's1', durationMs: 200, error: true },
    { agent, sessionId: 's2', durationMs: 300, error: false },
  ]);
  const stats = 'invocations errors errorRate sessions agents meanDurationMs';
  const figures = {
    invocations: 3,
    errors: 1,
    errorRate: 1 / 3,
    sessions: 2,
    agents: 1,
    meanDurationMs: 200,
  };
  expect(
    await ask(key, `totals { ${stats} } byAgent { agent share stats { ${stats} } versions { version } }`),
  ).toEqual({
    totals: figures,
    byAgent: [{ agent: 'Codex', share: 1, stats: figures, versions: [{ version: '0.92.0' }] }],
  });
});

test('agents are counted by family; unknown ones are shown as given, and who tells nothing is none', async () => {
  const calls = (count: number, agent: unknown): Call[] => Array.from({ length: count }, () => ({ agent }));
  const key = await tenant('families', [
    ...calls(4, { name: 'claude-code/2.1.0 (cli)' }),
    ...calls(3, { name: 'claude-ai (via mcp-remote 0.1.37)' }),
    ...calls(2, { name: 'Acme Nightly' }),
    ...calls(1, { name: '  ' }),
    ...calls(1, null),
  ]);
  const none = [{ version: null, stats: { invocations: 2 } }];
  expect(
    await ask(
      key,
      'totals { agents } byAgent { agent stats { invocations } versions { version stats { invocations } } }',
    ),
  ).toEqual({
    totals: { agents: 3 },
    byAgent: [
      {
        ...{ agent: 'Claude Code', stats: { invocations: 4 } },
        versions: [{ version: '2.1.0', stats: { invocations: 4 } }],
      },
      {
        ...{ agent: 'Claude', stats: { invocations: 3 } },
        versions: [{ version: null, stats: { invocations: 3 } }],
      },
      { agent: 'Acme Nightly', stats: { invocations: 2 }, versions: none },
      { agent: null, stats: { invocations: 2 }, versions: none },
    ],
  });
  expect(
    await ask(
      key,
      'totals { invocations }',
      'window: { period: "24h" }, filter: { agents: ["Claude Code"] }',
    ),
  ).toEqual({ totals: { invocations: 4 } });
});

describe('bad input is refused by the name of its field', () => {
  const cursor = (content: unknown): string => Buffer.from(JSON.stringify(content)).toString('base64url');
  test.each([
    ['first', '{ mcp { byTool(first: 0) { tool } } }'],
    ['first', '{ mcp { byTool(first: 1001) { tool } } }'],
    ['first', '{ mcp { byAgent(first: -1) { agent } } }'],
    ['first', '{ mcp { byServer(first: 1001) { others } } }'],
    ['first', '{ mcp { revenueByTool(first: 0) { tool } } }'],
    ['first', '{ mcp { sessions(first: 0) { totalCount } } }'],
    ['first', '{ mcp { sessions(first: 1001) { totalCount } } }'],
    ['after', '{ mcp { sessions(after: "none") { totalCount } } }'],
    ['after', '{ mcp { sessions(after: "") { totalCount } } }'],
    ['after', `{ mcp { sessions(after: "${cursor(['x', '3:srvs1'])}") { totalCount } } }`],
    ['after', `{ mcp { sessions(after: "${cursor(['1', 'a\0b'])}") { totalCount } } }`],
    ['after', `{ mcp { sessions(after: "${cursor(['9'.repeat(20), 'a'])}") { totalCount } } }`],
    ['after', `{ mcp { sessions(after: "${cursor(null)}") { totalCount } } }`],
    ['filter.tools', '{ mcp(filter: { tools: ["\\u0000"] }) { totals { invocations } } }'],
  ])('%s in %s', async (field, query) => {
    const key = await node.key('acme', ['analytics:read']);
    const { errors } = await node.graphql(key, query);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });
});

test('an unknown zone is refused by the name of its field, written out and as a variable', async () => {
  const key = await node.key('acme', ['analytics:read']);
  const written = '{ mcp(window: { timeZone: "Mars/Olympus" }) { totals { invocations } } }';
  const { errors } = await node.graphql(key, written);
  expect(errors).toMatchObject([
    { message: expect.stringMatching(/"TimeZone".*"Mars\/Olympus"/), locations: [{ line: 1, column: 27 }] },
  ]);
  const asked = 'query ($window: WindowInput) { mcp(window: $window) { totals { invocations } } }';
  expect(await node.graphql(key, asked, { window: { timeZone: 'Mars/Olympus' } })).toMatchObject({
    errors: [{ message: expect.stringContaining('"window.timeZone"') }],
  });
});

describe('who sees what', () => {
  const calls: Call[] = [
    {
      sessionId: 'shared',
      customerId: 'c1',
      tool: 'read',
      time: minutesAgo(50),
      revenue: { amount: 1, currency: 'EUR' },
    },
    { sessionId: 'shared', customerId: 'c2', tool: 'write', time: minutesAgo(20), error: 'boom' },
    { sessionId: 'own', customerId: 'c2', tool: 'write', time: minutesAgo(10) },
    { sessionId: 'nobody', tool: 'list', time: minutesAgo(5) },
  ];
  const FIELDS = `totals { invocations errors sessions revenue { amount } } byTool { tool } series { invocations activeSessions }
    sessionDurations { count } sessions { totalCount nodes { id durationMs tools customer { id } invocations } }`;

  test('a key that is narrowed to a customer sees its calls, and of shared sessions its part', async () => {
    const whole = await tenant('narrow', calls);
    expect(await ask(whole, 'totals { invocations sessions }')).toEqual({
      totals: { invocations: 4, sessions: 3 },
    });
    const narrowed = await node.key('narrow', ['analytics:read'], 'c1');
    const { series, ...rest } = (await ask(narrowed, FIELDS)) ?? {};
    expect(rest).toEqual({
      totals: { invocations: 1, errors: 0, sessions: 1, revenue: [{ amount: '1' }] },
      byTool: [{ tool: 'read' }],
      sessionDurations: { count: 1 },
      sessions: {
        totalCount: 1,
        nodes: [{ id: 'shared', durationMs: 0, tools: ['read'], customer: { id: 'c1' }, invocations: 1 }],
      },
    });
    const points = series as { invocations: number; activeSessions: number }[];
    const sum = (of: 'invocations' | 'activeSessions') => points.reduce((all, point) => all + point[of], 0);
    expect([sum('invocations'), sum('activeSessions')]).toEqual([1, 1]);
  });

  test("another tenant's sessions are not there, not even behind its cursor", async () => {
    const full = await tenant('full', calls);
    const empty = await node.key('empty', ['analytics:read']);
    const nothing = { sessions: { totalCount: 0, nodes: [] } };
    expect(await ask(empty, 'sessions { totalCount nodes { id } }')).toEqual(nothing);
    const page = (await ask(full, 'sessions(first: 1) { edges { cursor node { id } } }')) as {
      sessions: { edges: { cursor: string; node: { id: string } }[] };
    };
    const [edge] = page.sessions.edges;
    expect(edge?.node.id).toBe('nobody');
    expect(await ask(empty, `sessions(after: "${edge?.cursor ?? ''}") { totalCount nodes { id } }`)).toEqual(
      nothing,
    );
    expect(await ask(empty, 'totals { invocations errorRate p50DurationMs revenue { amount } }')).toEqual({
      totals: { invocations: 0, errorRate: null, p50DurationMs: null, revenue: [] },
    });
  });
});

test('servers are shown by their names, and by their ids until they have one', async () => {
  const key = await tenant('named', [{ serverId: 'a' }, { serverId: 'a' }, { serverId: 'b' }]);
  const event = { specversion: '1.0', id: 'named', source: 'test', type: 'mcp_server.upserted' };
  const body = JSON.stringify({ ...event, data: { id: 'a', name: 'Weather' } });
  expect((await node.events(key, 'application/cloudevents+json', body)).status).toBeLessThan(300);
  expect(await ask(key, 'byServer { server { id name } share }')).toEqual({
    byServer: [
      { server: { id: 'a', name: 'Weather' }, share: 2 / 3 },
      { server: { id: 'b', name: 'b' }, share: 1 / 3 },
    ],
  });
});

test('a ranking by revenue is the same in total and by bucket', async () => {
  const hour = 3_600_000;
  const day = Math.floor(Date.now() / hour / 24 - 2) * 24 * hour;
  const time = (hours: number): string => new Date(day + (hours + 0.5) * hour).toISOString();
  const call = (tool: string, hours: number, amount: string): Call => ({
    ...{ tool, time: time(hours) },
    revenue: { amount, currency: 'EUR' },
  });
  // Thirds of the total that are cut: two sixths that are cut are less than a third that is.
  await tenant('ties', [call('a', 1, '0.5'), call('a', 2, '0.5'), call('b', 1, '1'), call('c', 2, '1')]);
  const range = { from: day, to: day + 24 * hour };
  const read = async (buckets: number[] | null): Promise<unknown[]> => {
    const top = { dimension: 'tool', by: 'revenue', rows: 1, within: [] };
    const query = {
      dataset: mcp,
      measures: ['revenue'],
      dimensions: ['tool', 'currency'],
      filters: [],
      range,
    };
    const reader = new AnalyticsReader(new SharedReads(db.read));
    const { rows } = await reader.read({ tenantId: 'ties', customerId: null }, { ...query, buckets, top });
    return [...new Set(rows.map((row) => row['tool']))].sort();
  };
  expect(await read(null)).toEqual(['a', null]);
  expect(await read([day, day + 2 * hour])).toEqual(['a', null]);
});

const STATS = `stats { invocations errors errorRate sessions agents revenue { amount currency } meanDurationMs
  p50DurationMs p95DurationMs p99DurationMs }`;
const SERIES = 'series { bucket invocations errors activeSessions status }';
const ROW = `others share change { previous absolute ratio } ${STATS} ${SERIES}`;

/** Every field of `mcp`. */
const EVERYTHING = `{ mcp(window: { period: "7d", compareTo: PREVIOUS_PERIOD }) {
  meta { from to granularity timeZone sources watermark complete staleSeconds }
  totals ${STATS.slice('stats '.length)} ${SERIES}
  byTool(first: 3) { tool attributedRevenue { amount currency } ${ROW} }
  byAgent(first: 3) { agent ${ROW} versions { version others share ${STATS} } }
  byServer(first: 3) { server { id name } ${ROW} }
  revenueByTool(first: 3) { tool attributedRevenue { amount currency } ${ROW} }
  sessionDurations { count meanMs medianMs p95Ms histogram { fromMs toMs count } }
  sessions(first: 20) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { id server { id name } agent agentVersion customer { id name } startedAt endedAt durationMs invocations
      errors tools revenue { amount currency } } edges { cursor node { id } } }
} }`;

test('every field at once: at most eight statements', async () => {
  const key = await tenant(
    'much',
    Array.from({ length: 400 }, (_, i) => ({
      time: minutesAgo(i * 45),
      ...{
        serverId: `srv ${i % 5}`,
        tool: `tool ${i % 7}`,
        sessionId: `s ${i % 40}`,
        customerId: `c ${i % 11}`,
      },
      ...{ agent: { name: `agent ${i % 6}`, version: `${i % 2}` }, durationMs: i, error: i % 9 === 0 },
      revenue: { amount: i % 13, currency: i % 2 === 0 ? 'USD' : 'EUR' },
    })),
  );
  await ask(key, 'totals { invocations }');
  const { result, statements } = await countReads(() => node.graphql(key, EVERYTHING));
  expect(result.errors).toBeUndefined();
  expect(result.data).toMatchObject({
    mcp: { byTool: { length: 4 }, byAgent: { length: 4 }, revenueByTool: { length: 4 } },
  });
  expect(statements.length).toBeLessThanOrEqual(7);
});
