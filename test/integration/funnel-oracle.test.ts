import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { storefront } from '../../src/catalogue/storefront.js';
import {
  cases,
  expected,
  queryOf,
  variablesOf,
  type FunnelCase,
  type FunnelExpectation,
} from '../support/oracle/funnel-cases.js';
import { stepEvent, ways, type OracleStep } from '../support/oracle/funnel-events.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { SEED, assertProperty, draw, runsOr } from '../support/oracle/oracle-run.js';
import { runParts } from '../support/oracle/rollup-states.js';
import { CUSTOMERS } from '../support/oracle/usage-events.js';

/** Cases; they are dealt out to the states that rollups can be in. */
const RUNS = runsOr(1000);
/** Cases of one request at most. */
const TOGETHER = 8;
/** Days after clocks changed, on the last of a month of 31. */
const NOW = Number(process.env['ORACLE_NOW'] ?? Date.parse('2026-03-31T13:37:11.123Z'));

let bench: OracleBench;
let keys: ReadonlyMap<string | null, string>;
const steps: OracleStep[] = [];
/** What answers had in them: a run that saw none of a kind would prove nothing of it. */
const seen = new Map<string, number>();

/** Sends new ways, some of their events twice, older ones again, and others under identities that are taken. */
async function send(count: number, name: string, seed: number): Promise<void> {
  const drawn = draw(ways(bench.now), count, seed).flat();
  const fresh = drawn.map((step, i) => ({ ...step, id: `${name} ${i}` }));
  const again = [...steps.slice(-5), ...fresh.slice(0, 5)];
  const conflicting = steps.slice(0, 3).map((step) => ({ ...step, visitor: 'another' }));
  const verdicts = await bench.send([...fresh, ...again, ...conflicting].map(stepEvent));
  expect(verdicts).toEqual({
    ACCEPTED: fresh.length,
    DUPLICATE: again.length,
    ...(conflicting.length === 0 ? {} : { CONFLICT: 3 }),
  });
  steps.push(...fresh);
}

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  for (let batch = 0; batch < 3; batch++) await send(100, `history ${batch}`, SEED + batch);
  // What others have must not matter.
  await bench.send(steps.slice(0, 50).map(stepEvent), 'other');
  const readers = [null, ...CUSTOMERS];
  const made = await Promise.all(readers.map((customer) => bench.key(customer ?? undefined)));
  keys = new Map(readers.map((customer, i) => [customer, made[i] ?? '']));
}, 300_000);
afterAll(() => bench.stop());

function note(asked: FunnelCase, { steps: rows, trend, breakdown, biggestDropOff }: FunnelExpectation): void {
  const order = asked.input.order ?? 'ORDERED';
  const isDeep = rows.slice(2).some((row) => 'visitors' in row && Number(row.visitors) > 0);
  const kinds = {
    [`${order} to the third step`]: isDeep,
    'time left': rows.some((row) => 'maturing' in row && Number(row.maturing) > 0),
    'others of a breakdown': breakdown.some((row) => 'others' in row && row.others === true),
    'a biggest drop': biggestDropOff !== null,
    'a comparison': asked.window.compareTo !== null && isDeep,
    'a narrowed key': asked.narrowed !== null && isDeep,
  };
  const statuses = new Set(trend.map((point) => ('status' in point ? String(point.status) : '')));
  const found = Object.entries(kinds).flatMap(([kind, is]) => (is ? [kind] : []));
  for (const kind of [...found, ...statuses]) seen.set(kind, (seen.get(kind) ?? 0) + 1);
}

async function check(together: readonly FunnelCase[]): Promise<void> {
  const [one] = together;
  // One request has one key.
  const asked = together.map((each) => ({ ...each, narrowed: one?.narrowed ?? null }));
  const { data, ...rest } = await bench.ask(
    keys.get(one?.narrowed ?? null) ?? '',
    queryOf(asked.length),
    variablesOf(asked),
  );
  expect(rest).toEqual({});
  const answers = data as Record<string, { meta: { sources: readonly string[] } }>;
  for (const [place, each] of asked.entries()) {
    const { meta, ...figures } = answers[`f${place}`] ?? {};
    const { sources = [], ...told } = meta ?? {};
    const wanted = expected(each, steps, bench.now);
    note(each, wanted);
    expect({ asked: each, ...figures, meta: told }).toEqual({ asked: each, ...wanted });
    expect(sources.filter((source) => !source.startsWith('storefront_'))).toEqual([]);
    expect(sources).not.toHaveLength(0);
  }
}

describe('funnels equal a recomputation from the raw events', () => {
  test.each(runParts(RUNS, 2))(
    'part $part: $name',
    async ({ part, enter, runs }) => {
      bench.now += part * 300_000;
      await send(10, `part ${part}`, SEED + 100 + part);
      const end = await enter(bench, storefront);
      const size = Math.min(runs, TOGETHER);
      const together = fc.array(cases(bench.now), { minLength: size, maxLength: size });
      try {
        const requests = Math.ceil(runs / size);
        await assertProperty(together, check, { runs: requests, part, all: RUNS, now: NOW, shrinks: false });
      } finally {
        await end();
      }
    },
    300_000,
  );

  test('every kind of answer was among them', () => {
    if (RUNS < 1000) return;
    const kinds = ['ORDERED', 'STRICT', 'UNORDERED'].map((order) => `${order} to the third step`);
    const more = ['time left', 'others of a breakdown', 'a biggest drop', 'a comparison', 'a narrowed key'];
    const missing = [...kinds, ...more, 'OK', 'ZERO', 'MISSING', 'INCOMPLETE'].filter(
      (kind) => (seen.get(kind) ?? 0) < 5,
    );
    expect(missing).toEqual([]);
  });
});
