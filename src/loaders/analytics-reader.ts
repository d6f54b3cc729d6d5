import DataLoader from 'dataloader';
import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import type { Dataset } from '../catalogue/dataset.js';
import type { Statement, TenantScope } from '../db/tenant-scope.js';
import { plan, type Plan } from '../planner/plan.js';
import type { AnalyticsQuery } from '../planner/query.js';
import type { InstantRange } from '../planner/ranges.js';
import {
  DirtyRanges,
  dirtyStatement,
  firstEventsStatement,
  isCovered,
  LAG_STATEMENT,
  lostOf,
  type DirtyRow,
  type RawSince,
} from './freshness.js';
import type { SharedReads } from './shared-reads.js';

/**
 * A row of an answer, all as text: `slot` if buckets were asked for, dimensions and measures under their keys, and under
 * a dimension's `othersKey` whether the row answers for the others.
 */
export type AnalyticsRow = Readonly<Record<string, string | null>>;

/** What a query is answered with. */
export interface AnalyticsAnswer {
  readonly rows: readonly AnalyticsRow[];
  /**
   * What of its range can no longer be answered for: it would have to be read from raw rows that are past retention.
   * Ascending, disjoint.
   */
  readonly lost: readonly InstantRange[];
  /** The rows by the groups of some dimensions, for whoever takes them apart: each way once. */
  readonly parts: Map<string, Map<string, AnalyticsRow[]>>;
}

/** Queries of one statement; more of them than this are several statements. */
const MOST_PARTS = 48;

/** Runs analytics queries for one operation: equal ones run once, and those asked for together are one statement. */
export class AnalyticsReader {
  private readonly dirtyRanges = new Map<string, Promise<DirtyRanges>>();
  private readonly firstEvents = new Map<string, DataLoader<Dataset, number | null>>();
  private readonly loaders = new Map<string, DataLoader<AnalyticsQuery, AnalyticsAnswer, string>>();
  private readonly running = new Set<Promise<unknown>>();
  /** Numbers for lists of buckets, which are long and the same for all that is asked within a window. */
  private readonly bucketLists = new Map<readonly number[], number>();
  private readonly made: { readonly scope: TenantScope; readonly plan: Plan }[] = [];

  constructor(
    private readonly reads: SharedReads,
    private readonly rawSince: RawSince = () => -Infinity,
  ) {}

  /** What has been planned so far, in the order in which it was run. */
  get plans(): readonly { readonly scope: TenantScope; readonly plan: Plan }[] {
    return this.made;
  }

  /**
   * Where a dataset's rollups may lack rows: ascending, disjoint. As of the operation's last answer, and read by itself
   * where there is none.
   */
  async dirty(scope: TenantScope, dataset: Dataset): Promise<readonly InstantRange[]> {
    return (await this.allDirty(scope)).of(dataset);
  }

  private allDirty(scope: TenantScope): Promise<DirtyRanges> {
    const key = scopeKey(scope);
    const present = this.dirtyRanges.get(key);
    if (present !== undefined) return present;
    const noted = this.reads
      .read<DirtyRow>(scope, dirtyStatement(scope))
      .then((rows) => new DirtyRanges(rows));
    this.keepDirty(key, noted);
    return noted;
  }

  /** How far the database that is read lags behind its primary, in seconds; 0 on the primary. */
  async lagSeconds(scope: TenantScope): Promise<number> {
    const [row] = await this.reads.read<{ lag: number | null }>(scope, LAG_STATEMENT);
    return Math.max(0, row?.lag ?? 0);
  }

  /**
   * An instant in the quarter-hour of a dataset's first event in a scope, not after it, epoch milliseconds; null where
   * there is no event. Read once an operation, those of several datasets together.
   */
  firstEvent(scope: TenantScope, dataset: Dataset): Promise<number | null> {
    const key = scopeKey(scope);
    let loader = this.firstEvents.get(key);
    if (loader === undefined) {
      loader = new DataLoader(async (datasets) => {
        const rows = await this.reads.read<{ place: number; first: number | null }>(
          scope,
          firstEventsStatement(datasets, scope),
        );
        const byPlace = new Map(rows.map(({ place, first }) => [place, first]));
        return datasets.map((_, place) => byPlace.get(place) ?? null);
      });
      this.firstEvents.set(key, loader);
    }
    return loader.load(dataset);
  }

