import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import type { Dataset } from '../catalogue/dataset.js';
import { readInScope, type TenantScope } from '../db/tenant-scope.js';
import { plan } from '../planner/plan.js';
import type { AnalyticsQuery } from '../planner/query.js';
import type { InstantRange } from '../planner/ranges.js';

/** A row of an answer: `slot` if buckets were asked for, dimensions and measures under their keys, all as text. */
export type AnalyticsRow = Record<string, string | null> & { readonly slot?: never };

/** How fresh a dataset's rollups are for a tenant, as one operation sees it. */
export interface Freshness {
  /** Where rollups may lack rows: read from the raw rows instead. Ascending, disjoint. */
  readonly dirty: readonly InstantRange[];
  /** How far the database that is read lags behind its primary, in seconds; 0 on the primary. */
  readonly lagSeconds: number;
}

const DIRTY = `
  SELECT (extract(epoch FROM lower(r)) * 1000)::float8 AS "from", (extract(epoch FROM upper(r)) * 1000)::float8 AS "to", lag
  FROM (SELECT range_agg(tstzrange(bucket, bucket + interval '15 minutes')) AS ranges
        FROM tenant.dirty_buckets WHERE dataset = $1 AND tenant_id = $2) AS dirty
  CROSS JOIN (SELECT CASE WHEN pg_is_in_recovery()
                          THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 ELSE 0 END AS lag) AS replica
  LEFT JOIN LATERAL unnest(dirty.ranges) AS r ON true`;

/** Runs analytics queries for one operation; equal ones run once. */
export class AnalyticsReader {
  private readonly freshness = new Map<string, Promise<Freshness>>();
  private readonly answers = new Map<string, Promise<AnalyticsRow[]>>();
  private readonly plans: { scope: TenantScope; query: AnalyticsQuery; sources: readonly string[] }[] = [];

  constructor(private readonly pool: pg.Pool) {}

  /** Which of a dataset's buckets are dirty for a tenant; read once an operation. */
  fresh(scope: TenantScope, dataset: Dataset): Promise<Freshness> {
    return once(this.freshness, `${dataset.key}\0${scope.tenantId}`, async () => {
      const rows = await readInScope<{ from: number | null; to: number | null; lag: number | null }>(
        this.pool,
        scope,
        {
          text: DIRTY,
          values: [dataset.key, scope.tenantId],
        },
      );
      return {
        dirty: rows.flatMap(({ from, to }) => (from === null || to === null ? [] : [{ from, to }])),
        lagSeconds: Math.max(0, Math.ceil(rows[0]?.lag ?? 0)),
      };
    });
  }

  /** The rows of a query. */
  read(scope: TenantScope, query: AnalyticsQuery): Promise<AnalyticsRow[]> {
    const { dataset, ...rest } = query;
    const key = JSON.stringify([dataset.key, scope.tenantId, scope.customerId, rest]);
    return once(this.answers, key, async () => {
      // Dirty ranges are read first and by themselves: a bucket that is clean then holds all that was committed
      // before this operation, and one that turns dirty later only gains rows that it need not show yet.
      const { dirty } = await this.fresh(scope, dataset);
      const planned = plan(query, scope, dirty);
      this.plans.push({ scope, query, sources: planned.sources });
      return readInScope<AnalyticsRow>(this.pool, scope, planned);
    });
  }

  /**
   * The relations that this operation reads of a dataset within the ranges, in the order of their names. Waits for
   * what is being read, and for what that makes others read.
   */
  async sources(scope: TenantScope, dataset: Dataset, ranges: readonly InstantRange[]): Promise<string[]> {
    for (let seen = -1; seen !== this.answers.size;) {
      seen = this.answers.size;
      await Promise.allSettled(this.answers.values());
      await setImmediate();
    }
    const mine = this.plans.filter(
      ({ query, scope: { tenantId } }) =>
        query.dataset === dataset &&
        tenantId === scope.tenantId &&
        ranges.some(({ from, to }) => query.range.from === from && query.range.to === to),
    );
    return [...new Set(mine.flatMap(({ sources }) => sources))].sort();
  }
}

function once<T>(memory: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const present = memory.get(key);
  if (present !== undefined) return present;
  const started = work();
  memory.set(key, started);
  return started;
}
