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
 * and with it the bucket is read from the raw rows. Returns the ranges that were refreshed.
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
  await pool.query('DELETE FROM dirty_buckets WHERE entry = ANY ($1::bigint[])', [
    rows.flatMap(({ entries }) => entries),
  ]);
  return ranges;
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
