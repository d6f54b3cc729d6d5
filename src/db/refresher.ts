import type pg from 'pg';
import type { Dataset } from '../catalogue/dataset.js';
import { WIDTH_MS } from '../catalogue/rollup.js';

/** A half-open range of instants, epoch milliseconds. */
export interface InstantRange {
  readonly from: number;
  readonly to: number;
}

/** Ranges closer than this are refreshed as one: a refresh has a fixed cost. */
const MERGE_GAP_MS = 6 * 3_600_000;

/**
 * Materializes a dataset's dirty buckets that end at or before `closedBefore` into all of its rollups, finest first,
 * and then deletes the entries that it saw when it began: an entry of a transaction that was still open then stays,
 * and with it the bucket is read from the raw rows. Returns the ranges that are fresh now: none, and nothing is
 * deleted, while another refresh is under way there.
 *
 * `onRange` is told of each range when it is done.
 */
export async function refreshDirty(
  pool: pg.Pool,
  dataset: Dataset,
  closedBefore: Date,
  onRange: (done: number, all: number) => void = () => undefined,
): Promise<InstantRange[]> {
  const { rows } = await pool.query<{ bucket: string; entries: string[] }>(
    `SELECT extract(epoch FROM bucket) * 1000 AS bucket, array_agg(entry) AS entries
     FROM dirty_buckets WHERE dataset = $1 AND bucket <= $2::timestamptz - interval '15 minutes'
     GROUP BY bucket ORDER BY bucket`,
    [dataset.key, closedBefore.toISOString()],
  );
  if (rows.length === 0) return [];
  const ranges = mergeBuckets(rows.map(({ bucket }) => Number(bucket)));
  let done = 0;
  for (const range of ranges) {
    for (const rollup of [...dataset.rollups].reverse()) {
      const { from, to } = widen(range, WIDTH_MS[rollup.width]);
      await pool.query('CALL refresh_continuous_aggregate($1::regclass, $2::timestamptz, $3::timestamptz)', [
        rollup.relation,
        new Date(from).toISOString(),
        new Date(to).toISOString(),
      ]);
    }
    onRange(++done, ranges.length);
  }
  const [first] = ranges;
  const last = ranges.at(-1);
  if (
    first !== undefined &&
    last !== undefined &&
    (await isRefreshedElsewhere(pool, dataset, { from: first.from, to: last.to }))
  ) {
    return [];
  }
  await pool.query('DELETE FROM dirty_buckets WHERE entry = ANY ($1::bigint[])', [
    rows.flatMap(({ entries }) => entries),
  ]);
  return ranges;
}

/**
 * Whether a refresh by somebody else (a policy, a person) has ranges of the dataset's rollups in hand: TimescaleDB
 * skips those, so a refresh that has returned says nothing about them yet. Versions without that table wait instead.
 */
async function isRefreshedElsewhere(
  pool: pg.Pool,
  dataset: Dataset,
  { from, to }: InstantRange,
): Promise<boolean> {
  const { rows: known } = await pool.query<{ known: boolean }>(
    "SELECT to_regclass('_timescaledb_catalog.continuous_aggs_materialization_ranges') IS NOT NULL AS known",
  );
  if (known[0]?.known !== true) return false;
  const day = WIDTH_MS['1d'];
  const { rows } = await pool.query<{ pending: boolean }>(
    `SELECT EXISTS (
       SELECT FROM _timescaledb_catalog.continuous_aggs_materialization_ranges r
       JOIN _timescaledb_catalog.continuous_agg c ON c.mat_hypertable_id = r.materialization_id
       WHERE c.user_view_name = ANY ($1::name[]) AND c.user_view_schema = 'public'
         AND r.lowest_modified_value <= $3::bigint AND r.greatest_modified_value >= $2::bigint) AS pending`,
    [dataset.rollups.map(({ relation }) => relation), (from - day) * 1000, (to + day) * 1000],
  );
  return rows[0]?.pending === true;
}

/**
 * Leaves one entry for each bucket that is still open. One that is deleted was committed, and so is the one that stays.
 */
export async function compactDirty(pool: pg.Pool): Promise<void> {
  await pool.query(
    `DELETE FROM dirty_buckets d
     USING (SELECT dataset, tenant_id, bucket, max(entry) AS newest FROM dirty_buckets
            GROUP BY dataset, tenant_id, bucket HAVING count(*) > 1) AS k
     WHERE d.dataset = k.dataset AND d.tenant_id = k.tenant_id AND d.bucket = k.bucket AND d.entry < k.newest`,
  );
}

/** Joins 15-minute buckets (starts, ascending) into ranges. */
export function mergeBuckets(buckets: readonly number[]): InstantRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const bucket of buckets) {
    const last = ranges.at(-1);
    if (last !== undefined && bucket - last.to <= MERGE_GAP_MS) last.to = bucket + WIDTH_MS['15m'];
    else ranges.push({ from: bucket, to: bucket + WIDTH_MS['15m'] });
  }
  return ranges;
}

function widen({ from, to }: InstantRange, width: number): InstantRange {
  return { from: Math.floor(from / width) * width, to: Math.ceil(to / width) * width };
}
