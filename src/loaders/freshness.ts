import type { Dataset } from '../catalogue/dataset.js';
import type { Statement, TenantScope } from '../db/tenant-scope.js';
import type { InstantRange } from '../planner/ranges.js';

/** What one operation knows of a dataset's rows before it reads them. */
export interface Freshness {
  /** Where rollups may lack rows: read from the raw rows instead. Ascending, disjoint. */
  readonly dirty: readonly InstantRange[];
  /** How far the database that is read lags behind its primary, in seconds; 0 on the primary. */
  readonly lagSeconds: number;
  /** An instant in the quarter-hour of the first event, not after it, epoch milliseconds; null where there is none. */
  readonly first: number | null;
}

/** A row of the statement: a dirty range, or none. */
export interface FreshnessRow extends Record<string, unknown> {
  readonly from: number | null;
  readonly to: number | null;
  readonly lag: number | null;
  readonly first: number | null;
}

/**
 * The statement that tells a dataset's freshness to whoever reads in a scope. The first event is that of the finest
 * rollup or in a dirty bucket: of a whole tenant every dirty bucket has one, of one customer it is looked up.
 */
export function freshnessStatement(dataset: Dataset, { tenantId, customerId }: TenantScope): Statement {
  const finest = dataset.rollups.find(
    ({ width, dimensions }) => width === '15m' && (customerId === null || dimensions.includes('customer')),
  );
  const [source, time] = finest === undefined ? [dataset.relation, 'time'] : [finest.relation, 'bucket'];
  const inDirty =
    customerId === null
      ? 'lower(ranges)'
      : `(SELECT min(time) FROM tenant.${dataset.relation}
          WHERE tenant_id = $2 AND time >= lower(ranges) AND time < upper(ranges) AND time <@ ranges)`;
  return {
    text: `
  SELECT (extract(epoch FROM lower(r)) * 1000)::float8 AS "from", (extract(epoch FROM upper(r)) * 1000)::float8 AS "to", lag,
         (extract(epoch FROM least((SELECT min(${time}) FROM tenant.${source} WHERE tenant_id = $2), in_dirty)) * 1000)::float8 AS first
  FROM (SELECT ranges, ${inDirty} AS in_dirty
        FROM (SELECT range_agg(tstzrange(bucket, bucket + interval '15 minutes')) AS ranges
              FROM tenant.dirty_buckets WHERE dataset = $1 AND tenant_id = $2) AS noted) AS dirty
  CROSS JOIN (SELECT CASE WHEN pg_is_in_recovery()
                          THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 ELSE 0 END AS lag) AS replica
  LEFT JOIN LATERAL unnest(dirty.ranges) AS r ON true`,
    values: [dataset.key, tenantId],
  };
}

/** What the statement's rows mean. */
export function freshnessOf(rows: readonly FreshnessRow[]): Freshness {
  return {
    dirty: rows.flatMap(({ from, to }) => (from === null || to === null ? [] : [{ from, to }])),
    lagSeconds: Math.max(0, Math.ceil(rows[0]?.lag ?? 0)),
    first: rows[0]?.first ?? null,
  };
}
