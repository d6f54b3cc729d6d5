import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { usage } from '../../src/catalogue/usage.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { CUSTOMERS, PRODUCTS, UNITS, cloudEvent, eventArbitrary } from '../support/oracle/usage-events.js';
import { NOW, SEED, assertProperty, draw, runsOr, seldom } from '../support/oracle/oracle-run.js';
import { runParts } from '../support/oracle/rollup-states.js';
import { compareKeys, type OracleEvent } from '../support/oracle/usage-oracle.js';
import { USAGE_SHAPES, type OracleQuestion } from '../support/oracle/usage-shapes.js';
import { resolve, windowInput, windows, type AskedWindow } from '../support/oracle/usage-window.js';

/** Cases; they are dealt out to the states that rollups can be in. */
const RUNS = runsOr(2000);

let bench: OracleBench;
let keys: ReadonlyMap<string | null, string>;
const events: OracleEvent[] = [];

/** Sends new events, some of them twice, older ones again, and others under identities that are taken. */
async function send(count: number, name: string, seed: number): Promise<void> {
  const fresh = draw(eventArbitrary(bench.now), count, seed).map((event, i) => ({
    id: `${name} ${i}`,
    ...event,
  }));
  const again = events.slice(-5);
  const conflicting = events.slice(0, 3).map((event) => ({ ...event, quantity: '123456789.987654321' }));
  const batch = [...again, ...fresh, ...fresh.slice(0, 5), ...conflicting].map(cloudEvent);
  expect(await bench.send(batch)).toEqual({
    ACCEPTED: count,
    ...(events.length === 0 ? { DUPLICATE: 5 } : { DUPLICATE: 10, CONFLICT: 3 }),
  });
  events.push(...fresh);
}

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  for (let batch = 0; batch < 4; batch++) await send(350, `history ${batch}`, SEED + batch);
  // What others have must not matter.
  const [other] = events;
  if (other !== undefined) await bench.send([cloudEvent({ ...other, quantity: '5' })], 'other');
  const readers = [null, ...CUSTOMERS];
  const made = await Promise.all(readers.map((customer) => bench.key(customer ?? undefined)));
  keys = new Map(readers.map((customer, i) => [customer, made[i] ?? '']));
}, 300_000);
afterAll(() => bench.stop());

const ids = (known: readonly string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...known, 'nobody', ''), { maxLength: 3 });

const question: fc.Arbitrary<OracleQuestion> = fc.record({
  first: fc.integer({ min: 1, max: 8 }),
  inner: fc.integer({ min: 1, max: 8 }),
  filter: fc.record({
    customerIds: seldom(ids(CUSTOMERS)),
    billableUnitIds: seldom(ids(UNITS)),
    productIds: seldom(ids(PRODUCTS)),
  }),
  customers: fc.uniqueArray(fc.constantFrom(...CUSTOMERS, 'nobody'), { minLength: 1, maxLength: 4 }),
  product: fc.constantFrom(...PRODUCTS),
});

interface Case {
  readonly shape: string;
  readonly window: AskedWindow;
  readonly question: OracleQuestion;
  /** The customer that the credentials are narrowed to. */
  readonly narrowed: string | null;
}

const cases = (now: number): fc.Arbitrary<Case> =>
  fc.record({
    shape: fc.oneof(...USAGE_SHAPES.map(({ name, weight }) => ({ weight, arbitrary: fc.constant(name) }))),
    window: windows(now),
    question,
    narrowed: seldom(fc.constantFrom(...CUSTOMERS)),
  });

async function check({ shape: name, window, question: asked, narrowed }: Case): Promise<void> {
  const shape = USAGE_SHAPES.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no shape ${name}`);
  const key = keys.get(narrowed) ?? '';
  const { filter, ...rest } = asked;
  const answer = await bench.ask(key, shape.query, { window: windowInput(window), filter, ...rest });
  // The order of a directory is that of the database's collation.
  const listed = (answer.data as { customers?: { nodes: { id: string }[] } } | null)?.customers?.nodes;
  listed?.sort((a, b) => compareKeys(a.id, b.id));
  const visible = narrowed === null ? events : events.filter(({ customer }) => customer === narrowed);
  const data = shape.expected(visible, resolve(window, bench.now), bench.now, asked);
  expect(answer).toEqual({ data });
}

describe('usage equals a recomputation from the raw events', () => {
  test.each(runParts(RUNS, 2))(
    'part $part: $name',
    async ({ part, enter, runs }) => {
      bench.now += part * 300_000;
      await send(40, `part ${part}`, SEED + 100 + part);
      const end = await enter(bench, usage);
      try {
        await assertProperty(cases(bench.now), check, { runs, part, all: RUNS });
      } finally {
        await end();
      }
    },
    600_000,
  );
});
