import type { Database } from '../src/db/database.js';
import { SharedReads } from '../src/loaders/shared-reads.js';
import { openBenchDatabase } from './database.js';
import { breakdown, printPlans, scopeCost } from './planner-breakdown.js';
import { byHand, byHandInScope, gateway, RAW, rollupOf } from './planner-contestants.js';
import { countRows, fill } from './planner-fill.js';
import { canonical, QUERIES, type AnswerRow, type PlannerQuery } from './planner-queries.js';
import { median, report, type Figure } from './report.js';

const MOST_ABOVE_HAND = 1.1;
const MOST_ABOVE_FEWER = 1.2;
/** Rounds of what takes at most `QUICK_MS`; what takes longer is in every sixth of them. */
const ROUNDS = 100;
const EMBEDDED_ROUNDS = 30;
const QUICK_MS = 100;
const SLOW_EVERY = 6;
const WARM_TURNS = 200;
const WARM_MS = 1_500;
/** The raw hypertable, which no bar is about, takes part while it has not taken more than this. */
const RAW_MS = 10_000;

interface Contestant {
  readonly tenantId: string;
  readonly kind: 'gateway' | 'hand' | 'scoped' | 'raw';
  readonly run: () => Promise<readonly AnswerRow[]>;
  readonly taken: number[];
}

/**
 * Planner and loaders beside SQL written by hand against the best rollup, and beside the raw hypertable, in rounds that
 * take turns: for a tenant that is wide, and for two of which one has five times the events of the other.
 *
 * `--customers`, `--events` (of the smaller one) and `--one-in` (on how many days a customer of the wide one uses a pair
 * of unit and product) say how much. `--database` names a database that is kept, `--only` takes the queries whose names
 * hold a text, `--rounds` says how many of them there are, `--explain` prints the server's plans.
 */
