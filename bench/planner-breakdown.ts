import type pg from 'pg';
import type { Database } from '../src/db/database.js';
import { readInScope, type Statement } from '../src/db/tenant-scope.js';
import { createLoaders } from '../src/loaders/loaders.js';
import { plan } from '../src/planner/plan.js';
import { gateway, PresentReads, RecordedReads, RETENTION_DAYS, rollupOf } from './planner-contestants.js';
import type { PlannerQuery } from './planner-queries.js';
import { median, type Figure } from './report.js';

const ROUNDS = 40;
const SLOW_ROUNDS = 7;
const QUICK_MS = 100;

/** A part of an operation: does it once and tells how long it took, in milliseconds. */
interface Part {
  readonly name: string;
  readonly measure: () => Promise<number>;
}

/** Where the time of one query goes: parts of it, one by one in rounds that take turns, medians in milliseconds. */
export async function breakdown(db: Database, query: PlannerQuery, tenantId: string): Promise<Figure[]> {
  const scope = { tenantId, customerId: null };
  const recorded = await record(db, query, tenantId);
  const [dirty, ...answers] = recorded.reads.map(({ statement }) => statement);
  if (dirty === undefined) throw new Error(`${query.name}: nothing was read`);
  const known = new Map(recorded.reads.map(({ statement, rows }) => [keyOf(statement), rows]));
  const present = new PresentReads(db.read, (statement) => known.get(keyOf(statement)) ?? []);
  const scoped = (statement: Statement) => readInScope<pg.QueryResultRow>(db.read, scope, statement);
  const owned = async ({ text, values }: Statement) =>
    (await db.write.query<pg.QueryResultRow>(text, [...values])).rows;
  const parts: Part[] = [
    { name: 'own work, rows at hand', measure: () => time(() => gateway(present, query, tenantId)) },
    {
      name: '… of that planning',
      measure: () => time(() => recorded.queries.map((queries) => plan(queries, scope, []))),
    },
    ...statementParts('what is dirty, in the scope', dirty, scoped),
    ...answers.flatMap((answer, place) =>
      statementParts(`statement ${place + 1}, in the scope`, answer, scoped),
    ),
    ...statementParts('by hand', query.hand(rollupOf(query), tenantId), owned),
  ];
  const started = performance.now();
  for (const { measure } of parts) await measure();
  const rounds = performance.now() - started > QUICK_MS ? SLOW_ROUNDS : ROUNDS;
  const taken = parts.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [place, { measure }] of parts.entries()) taken[place]?.push(await measure());
  }
  return parts.map(({ name }, place) => ({
    name: `${query.name}: ${name}`,
    value: median(taken[place] ?? []),
    unit: 'ms',
  }));
}

/** A statement as it is run, and what the server says of planning and executing it, without a clock at every node. */
function statementParts(
  name: string,
  statement: Statement,
  run: (statement: Statement) => Promise<readonly pg.QueryResultRow[]>,
): Part[] {
  const text = `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${statement.text}`;
  const server = (phase: 'Planning Time' | 'Execution Time') => async (): Promise<number> => {
    const [row] = await run({ ...statement, text, asArrays: false });
    const [times] = (row?.['QUERY PLAN'] ?? []) as readonly Readonly<Record<string, number>>[];
    return times?.[phase] ?? NaN;
  };
  return [
    { name, measure: () => time(() => run(statement)) },
    { name: '… of that planned by the server', measure: server('Planning Time') },
    { name: '… of that executed by the server', measure: server('Execution Time') },
  ];
}

/** What the tenant's scope costs: a transaction with its role and settings around the least statement there is. */
export async function scopeCost(db: Database): Promise<Figure[]> {
  const statement = { text: 'SELECT 1', values: [] };
  const scoped: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < 200; round++) {
    const started = performance.now();
    await readInScope(db.read, { tenantId: 'wide', customerId: null }, statement);
    const between = performance.now();
    await db.write.query(statement.text);
    scoped.push(between - started);
    plain.push(performance.now() - between);
  }
  return [
    { name: 'SELECT 1 in the scope', value: median(scoped), unit: 'ms' },
    { name: 'SELECT 1, plain', value: median(plain), unit: 'ms' },
  ];
}

/** Prints how the server runs a query's statements, the gateway's and the one by hand. */
export async function printPlans(db: Database, query: PlannerQuery, tenantId: string): Promise<void> {
  const scope = { tenantId, customerId: null };
  const { reads } = await record(db, query, tenantId);
  const shown = (name: string, { text }: Statement, rows: readonly Record<string, unknown>[]): void =>
    void process.stdout.write(
      `\n### ${query.name}, ${name}\n\n${text}\n\n${rows.map((row) => String(row['QUERY PLAN'])).join('\n')}\n`,
    );
  const explain = 'EXPLAIN (ANALYZE, BUFFERS) ';
  for (const [place, { statement }] of reads.entries()) {
    const rows = await readInScope(db.read, scope, { ...statement, text: explain + statement.text });
    shown(`gateway, statement ${place + 1}`, statement, rows);
  }
  const hand = query.hand(rollupOf(query), tenantId);
  const { rows } = await db.write.query(explain + hand.text, [...hand.values]);
  shown('by hand', hand, rows as Record<string, unknown>[]);
}

async function record(db: Database, query: PlannerQuery, tenantId: string) {
  const reads = new RecordedReads(db.read);
  const loaders = createLoaders(reads, Date.now(), RETENTION_DAYS);
  await query.gateway(loaders, tenantId);
  const queries = loaders.analytics.plans.map(({ plan: { parts } }) => parts.map((part) => part.query));
  return { reads: reads.made, queries };
}

async function time(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const keyOf = ({ text, values }: Statement): string => JSON.stringify([text, values]);
