import { datasets } from '../catalogue/catalogue.js';
import { feedsOf, type Dataset } from '../catalogue/dataset.js';
import { log } from '../catalogue/fact-logs.js';
import { LOG_RETENTION_DAYS } from '../db/relations.js';
import type { Statement, TenantScope } from '../db/tenant-scope.js';
import { DAY_MS } from '../planner/civil.js';
import type { Dirty, Plan } from '../planner/plan.js';
import { rangesOf } from '../planner/report-reads.js';
import { normalize, subtract, type InstantRange } from '../planner/ranges.js';

/** A quarter-hour in which a dataset's rollups may lack rows: its start, epoch milliseconds. */
export interface DirtyRow extends Record<string, unknown> {
  readonly dataset: string;
  readonly start: number;
}

const QUARTER_HOUR = 900_000;

/** Every dataset that has rollups of its own. */
const FEEDS = [...new Set(datasets.flatMap(feedsOf))];

/** Late events are rare after this long: a window that ended before is called complete. */
const LATENESS_MS = 3_600_000;

/** Whether late events aside nothing can change any more of what settled at an instant. */
export function isSettled(settles: number, now: number): boolean {
  return settles <= now - LATENESS_MS;
}

/** Since when the raw rows of a dataset are all kept, epoch milliseconds: some from before may have been dropped. */
export type RawSince = (dataset: Dataset) => number;

/** Since when raw rows are kept at an instant, where those of facts are kept for so many days. */
export function rawSinceAt(now: number, factRetentionDays: number): RawSince {
  const sinceOf = (feed: string): number =>
    now - (feed === log.key ? LOG_RETENTION_DAYS : factRetentionDays) * DAY_MS;
  // What has no feed is no log of events but how things stand: nothing of it is dropped.
  return (dataset) => Math.max(...feedsOf(dataset).map(sinceOf));
}

/** What of ranges that are read from the raw rows of a dataset can no longer be answered for. */
export function lostOf(
  dataset: Dataset,
  rawRanges: readonly InstantRange[],
  rawSince: RawSince,
): InstantRange[] {
  const since = rawSince(dataset);
  return rawRanges.flatMap(({ from, to }) => (from < since ? [{ from, to: Math.min(to, since) }] : []));
}

/** Up to where a range is answered from rollups: the first dirty bucket in it, or its end if that is not to come. */
export function watermarkOf(range: InstantRange, dirty: readonly InstantRange[], now: number): number {
  const first = dirty.find(({ from, to }) => to > range.from && from < range.to);
  return first === undefined ? Math.min(range.to, now) : Math.max(first.from, range.from);
}

/** The statement that tells where the rollups of all datasets may lack rows. */
export function dirtyStatement({ tenantId }: TenantScope): Statement {
  return {
    text: `SELECT DISTINCT dataset, (extract(epoch FROM bucket) * 1000)::float8 AS start
           FROM tenant.dirty_buckets WHERE dataset = ANY ($1::text[]) AND tenant_id = $2`,
    values: [FEEDS, tenantId],
  };
}

/** What is dirty of a tenant. */
export class DirtyRanges {
  readonly #byFeed = new Map<string, readonly InstantRange[]>();
  readonly #byDataset = new Map<Dataset, readonly InstantRange[]>();

  constructor(rows: readonly DirtyRow[]) {
    for (const feed of new Set(rows.map(({ dataset }) => dataset))) {
      const starts = rows.filter(({ dataset }) => dataset === feed).map(({ start }) => start);
      this.#byFeed.set(feed, normalize(starts.map((from) => ({ from, to: from + QUARTER_HOUR }))));
    }
  }

  /** How many ranges there are, of all datasets together. */
  get size(): number {
    return [...this.#byFeed.values()].reduce((sum, ranges) => sum + ranges.length, 0);
  }

  /** What is dirty of a dataset. */
  readonly of: Dirty = (dataset) => {
    const known = this.#byDataset.get(dataset);
    if (known !== undefined) return known;
    const ranges = normalize(feedsOf(dataset).flatMap((feed) => this.#byFeed.get(feed) ?? []));
    this.#byDataset.set(dataset, ranges);
    return ranges;
  };
}

/** Tells how far the database that is read lags behind its primary: `lag` in seconds, 0 on the primary. */
export const LAG_STATEMENT: Statement = {
  text: `SELECT CASE WHEN pg_is_in_recovery()
                THEN ceil(extract(epoch FROM now() - pg_last_xact_replay_timestamp()))::float8 ELSE 0 END AS lag`,
  values: [],
};

/**
 * Whether a plan that was made with some dirty ranges is right where others are dirty: nothing that it reads from rollups
 * may be dirty, and nothing that is clean may be read from raw rows that are past retention.
 */
export function isCovered(plan: Plan, assumed: Dirty, dirty: Dirty, rawSince: RawSince): boolean {
  const reads = plan.parts.flatMap(({ query }) =>
    rangesOf(query).map((range) => ({ dataset: query.dataset, range })),
  );
  return reads.every(({ dataset, range }) => {
    const [then, now] = [assumed(dataset), dirty(dataset)];
    const missed = now.flatMap((one) => subtract(one, then));
    const clean = then.flatMap((one) => subtract(one, now)).filter(({ from }) => from < rawSince(dataset));
    return [...missed, ...clean].every(({ from, to }) => to <= range.from || from >= range.to);
  });
}

/**
 * What a node last knew of dirty ranges. They change when a quarter-hour begins and ends, so that a plan made with them
 * is nearly always right; whether it was, is read along with its answer.
 */
export class KnownDirty {
  /** In order of use, oldest first. */
  readonly #known = new Map<string, DirtyRanges>();

  /** Null where nothing is known. */
  find(key: string): DirtyRanges | null {
    const known = this.#known.get(key);
    if (known === undefined) return null;
    this.keep(key, known);
    return known;
  }

  keep(key: string, dirty: DirtyRanges): void {
    this.#known.delete(key);
    if (dirty.size <= MOST_KNOWN.ranges) this.#known.set(key, dirty);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KNOWN.keys && oldest !== undefined) this.#known.delete(oldest);
  }
}

const MOST_KNOWN = { keys: 4096, ranges: 256 };

/**
 * The statement that tells an instant in the quarter-hour of the first event of each of some datasets in a scope, not
 * after it: rows of the dataset's place and `first`, epoch milliseconds, null where there is no event. It is one that the
 * rollups know or lies in a dirty bucket: of a whole tenant every dirty bucket has one, of one customer it is looked up.
 */
export function firstEventsStatement(
  datasets: readonly Dataset[],
  { tenantId, customerId }: TenantScope,
): Statement {
  const firsts = datasets.map((dataset, place) => {
    const feeds = `$${place + 2}::text[]`;
    const inDirty =
      customerId === null
        ? 'lower(ranges)'
        : `(SELECT min(time) FROM tenant.${dataset.relation}
            WHERE tenant_id = $1 AND time >= lower(ranges) AND time < upper(ranges) AND time <@ ranges)`;
    return `
  SELECT ${place} AS place, (extract(epoch FROM least(
    (SELECT min(bucket) FROM tenant.first_buckets WHERE dataset = ANY (${feeds})), ${inDirty})) * 1000)::float8 AS first
  FROM (SELECT range_agg(tstzrange(bucket, bucket + interval '15 minutes')) AS ranges
        FROM tenant.dirty_buckets WHERE dataset = ANY (${feeds}) AND tenant_id = $1) AS noted`;
  });
  return { text: firsts.join('\n  UNION ALL'), values: [tenantId, ...datasets.map(feedsOf)] };
}