export async function benchPlanner(options: ReadonlyMap<string, string>): Promise<boolean> {
  const small = process.env['DATABASE_URL'] === undefined;
  const filling = {
    customers: Number(options.get('customers') ?? (small ? 50 : 1_000)),
    events: Number(options.get('events') ?? (small ? 50_000 : 1_000_000)),
    oneIn: Number(options.get('one-in') ?? (small ? 8 : 4)),
  };
  const rounds = Number(options.get('rounds') ?? (small ? EMBEDDED_ROUNDS : ROUNDS));
  const bench = await openBenchDatabase(options.get('database'));
  const { db, filled } = bench;
  try {
    if (!filled) await fill(db, filling);
    const figures: Figure[] = [];
    for (const [relation, counts] of await countRows(db)) {
      for (const [tenantId, many] of counts) {
        figures.push({ name: `rows of ${relation}, ${tenantId}`, value: many, unit: '' });
      }
    }
    const parts: Figure[] = [];
    for (const query of QUERIES.filter(({ name }) => name.includes(options.get('only') ?? ''))) {
      const started = performance.now();
      figures.push(...(await compare(db, query, rounds)));
      parts.push(...(await breakdown(db, query, 'wide')));
      process.stdout.write(
        `${query.name}: measured in ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
      );
      if (options.has('explain')) await printPlans(db, query, 'wide');
    }
    report('planner: where the time goes, tenant wide', [...(await scopeCost(db)), ...parts]);
    const kept = filled
      ? `${options.get('database') ?? ''}, filled before`
      : `wide: one day in ${filling.oneIn}`;
    return report(`planner (${db.kind} database, ${kept}, ${rounds} rounds)`, figures);
  } finally {
    await bench.close();
  }
}

async function compare(db: Database, query: PlannerQuery, rounds: number): Promise<Figure[]> {
  const reads = new SharedReads(db.read);
  const contestants = ['wide', 'one', 'five'].flatMap((tenantId): Contestant[] => [
    { tenantId, kind: 'gateway', run: () => gateway(reads, query, tenantId), taken: [] },
    { tenantId, kind: 'hand', run: () => byHand(db, query, rollupOf(query), tenantId), taken: [] },
    { tenantId, kind: 'scoped', run: () => byHandInScope(db, query, tenantId), taken: [] },
    // Nothing raw stands behind the wide one.
    ...(tenantId === 'wide'
      ? []
      : [{ tenantId, kind: 'raw' as const, run: () => byHand(db, query, RAW, tenantId), taken: [] }]),
  ]);
  await verify(query, contestants);
  const slow = new Set<Contestant>();
  for (const contestant of contestants) {
    if (contestant.kind === 'raw' || (await time(contestant.run)) > QUICK_MS) slow.add(contestant);
    else await warmUp(contestant);
  }
  for (let round = 0; round < rounds; round++) {
    // Who goes first takes turns as well.
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const { kind, taken } = contestant;
      if (slow.has(contestant) && round % SLOW_EVERY !== 0) continue;
      if (kind === 'raw' && taken.reduce((sum, ms) => sum + ms, 0) > RAW_MS) continue;
      taken.push(await time(contestant.run));
    }
  }
  return [...contestants.flatMap((contestant) => times(query, contestant)), ...ratios(query, contestants)];
}

/** A node that has run for a while has its code compiled: without this the first rounds measure the compiler. */
async function warmUp({ run }: Contestant): Promise<void> {
  const started = performance.now();
  for (let turn = 0; turn < WARM_TURNS && performance.now() - started < WARM_MS; turn++) await run();
}

/** All who answer for a tenant must say the same. */
async function verify(query: PlannerQuery, contestants: readonly Contestant[]): Promise<void> {
  const answers = new Map<string, string>();
  for (const { tenantId, kind, run } of contestants) {
    const answer = canonical(await run());
    const first = answers.get(tenantId) ?? answer;
    answers.set(tenantId, first);
    if (answer !== first || answer === '[]') {
      throw new Error(
        `${query.name}, ${tenantId}: the ${kind} answer differs:\n${first.slice(0, 2000)}\n${answer.slice(0, 2000)}`,
      );
    }
  }
}

const TITLES = {
  gateway: 'planner and loaders',
  hand: 'by hand',
  scoped: 'by hand in the scope',
  raw: 'raw hypertable',
} as const;

function times({ name }: PlannerQuery, { tenantId, kind, taken }: Contestant): Figure[] {
  const title = `${name}, ${tenantId}: ${TITLES[kind]}`;
  return [
    { name: `${title}, p50`, value: median(taken), unit: 'ms' },
    { name: `${title}, p99`, value: percentile(taken, 0.99), unit: 'ms' },
  ];
}

function ratios({ name }: PlannerQuery, contestants: readonly Contestant[]): Figure[] {
  const p50 = (tenantId: string, kind: Contestant['kind']): number =>
    median(contestants.find((one) => one.tenantId === tenantId && one.kind === kind)?.taken ?? []);
  return [
    ...['wide', 'one', 'five'].flatMap((tenantId) => [
      {
        name: `${name}, ${tenantId}: planner and loaders / by hand`,
        value: p50(tenantId, 'gateway') / p50(tenantId, 'hand'),
        unit: 'times',
        bar: { most: MOST_ABOVE_HAND },
      },
      {
        name: `${name}, ${tenantId}: planner and loaders / by hand in the scope`,
        value: p50(tenantId, 'gateway') / p50(tenantId, 'scoped'),
        unit: 'times',
      },
    ]),
    {
      name: `${name}: five / one`,
      value: p50('five', 'gateway') / p50('one', 'gateway'),
      unit: 'times',
      bar: { most: MOST_ABOVE_FEWER },
    },
    ...['one', 'five'].map((tenantId) => ({
      name: `${name}, ${tenantId}: raw hypertable / planner and loaders`,
      value: p50(tenantId, 'raw') / p50(tenantId, 'gateway'),
      unit: 'times',
    })),
  ];
}

/** The least value that at least this share of them does not exceed. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
