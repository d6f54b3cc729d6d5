import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { datasets } from '../../src/catalogue/catalogue.js';
import { AnalyticsReader } from '../../src/loaders/analytics-reader.js';
import { FACTS, factEvent, type Fact } from '../support/oracle/merge-facts.js';
import { MEASURES, fault } from '../support/oracle/merge-measures.js';
import { groupsOf, placeOf, queries, type AskedQuery } from '../support/oracle/merge-queries.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { NOW, SEED, assertProperty, draw, runsOr, seldom } from '../support/oracle/oracle-run.js';
import { runParts } from '../support/oracle/rollup-states.js';
import { CUSTOMERS } from '../support/oracle/usage-events.js';

/** Cases of each dataset. */
const RUNS = runsOr(175);

let bench: OracleBench;
beforeAll(async () => {
  bench = await openOracleBench(NOW);
});
afterAll(() => bench.stop());

interface Case {
  /** Asked together: one statement. */
  readonly queries: readonly AskedQuery[];
  /** Whom the credentials are narrowed to. */
  readonly customerId: string | null;
}

/** Costs, requests and the datasets that show others' rows are held against oracles of their domains. */
const known = datasets.filter(({ key }) => key in FACTS);

describe.each(known.map((dataset) => [dataset.key, dataset] as const))('%s', (key, dataset) => {
  const facts: Fact[] = [];
  /** The order in which the facts were recorded. */
  const orders = new Map<string, bigint>();

  async function send(count: number, name: string, seed: number): Promise<void> {
    const arbitrary = FACTS[key]?.(bench.now);
    if (arbitrary === undefined) throw new Error(`the oracle knows no facts of ${key}`);
    const fresh = draw(arbitrary, count, seed).map((fact, i) => ({ id: `${key} ${name} ${i}`, ...fact }));
    expect(await bench.send(fresh.map((fact) => factEvent(key, fact)))).toEqual({ ACCEPTED: count });
    facts.push(...fresh);
    const { rows } = await bench.db.write.query<{ event_id: string; seq: string }>(
      `SELECT event_id, seq FROM ${dataset.relation} WHERE event_id = ANY ($1) ORDER BY seq`,
      [fresh.map(({ id }) => id)],
    );
    expect(rows.map(({ event_id: id }) => id)).toEqual(fresh.map(({ id }) => id));
    for (const { event_id: id, seq } of rows) orders.set(id, BigInt(seq));
  }

  async function check({ queries: given, customerId }: Case): Promise<void> {
    const asked = given.map((query) => ({ ...query, dataset }));
    const reader = new AnalyticsReader(bench.reads);
    const scope = { tenantId: 'acme', customerId };
    const visible = customerId === null ? facts : facts.filter(({ customer }) => customer === customerId);
    const answers = await Promise.all(asked.map(async (query) => (await reader.read(scope, query)).rows));
    expect(reader.plans).toHaveLength(1);
    for (const [i, query] of asked.entries()) {
      const groups = groupsOf(query, visible);
      const rows = answers[i] ?? [];
      expect(rows.map((row) => placeOf(query, row)).sort()).toEqual([...groups.keys()].sort());
      const faults = rows.flatMap((row) =>
        query.measures.flatMap((measure) => {
          const members = groups.get(placeOf(query, row)) ?? [];
          const wrong = fault(row[measure], MEASURES[key]?.[measure]?.(members, orders) ?? null);
          return wrong === null ? [] : [`${placeOf(query, row)} ${measure}: ${wrong}`];
        }),
      );
      expect(faults).toEqual([]);
    }
  }

  const cases = (now: number): fc.Arbitrary<Case> =>
    fc.record({
      queries: fc.array(queries(dataset, now), { minLength: 1, maxLength: 3 }),
      customerId: seldom(fc.constantFrom(...CUSTOMERS)),
    });

  test('every measure is recomputed', () => {
    expect(Object.keys(MEASURES[key] ?? {})).toEqual(dataset.measures.map((measure) => measure.key));
  });

  test.each(runParts(RUNS, 2))(
    'part $part: $name',
    async ({ part, enter, runs }) => {
      if (part === 0)
        for (let batch = 0; batch < 3; batch++) await send(350, `history ${batch}`, SEED + batch);
      bench.now += 300_000;
      await send(40, `part ${part}`, SEED + 100 + part);
      const end = await enter(bench, dataset);
      try {
        await assertProperty(cases(bench.now), check, { runs, part, all: RUNS });
      } finally {
        await end();
      }
    },
    300_000,
  );
});
