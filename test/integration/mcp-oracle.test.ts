import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mcp } from '../../src/catalogue/mcp.js';
import { AGENTS } from '../support/oracle/mcp-agents.js';
import {
  SERVERS,
  SERVER_NAMES,
  TOOLS,
  callEvent,
  sessionCalls,
  type OracleCall,
} from '../support/oracle/mcp-calls.js';
import { MCP_SHAPES, SESSIONS, queryOf, viewOf, type McpQuestion } from '../support/oracle/mcp-shapes.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { NOW, SEED, assertProperty, draw, runsOr, seldom } from '../support/oracle/oracle-run.js';
import { runParts } from '../support/oracle/rollup-states.js';
import { CUSTOMERS, PRODUCTS } from '../support/oracle/usage-events.js';
import { resolve, windowInput, windows, type AskedWindow } from '../support/oracle/usage-window.js';

/** Cases; they are dealt out to the states that rollups can be in. */
const RUNS = runsOr(175);
/** Pages that a list is walked in at most. */
const MOST_PAGES = 4;

let bench: OracleBench;
let keys: ReadonlyMap<string | null, string>;
const calls: OracleCall[] = [];

/** Sends new sessions, some of their calls twice, older ones again, and others under identities that are taken. */
async function send(sessions: number, name: string, seed: number): Promise<void> {
  const drawn = draw(sessionCalls(bench.now), sessions, seed).flat();
  const fresh = drawn.map((call, i) => ({ id: `${name} ${i}`, ...call }));
  const again = [...calls.slice(-5), ...fresh.slice(0, 5)];
  const conflicting = calls.slice(0, 3).map((call) => ({ ...call, session: 'another' }));
  const verdicts = await bench.send([...fresh, ...again, ...conflicting].map(callEvent));
  expect(verdicts).toEqual({
    ACCEPTED: fresh.length,
    DUPLICATE: again.length,
    ...(conflicting.length === 0 ? {} : { CONFLICT: 3 }),
  });
  calls.push(...fresh);
}

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  for (let batch = 0; batch < 3; batch++) await send(100, `history ${batch}`, SEED + batch);
  const described = Object.entries(SERVER_NAMES).map(([id, name]) => ({
    ...{ id: `server ${id}`, source: 'oracle', type: 'mcp_server.upserted' },
    data: { id, name },
  }));
  expect(await bench.send(described)).toEqual({ ACCEPTED: described.length });
  // What others have must not matter.
  await bench.send(calls.slice(0, 50).map(callEvent), 'other');
  const readers = [null, ...CUSTOMERS];
  const made = await Promise.all(readers.map((customer) => bench.key(customer ?? undefined)));
  keys = new Map(readers.map((customer, i) => [customer, made[i] ?? '']));
}, 300_000);
afterAll(() => bench.stop());

const some = (known: readonly (string | null)[]): fc.Arbitrary<string[] | null> => {
  const ids = known.filter((id) => id !== null);
  return seldom(fc.uniqueArray(fc.constantFrom(...ids, 'nobody', ''), { maxLength: 3 }));
};

const question: fc.Arbitrary<McpQuestion> = fc.record({
  first: fc.integer({ min: 1, max: 8 }),
  page: fc.integer({ min: 1, max: 20 }),
  filter: fc.record({
    serverIds: some(SERVERS),
    tools: some(TOOLS),
    agents: some(AGENTS.map(({ family }) => family)),
    customerIds: some(CUSTOMERS),
    productIds: some(PRODUCTS),
  }),
});

interface Case {
  readonly shape: string;
  readonly window: AskedWindow;
  readonly question: McpQuestion;
  /** The customer that the credentials are narrowed to. */
  readonly narrowed: string | null;
}

const cases = (now: number): fc.Arbitrary<Case> =>
  fc.record({
    shape: fc.constantFrom(...MCP_SHAPES.map(({ name }) => name)),
    window: windows(now),
    question,
    narrowed: seldom(fc.constantFrom(...CUSTOMERS)),
  });

/** A page of the list as it is answered. */
interface Page {
  readonly totalCount: number;
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
type Answer = Readonly<Record<string, unknown>>;

/** All pages of the list of sessions, put together as one answer. */
async function walk(ask: (after: string | null) => Promise<Answer>, page: number): Promise<Answer> {
  const nodes: unknown[] = [];
  let answer: Answer = {};
  for (let after: string | null = null, isLast = false; !isLast;) {
    const hasPreviousPage = after !== null;
    answer = await ask(after);
    const { totalCount, pageInfo, edges, nodes: more } = answer['sessions'] as Page;
    nodes.push(...more);
    isLast = !pageInfo.hasNextPage;
    if (!isLast) expect(more).toHaveLength(page);
    expect(isLast).toBe(nodes.length >= totalCount);
    expect(edges.map(({ node }) => node.id)).toEqual(more.map(({ id }) => id));
    const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
    expect(pageInfo).toEqual({ hasNextPage: !isLast, hasPreviousPage, startCursor, endCursor });
    after = endCursor;
  }
  expect((answer['sessions'] as Page).totalCount).toBe(nodes.length);
  return { ...answer, sessions: nodes };
}

async function check({ shape: name, window, question: asked, narrowed }: Case): Promise<void> {
  const shape = MCP_SHAPES.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no shape ${name}`);
  const visible = narrowed === null ? calls : calls.filter(({ customer }) => customer === narrowed);
  const view = viewOf(visible, resolve(window, bench.now), bench.now, asked.filter);
  const expected = shape.expected(view, asked);
  const { from, to, granularity, timeZone } = view.window;
  const isList = shape === SESSIONS;
  const rows = isList ? (expected as { sessions: readonly unknown[] }).sessions.length : 0;
  const page = Math.max(asked.page, Math.ceil(rows / MOST_PAGES));
  const ask = async (after: string | null): Promise<Answer> => {
    const answer = await bench.ask(keys.get(narrowed) ?? '', queryOf(shape), {
      ...{ window: windowInput(window), filter: asked.filter },
      ...(isList ? { page, after } : { first: asked.first }),
    });
    expect(answer).toEqual({ data: expect.anything() });
    return (answer.data as { mcp: Answer }).mcp;
  };
  const answer = isList ? await walk(ask, page) : await ask(null);
  const meta = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), granularity, timeZone };
  expect(answer).toEqual({ meta, ...expected });
}

describe('MCP analytics equal a recomputation from the raw calls', () => {
  test.each(runParts(RUNS, 2))(
    'part $part: $name',
    async ({ part, enter, runs }) => {
      bench.now += part * 300_000;
      await send(10, `part ${part}`, SEED + 100 + part);
      const end = await enter(bench, mcp);
      try {
        await assertProperty(cases(bench.now), check, { runs, part, all: RUNS });
      } finally {
        await end();
      }
    },
    300_000,
  );
});
