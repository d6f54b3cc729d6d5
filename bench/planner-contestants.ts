import type pg from 'pg';
import type { Database } from '../src/db/database.js';
import { readInScope, type Statement, type TenantScope } from '../src/db/tenant-scope.js';
import { createLoaders } from '../src/loaders/loaders.js';
import { SharedReads } from '../src/loaders/shared-reads.js';
import type { AnswerRow, HandRow, HandSource, PlannerQuery } from './planner-queries.js';

/** Days that a node keeps raw facts by default. */
export const RETENTION_DAYS = 400;

export const RAW: HandSource = { relation: 'usage_events', time: 'time', events: 'count(*)' };

/** The rollup that is best for a query. */
export const rollupOf = ({ rollup }: PlannerQuery): HandSource => ({
  relation: rollup,
  time: 'bucket',
  events: 'sum(events)',
});

/** Planner and loaders, as an operation uses them: a set of their own. */
export function gateway(
  reads: SharedReads,
  query: PlannerQuery,
  tenantId: string,
): Promise<readonly AnswerRow[]> {
  return query.gateway(createLoaders(reads, Date.now(), RETENTION_DAYS), tenantId);
}

/** SQL by hand, as the owner: no view, no role and no transaction around it. */
export async function byHand(
  { write }: Database,
  query: PlannerQuery,
  source: HandSource,
  tenantId: string,
): Promise<readonly AnswerRow[]> {
  const { text, values } = query.hand(source, tenantId);
  return query.parse((await write.query<HandRow>(text, [...values])).rows);
}

/** The same SQL as a gateway has to run it: from the tenant's views, as the reader, in a transaction. */
export async function byHandInScope(
  { read }: Database,
  query: PlannerQuery,
  tenantId: string,
): Promise<readonly AnswerRow[]> {
  const source = rollupOf(query);
  const statement = query.hand({ ...source, relation: `tenant.${source.relation}` }, tenantId);
  return query.parse(await readInScope<HandRow>(read, { tenantId, customerId: null }, statement));
}

/** A read that an operation made. */
export interface Read {
  readonly statement: Statement;
  readonly rows: readonly pg.QueryResultRow[];
}

/** Reads that are remembered, to be looked at one by one. */
export class RecordedReads extends SharedReads {
  readonly made: Read[] = [];

  override async readAll<Row extends pg.QueryResultRow>(
    scope: TenantScope,
    statements: readonly Statement[],
  ): Promise<readonly (readonly Row[])[]> {
    const answers = await super.readAll<Row>(scope, statements);
    this.made.push(...statements.map((statement, place) => ({ statement, rows: answers[place] ?? [] })));
    return answers;
  }
}

/** Reads whose rows are at hand: what is left of an operation is the gateway's own work. */
export class PresentReads extends SharedReads {
  constructor(
    pool: pg.Pool,
    private readonly rows: (statement: Statement) => readonly pg.QueryResultRow[],
  ) {
    super(pool);
  }

  override async readAll<Row extends pg.QueryResultRow>(
    _: TenantScope,
    statements: readonly Statement[],
  ): Promise<readonly (readonly Row[])[]> {
    return statements.map((statement) => this.rows(statement) as readonly Row[]);
  }
}
