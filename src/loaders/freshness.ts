import type { Dataset } from '../catalogue/dataset.js';
import type { Statement, TenantScope } from '../db/tenant-scope.js';
import type { InstantRange } from '../planner/ranges.js';

/** What one operation knows of a dataset's rows before it reads them. */
export interface Freshness {
  /** Where rollups may lack rows: read from the raw rows instead. Ascending, disjoint. */
  readonly dirty: readonly InstantRange[];
  /** How far the database that is read lags behind its primary, in seconds; 0 on the primary. */
  readonly lagSeconds: number;
}

/** A row of the statement: a dirty range, or none. */
export interface FreshnessRow extends Record<string, unknown> {
  readonly from: number | null;
  readonly to: number | null;
  readonly lag: number | null;
}

const NOTED = `SELECT range_agg(tstzrange(bucket, bucket + interval '15 minutes')) AS ranges
              FROM tenant.dirty_buckets WHERE dataset = $1 AND tenant_id = $2`;

/** The statement that tells a dataset's freshness. */
export function freshnessStatement({ key }: Dataset, { tenantId }: TenantScope): Statement {
  return {
    text: `
  SELECT (extract(epoch FROM lower(r)) * 1000)::float8 AS "from", (extract(epoch FROM upper(r)) * 1000)::float8 AS "to",
         CASE WHEN pg_is_in_recovery()
              THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 ELSE 0 END AS lag
  FROM (${NOTED}) AS noted
  LEFT JOIN LATERAL unnest(ranges) AS r ON true`,
    values: [key, tenantId],
  };
}

/** What the statement's rows mean. */
export function freshnessOf(rows: readonly FreshnessRow[]): Freshness {
  return {
    dirty: rows.flatMap(({ from, to }) => (from === null || to === null ? [] : [{ from, to }])),
    lagSeconds: Math.max(0, Math.ceil(rows[0]?.lag ?? 0)),
  };
}

/**
 * The statement that tells an instant in the quarter-hour of a dataset's first event in a scope, not after it: `first`,
 * epoch milliseconds, null where there is no event. It is one that the rollups know or lies in a dirty bucket: of a
 * whole tenant every dirty bucket has one, of one customer it is looked up.
 */
export function firstEventStatement(
  { key, relation }: Dataset,
  { tenantId, customerId }: TenantScope,
): Statement {
  const inDirty =
    customerId === null
      ? 'lower(ranges)'
      : `(SELECT min(time) FROM tenant.${relation}
          WHERE tenant_id = $2 AND time >= lower(ranges) AND time < upper(ranges) AND time <@ ranges)`;
  return {
    text: `
  SELECT (extract(epoch FROM least((SELECT bucket FROM tenant.first_buckets WHERE dataset = $1), ${inDirty})) * 1000)::float8 AS first
  FROM (${NOTED}) AS noted`,
    values: [key, tenantId],
  };
}
