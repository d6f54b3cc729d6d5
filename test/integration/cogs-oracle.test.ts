import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cost } from '../../src/catalogue/cost.js';
import { mcp } from '../../src/catalogue/mcp.js';
import { usage } from '../../src/catalogue/usage.js';
import { SUBSCRIPTIONS, cogsCloudEvent, cogsEvent, type CogsEvent } from '../support/oracle/cogs-events.js';
import { ALLOCATIONS } from '../support/oracle/cogs-margins.js';
import { COGS_SHAPES, type CogsQuestion } from '../support/oracle/cogs-shapes.js';
import { addedUp, type WholeAnswer } from '../support/oracle/cogs-whole.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { NOW, SEED, assertProperty, draw, runsOr, seldom } from '../support/oracle/oracle-run.js';
import { runParts } from '../support/oracle/rollup-states.js';
import { CUSTOMERS, PRODUCTS } from '../support/oracle/usage-events.js';
import { resolve, windowInput, windows, type AskedWindow } from '../support/oracle/usage-window.js';
import { compareKeys } from '../support/oracle/usage-oracle.js';

/** Cases; they are dealt out to the states that rollups can be in. */
const RUNS = runsOr(175);

let bench: OracleBench;
let key: string;
const events: CogsEvent[] = [];

/** Sends new events, late ones among them, and some of all again. */
async function send(count: number, name: string, seed: number): Promise<void> {
  const fresh = draw(cogsEvent(bench.now), count, seed).map((event, i) => ({ ...event, id: `${name} ${i}` }));
  const again = [...events.slice(-5), ...fresh.slice(0, 5)];
  expect(await bench.send([...fresh, ...again].map(cogsCloudEvent))).toEqual({
    ACCEPTED: count,
    DUPLICATE: again.length,
  });
  events.push(...fresh);
}

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  const known = [
    ...CUSTOMERS.map((id) => ({ type: 'customer.upserted', id })),
    ...PRODUCTS.map((id) => ({ type: 'product.upserted', id })),
  ];
  await bench.send(
    known.map(({ type, id }) => ({ type, id: `${type} ${id}`, source: 'oracle', data: { id, name: id } })),
  );
  for (let batch = 0; batch < 3; batch++) await send(200, `history ${batch}`, SEED + batch);
  // What others have must not matter.
  await bench.send(events.slice(0, 100).map(cogsCloudEvent), 'other');
  key = await bench.key();
}, 300_000);
afterAll(() => bench.stop());

const ids = (known: readonly string[]): fc.Arbitrary<string[] | null> =>
  seldom(fc.uniqueArray(fc.constantFrom(...known, 'nobody', ''), { maxLength: 4 }));

const question: fc.Arbitrary<CogsQuestion> = fc.record({
  first: fc.integer({ min: 1, max: 8 }),
  allocation: fc.constantFrom(...ALLOCATIONS),
  filter: fc.record({
    categories: seldom(fc.uniqueArray(fc.constantFrom('INFRASTRUCTURE', 'AI_MODEL', 'SUPPORT'))),
    providers: ids(['anthropic', 'openai', 'aws']),
    models: ids(['claude-sonnet-4-5', 'gpt-5', 'sonar']),
    customerIds: ids(CUSTOMERS),
    productIds: ids(PRODUCTS),
    subscriptionIds: ids(SUBSCRIPTIONS),
  }),
  customers: fc.uniqueArray(fc.constantFrom(...CUSTOMERS), { minLength: 1, maxLength: 5 }),
  product: fc.constantFrom(...PRODUCTS),
});

interface Case {
  readonly shape: string;
  readonly window: AskedWindow;
  readonly question: CogsQuestion;
}

const cases = (now: number): fc.Arbitrary<Case> =>
  fc.record({
    shape: fc.constantFrom(...COGS_SHAPES.map(({ name }) => name)),
    window: windows(now),
    question,
  });

async function check({ shape: name, window, question: asked }: Case): Promise<void> {
  const shape = COGS_SHAPES.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no shape ${name}`);
  const answer = await bench.ask(key, shape.query, { window: windowInput(window), ...asked });
  // The order of a directory is that of the database's collation.
  const listed = (answer.data as { customers?: { nodes: { id: string }[] } } | null)?.customers?.nodes;
  listed?.sort((a, b) => compareKeys(a.id, b.id));
  const about = { events, window: resolve(window, bench.now), now: bench.now, question: asked };
  expect(answer).toEqual({ data: shape.expected(about) });
  const { cogs } = answer.data as { cogs?: WholeAnswer | { byCustomer: undefined } };
  if (cogs?.byCustomer === undefined) return;
  const { sums, wholes } = addedUp(cogs, about);
  expect(sums).toEqual(wholes);
}

describe('costs and margins equal a recomputation from the raw events', () => {
  test.each(runParts(RUNS, 1))(
    'part $part: $name',
    async ({ part, enter, runs }) => {
      bench.now += part * 300_000;
      await send(40, `part ${part}`, SEED + 100 + part);
      const ends = await Promise.all([cost, usage, mcp].map((dataset) => enter(bench, dataset)));
      try {
        await assertProperty(cases(bench.now), check, { runs, part, all: RUNS });
      } finally {
        for (const end of ends) await end();
      }
    },
    300_000,
  );
});