  /** Answers a query. */
  read(scope: TenantScope, query: AnalyticsQuery): Promise<AnalyticsAnswer> {
    const key = scopeKey(scope);
    let loader = this.loaders.get(key);
    if (loader === undefined) {
      loader = new DataLoader((queries) => this.run(scope, queries), {
        maxBatchSize: MOST_PARTS,
        cacheKeyFn: (one) => this.queryKey(one),
      });
      this.loaders.set(key, loader);
    }
    const answer = loader.load(query);
    this.running.add(answer);
    void answer.catch(() => undefined).finally(() => this.running.delete(answer));
    return answer;
  }

  /**
   * The relations that this operation reads of the datasets within the ranges, in the order of their names. Waits for
   * what is being read, and for what that makes others read.
   */
  async sources(
    scope: TenantScope,
    datasets: readonly Dataset[],
    ranges: readonly InstantRange[],
  ): Promise<string[]> {
    await setImmediate();
    while (this.running.size > 0) {
      await Promise.allSettled(this.running);
      await setImmediate();
    }
    const parts = this.made
      .filter((made) => scopeKey(made.scope) === scopeKey(scope))
      .flatMap(({ plan: { parts: planned } }) => planned)
      .filter(
        ({ query }) =>
          datasets.includes(query.dataset) &&
          ranges.some(({ from, to }) => query.range.from === from && query.range.to === to),
      );
    return [...new Set(parts.flatMap(({ sources }) => sources))].sort();
  }

  /** Equal queries of a loader have equal keys. */
  private queryKey({ dataset, buckets, ...rest }: AnalyticsQuery): string {
    if (buckets === null) return JSON.stringify([dataset.key, null, rest]);
    const number = this.bucketLists.get(buckets) ?? this.bucketLists.size;
    this.bucketLists.set(buckets, number);
    return JSON.stringify([dataset.key, number, rest]);
  }

  private async run(scope: TenantScope, queries: readonly AnalyticsQuery[]): Promise<AnalyticsAnswer[]> {
    const { plan: made, rows } = await this.answer(scope, queries);
    this.made.push({ scope, plan: made });
    const found = made.parts.map((): AnalyticsRow[] => []);
    for (const cells of rows as unknown as readonly Cells[]) {
      const [part] = cells;
      const named: Record<string, string | null> = {};
      let place = 1;
      for (const column of made.parts[part]?.columns ?? []) named[column] = cells[place++] as string | null;
      found[part]?.push(named);
    }
    return made.parts.map(({ query, rawRanges }, part) => ({
      rows: found[part] ?? [],
      lost: lostOf(query.dataset, rawRanges, this.rawSince),
      parts: new Map(),
    }));
  }

  /**
   * Plans and runs queries. What is dirty is read once an operation and before its rows: a bucket that was clean then held
   * all that was committed before, and later rows need not be shown yet.
   *
   * The first plan of an operation is made with what the node last knew, and run in the same round trip as the question
   * whether that still holds; where it does not, the queries are planned and run anew.
   */
  private async answer(scope: TenantScope, queries: readonly AnalyticsQuery[]): Promise<Answer> {
    const key = scopeKey(scope);
    const known = this.dirtyRanges.has(key) ? null : this.reads.knownDirty.find(key);
    if (known !== null) {
      const made = plan(queries, scope, known.of);
      const both = this.reads.readAll<pg.QueryResultRow>(scope, [dirtyStatement(scope), rowsOf(made)]);
      const noted = both.then(([told = []]) => new DirtyRanges(told as readonly DirtyRow[]));
      this.keepDirty(key, noted);
      const [dirty, [, rows = []]] = await Promise.all([noted, both]);
      if (isCovered(made, known.of, dirty.of, this.rawSince)) return { plan: made, rows };
    }
    const dirty = await this.allDirty(scope);
    const made = plan(queries, scope, dirty.of);
    const [rows = []] = await this.reads.readAll(scope, [rowsOf(made)]);
    return { plan: made, rows };
  }

  private keepDirty(key: string, noted: Promise<DirtyRanges>): void {
    this.dirtyRanges.set(key, noted);
    noted.then(
      (dirty) => this.reads.knownDirty.keep(key, dirty),
      () => undefined,
    );
  }
}

/** A row as it comes: the number of its part, then that part's columns. */
type Cells = readonly [number, ...(string | null)[]];

interface Answer {
  readonly plan: Plan;
  /** Arrays, whatever `pg` calls them. */
  readonly rows: readonly pg.QueryResultRow[];
}

const rowsOf = ({ text, values }: Plan): Statement => ({ text, values, asArrays: true });

function scopeKey({ tenantId, customerId }: TenantScope): string {
  return JSON.stringify([tenantId, customerId]);
}
