import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mcp } from '../../src/catalogue/mcp.js';
import { usage } from '../../src/catalogue/usage.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { NOW, SEED, assertProperty, draw, runsOr, seldom } from '../support/oracle/oracle-run.js';
import {
  earningEvent,
  earnings,
  productEvents,
  type OracleEarning,
} from '../support/oracle/revenue-events.js';
import { invoiceEvent, invoiceHistory, type OracleInvoiceEvent } from '../support/oracle/revenue-invoices.js';
import { viewOf, type RevenueQuestion } from '../support/oracle/revenue-oracle.js';
import { REVENUE_SHAPES, isFiltered } from '../support/oracle/revenue-shapes.js';
import { runParts } from '../support/oracle/rollup-states.js';
import { CUSTOMERS, PRODUCTS, UNITS } from '../support/oracle/usage-events.js';
import { resolve, windowInput, windows, type AskedWindow } from '../support/oracle/usage-window.js';

/** Cases; they are dealt out to the states that rollups can be in. */
const RUNS = runsOr(175);

let bench: OracleBench;
let keys: ReadonlyMap<string | null, string>;
const sent: { earnings: OracleEarning[]; invoices: OracleInvoiceEvent[] } = { earnings: [], invoices: [] };

/** Sends new events and histories of invoices, and older ones again. */
async function send(count: number, name: string, seed: number): Promise<void> {
  const fresh = draw(earnings(bench.now), count, seed).map((one, i) => ({ id: `${name} ${i}`, ...one }));
  const histories = draw(invoiceHistory(bench.now), Math.ceil(count / 5), seed).flat();
  const billed = histories.map((one, i) => ({ id: `${name} invoice ${i}`, ...one }));
  const again = [...sent.earnings.slice(-5).map(earningEvent), ...sent.invoices.slice(-5).map(invoiceEvent)];
  const verdicts = await bench.send([
    ...again,
    ...fresh.map(earningEvent),
    ...billed.map(invoiceEvent),
    ...billed.slice(0, 5).map(invoiceEvent),
  ]);
  expect(verdicts).toEqual({
    ACCEPTED: fresh.length + billed.length,
    DUPLICATE: again.length + Math.min(5, billed.length),
  });
  sent.earnings.push(...fresh);
  sent.invoices.push(...billed);
}

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  await bench.send(productEvents());
  for (let batch = 0; batch < 3; batch++) await send(300, `history ${batch}`, SEED + batch);
  // What others have must not matter.
  const foreign = [
    ...sent.earnings.slice(0, 50).map(earningEvent),
    ...sent.invoices.slice(0, 50).map(invoiceEvent),
  ];
  await bench.send(foreign, 'other');
  const readers = [null, ...CUSTOMERS];
  const made = await Promise.all(readers.map((customer) => bench.key(customer ?? undefined)));
  keys = new Map(readers.map((customer, i) => [customer, made[i] ?? '']));
}, 300_000);
afterAll(() => bench.stop());

const ids = (known: readonly string[]): fc.Arbitrary<string[] | null> =>
  seldom(fc.uniqueArray(fc.constantFrom(...known, 'nobody', ''), { maxLength: 3 }));

const question: fc.Arbitrary<RevenueQuestion> = fc.record({
  first: fc.integer({ min: 1, max: 8 }),
  filter: fc.record({ customerIds: ids(CUSTOMERS), billableUnitIds: ids(UNITS), productIds: ids(PRODUCTS) }),
  customers: fc.uniqueArray(fc.constantFrom(...CUSTOMERS, 'nobody'), { minLength: 1, maxLength: 4 }),
  product: fc.constantFrom(...PRODUCTS),
});

interface Case {
  readonly shape: string;
  readonly window: AskedWindow;
  readonly question: RevenueQuestion;
  /** The customer that the credentials are narrowed to. */
  readonly narrowed: string | null;
}

const cases = (now: number): fc.Arbitrary<Case> =>
  fc.record({
    shape: fc.constantFrom(...REVENUE_SHAPES.map(({ name }) => name)),
    window: windows(now),
    question,
    narrowed: seldom(fc.constantFrom(...CUSTOMERS)),
  });

const NO_FILTER = { customerIds: null, billableUnitIds: null, productIds: null };

async function check({ shape: name, window, question: asked, narrowed }: Case): Promise<void> {
  const shape = REVENUE_SHAPES.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no shape ${name}`);
  const isVisible = ({ customer }: { customer: string | null }): boolean =>
    narrowed === null || customer === narrowed;
  const visible = {
    earnings: sent.earnings.filter(isVisible),
    invoices: sent.invoices.filter(isVisible),
  };
  const filter = isFiltered(shape) ? asked.filter : NO_FILTER;
  const view = viewOf(visible, resolve(window, bench.now), bench.now, filter);
  const answer = await bench.ask(keys.get(narrowed) ?? '', shape.query, {
    ...asked,
    ...{ window: windowInput(window), filter },
  });
  expect(answer).toEqual({ data: shape.expected(view, asked) });
}

describe('revenue, invoices and products equal a recomputation from the raw events', () => {
  test.each(runParts(RUNS, 2))(
    'part $part: $name',
    async ({ part, enter, runs }) => {
      bench.now += part * 300_000;
      await send(25, `part ${part}`, SEED + 100 + part);
      const ends = [await enter(bench, usage), await enter(bench, mcp)];
      try {
        await assertProperty(cases(bench.now), check, { runs, part, all: RUNS });
      } finally {
        await Promise.all(ends.map((end) => end()));
      }
    },
    300_000,
  );
});
