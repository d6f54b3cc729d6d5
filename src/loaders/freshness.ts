import type { Dataset } from '../catalogue/dataset.js';
import type { Statement, TenantScope } from '../db/tenant-scope.js';
import type { Plan } from '../planner/plan.js';
import { subtract, type InstantRange } from '../planner/ranges.js';

/** What one operation knows of a dataset's rows before it reads them. */
export interface Freshness {
  /** Where rollups may lack rows: read from the raw rows instead. Ascending, disjoint. */
  readonly dirty: readonly InstantRange[];
  /** How far the database that is read lags behind its primary, in seconds; 0 on the primary. */
  readonly lagSeconds: number;
}

/** Selects what freshness is made of, as JSON in its one column: a row a dirty range, or one without a range. */
const freshnessSelect = (dataset: string, tenant: string): string => `
  SELECT json_build_array(
           extract(epoch FROM lower(r)) * 1000, extract(epoch FROM upper(r)) * 1000,
           CASE WHEN pg_is_in_recovery() THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp()) ELSE 0 END
         )::text AS fresh
  FROM (${noted(dataset, tenant)}) AS noted
  LEFT JOIN LATERAL unnest(ranges) AS r ON true`;

const noted = (dataset: string, tenant: string): string =>
  `SELECT range_agg(tstzrange(bucket, bucket + interval '15 minutes')) AS ranges
   FROM tenant.dirty_buckets WHERE dataset = ${dataset} AND tenant_id = ${tenant}`;

/** The statement that tells a dataset's freshness and nothing else: one column. */
export function freshnessStatement({ key }: Dataset, { tenantId }: TenantScope): Statement {
  return { text: freshnessSelect('$1', '$2'), values: [key, tenantId] };
}

/** The number of the part that tells how fresh a statement's other parts are. */
export const FRESHNESS_PART = -1;

/** A plan's statement that also tells its dataset's freshness, of the same snapshot, in the first column behind `part`. */
export function withFreshness(plan: Plan, { key }: Dataset, { tenantId }: TenantScope): Statement {
  const { text, values, parts } = plan;
  const fill = Math.max(...parts.map(({ columns }) => columns.length)) - 1;
  const select = freshnessSelect(`$${values.length + 1}`, `$${values.length + 2}`);
  return {
    text: `${text}\nUNION ALL\nSELECT ${FRESHNESS_PART}, fresh${', NULL'.repeat(fill)} FROM (${select}) AS freshness`,
    values: [...values, key, tenantId],
  };
}

/** What the texts of the select mean. */
export function freshnessOf(texts: readonly string[]): Freshness {
  const rows = texts.map((text) => JSON.parse(text) as [number | null, number | null, number | null]);
  return {
    dirty: rows.flatMap(([from, to]) => (from === null || to === null ? [] : [{ from, to }])),
    lagSeconds: Math.max(0, Math.ceil(rows[0]?.[2] ?? 0)),
  };
}

/** Whether a plan that was made with some dirty ranges is right where others are dirty. */
export function isCovered(
  plan: Plan,
  assumed: readonly InstantRange[],
  dirty: readonly InstantRange[],
): boolean {
  const missed = dirty.flatMap((range) => subtract(range, assumed));
  return plan.parts.every(({ query: { range } }) =>
    missed.every(({ from, to }) => to <= range.from || from >= range.to),
  );
}

/**
 * What a node last knew of dirty ranges. They change when a quarter-hour begins and ends, so that a plan made with them
 * is nearly always right; whether it was, its own statement says.
 */
export class KnownDirty {
  /** In order of use, oldest first. */
  readonly #known = new Map<string, readonly InstantRange[]>();

  /** Null where nothing is known. */
  find(key: string): readonly InstantRange[] | null {
    const known = this.#known.get(key);
    if (known === undefined) return null;
    this.keep(key, known);
    return known;
  }

  keep(key: string, dirty: readonly InstantRange[]): void {
    this.#known.delete(key);
    if (dirty.length <= MOST_KNOWN.ranges) this.#known.set(key, dirty);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KNOWN.keys && oldest !== undefined) this.#known.delete(oldest);
  }
}

const MOST_KNOWN = { keys: 4096, ranges: 256 };

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
  FROM (${noted('$1', '$2')}) AS noted`,
    values: [key, tenantId],
  };
}
