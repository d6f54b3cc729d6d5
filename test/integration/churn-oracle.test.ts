import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mcp } from '../../src/catalogue/mcp.js';
import { request } from '../../src/catalogue/request.js';
import { usage } from '../../src/catalogue/usage.js';
import { assessChurnRisk, CHURN_LEVELS } from '../../src/insight/churn-risk.js';
import {
  LIVES,
  actEvent,
  bills,
  lives,
  subscriptionEvent,
  subscriptionHistory,
  type OracleAct,
  type OracleSubscriptionEvent,
} from '../support/oracle/churn-events.js';
import { RISK, answered, factsOf, ranking, type Risky } from '../support/oracle/churn-oracle.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { NOW, SEED, assertProperty, draw, runsOr, seldom } from '../support/oracle/oracle-run.js';
import { invoiceEvent, type OracleInvoiceEvent } from '../support/oracle/revenue-invoices.js';
import { runParts } from '../support/oracle/rollup-states.js';
import { compareKeys } from '../support/oracle/usage-oracle.js';

/** Cases; they are dealt out to the states that rollups can be in. */
const RUNS = runsOr(105);
const DAY = 86_400_000;

let bench: OracleBench;
let key: string;
const sent: { acts: OracleAct[]; invoices: OracleInvoiceEvent[]; subscriptions: OracleSubscriptionEvent[] } =
  { acts: [], invoices: [], subscriptions: [] };
const known = new Set<string>();
/** The signals that were answered: a run that saw none of a kind would prove nothing of it. */

async function send(name: string, seed: number, most: number): Promise<void> {
  const all = draw(lives(bench.now), 1, seed).flat();
  const step = Math.max(1, Math.ceil(all.length / most));
  const acts = all.filter((_, i) => i % step === 0);
  const invoices = draw(bills(bench.now), 25, seed)
    .flat()
    .map((event, i) => ({ ...event, id: `${name} invoice ${i}`, invoice: `${name} ${event.invoice}` }));
  const subscriptions = draw(subscriptionHistory(bench.now), 8, seed)
    .flat()
    .map((event) => ({ ...event, subscription: `${name} ${event.subscription}` }));
  const events = [
    ...acts.map((act, i) => actEvent(act, `${name} act ${i}`)),
    ...invoices.map(invoiceEvent),
    ...subscriptions.map((event, i) => subscriptionEvent(event, `${name} subscription ${i}`)),
  ] as Record<string, unknown>[];
  const verdicts = await bench.send(events);
  expect(verdicts).toEqual({ ACCEPTED: events.length });
  sent.acts.push(...acts);
  sent.invoices.push(...invoices);
  sent.subscriptions.push(...subscriptions);
  for (const { customer } of [...acts, ...invoices, ...subscriptions]) known.add(customer);
}

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  await send('history', SEED, Infinity);
  for (const { rollups } of [usage, mcp, request]) {
    for (const { relation } of [...rollups].reverse()) {
      await bench.db.write.query('CALL refresh_continuous_aggregate($1::regclass, NULL, NULL)', [relation]);
    }
  }
  await bench.db.write.query('DELETE FROM dirty_buckets');
  // What others have must not matter.
  await bench.send(sent.invoices.slice(0, 20).map(invoiceEvent), 'other');
  key = await bench.key();
}, 300_000);
afterAll(() => bench.stop());

/** What a case asks: risks as of an instant, or a list as of now. */
type Case =
  | {
      readonly kind: 'risks';
      readonly customers: readonly string[];
      readonly asOf: number;
      readonly isOne: boolean;
    }
  | {
      readonly kind: 'list';
      readonly orderBy: 'CHURN_RISK' | 'ID' | null;
      readonly churnLevels: readonly string[] | null;
      readonly ids: readonly string[] | null;
      readonly page: number;
      readonly byOffset: boolean;
    };

const some = fc.uniqueArray(fc.constantFrom(...LIVES, 'nobody'), { minLength: 1, maxLength: 5 });

function cases(now: number): fc.Arbitrary<Case> {
  const midnight = fc.integer({ min: 0, max: 500 }).map((days) => (Math.floor(now / DAY) - days) * DAY);
  const events = sent.acts.filter(({ time }) => time < now);
  const asOf = fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: now - 60 * DAY, max: now }) },
    { weight: 1, arbitrary: fc.integer({ min: now - 2 * DAY, max: now }) },
    { weight: 2, arbitrary: fc.integer({ min: now - 800 * DAY, max: now }) },
    { weight: 1, arbitrary: midnight },
    { weight: 1, arbitrary: fc.constantFrom(now, 0, 1, DAY) },
    // Just before, at and after an event.
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat(events.length - 1), fc.constantFrom(0, 0, 1, 7 * DAY, 28 * DAY, 35 * DAY))
        .map(([i, after]) => Math.min(now, (events[i]?.time ?? now) + after)),
    },
  );
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('risks' as const),
        customers: some,
        asOf,
        isOne: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('list' as const),
        orderBy: fc.constantFrom('CHURN_RISK' as const, 'CHURN_RISK' as const, 'ID' as const, null),
        churnLevels: fc.option(fc.subarray([...CHURN_LEVELS]), { freq: 1 }),
        ids: seldom(some),
        page: fc.integer({ min: 4, max: 25 }),
        byOffset: fc.boolean(),
      }),
    },
  );
}

async function checkRisks({ customers, asOf, isOne }: Case & { kind: 'risks' }): Promise<void> {
  const listed = customers.filter((id) => known.has(id)).sort(compareKeys);
  const assessed = listed.map((id) => ({ id, risk: assessChurnRisk(factsOf(sent, id, asOf)) }));
  const risks = assessed.map(({ id, risk }) => ({ id, churnRisk: answered(risk) }));
  const at = new Date(asOf).toISOString();
  if (isOne) {
    const [id = 'nobody'] = customers;
    const query = `query ($id: ID!, $at: DateTime) { customer(id: $id) { id churnRisk(asOf: $at) ${RISK} } }`;
    const customer = risks.find((one) => one.id === id) ?? null;
    expect(await bench.ask(key, query, { id, at })).toEqual({ data: { customer } });
    return;
  }
  const query = `query ($ids: [ID!], $at: DateTime) {
    customers(filter: { ids: $ids }, orderBy: ID) { nodes { id churnRisk(asOf: $at) ${RISK} } } }`;
  const answer = await bench.ask(key, query, { ids: customers, at });
  // The order of a directory is that of the database's collation.
  const nodes = (answer.data as { customers?: { nodes: { id: string }[] } } | null)?.customers?.nodes;
  nodes?.sort((a, b) => compareKeys(a.id, b.id));
  expect(answer).toEqual({ data: { customers: { nodes: risks } } });
}

const LIST = `query ($filter: CustomerFilter, $orderBy: CustomerOrder, $first: Int, $after: String, $offset: Int) {
  customers(filter: $filter, orderBy: $orderBy, first: $first, after: $after, offset: $offset) {
    totalCount nodes { id churnRisk ${RISK} } edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`;

interface Page {
  readonly totalCount: number;
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function checkList(
  { orderBy, churnLevels, ids, page, byOffset }: Case & { kind: 'list' },
  ranked: readonly Risky[],
): Promise<void> {
  const expected = ranked
    .filter(({ id }) => ids === null || ids.includes(id))
    .filter(({ risk }) => churnLevels === null || churnLevels.includes(risk.level))
    .map(({ id, risk }) => ({ id, churnRisk: answered(risk) }));
  const nodes: { id: string }[] = [];
  for (let after: string | null = null, isLast = false; !isLast;) {
    const place: object = byOffset ? { offset: nodes.length } : { after };
    const variables = { filter: { ids, churnLevels }, orderBy, first: page, ...place };
    const answer = await bench.ask(key, LIST, variables);
    expect(answer).toEqual({ data: expect.anything() });
    const { totalCount, nodes: more, edges, pageInfo } = (answer.data as { customers: Page }).customers;
    nodes.push(...more);
    expect(totalCount).toBe(expected.length);
    expect(edges.map(({ node }) => node.id)).toEqual(more.map(({ id }) => id));
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    isLast = !pageInfo.hasNextPage;
    expect(isLast).toBe(nodes.length >= expected.length);
    if (!isLast) expect(more).toHaveLength(page);
    after = pageInfo.endCursor;
  }
  if (orderBy !== 'CHURN_RISK') {
    nodes.sort((a, b) => compareKeys(a.id, b.id));
    expected.sort((a, b) => compareKeys(a.id, b.id));
  }
  expect(nodes).toEqual(expected);
}

describe('churn risk equals an assessment of facts from the raw events', () => {
  test.each(runParts(RUNS, 1))(
    'part $part: $name',
    async ({ part, enter, runs }) => {
      bench.now += part * 300_000;
      await send(`part ${part}`, SEED + 100 + part, 40);
      const ends = [];
      for (const dataset of [usage, mcp, request]) ends.push(await enter(bench, dataset));
      // Now is the next full second.
      const ranked = ranking(sent, known, (Math.floor(bench.now / 1000) + 1) * 1000);
      const check = (one: Case): Promise<void> =>
        one.kind === 'risks' ? checkRisks(one) : checkList(one, ranked);
      try {
        await assertProperty(cases(bench.now), check, { runs, part, all: RUNS });
      } finally {
        await Promise.all(ends.map((end) => end()));
      }
    },
    300_000,
  );
});
