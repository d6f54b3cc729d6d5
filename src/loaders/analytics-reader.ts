import DataLoader from 'dataloader';
import { setImmediate } from 'node:timers/promises';
import type { Dataset } from '../catalogue/dataset.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { plan, type Plan } from '../planner/plan.js';
import type { AnalyticsQuery } from '../planner/query.js';
import type { InstantRange } from '../planner/ranges.js';
import {
  firstEventStatement,
  FRESHNESS_PART,
  freshnessOf,
  freshnessStatement,
  isCovered,
  withFreshness,
  type Freshness,
} from './freshness.js';
import type { SharedReads } from './shared-reads.js';

/**
 * A row of an answer, all as text: `slot` if buckets were asked for, dimensions and measures under their keys, and under
 * a dimension's `othersKey` whether the row answers for the others.
 */
export type AnalyticsRow = Readonly<Record<string, string | null>>;

/** Queries of one statement; more of them than this are several statements. */
const MOST_PARTS = 32;

/** Runs analytics queries for one operation: equal ones run once, and those asked for together are one statement. */
export class AnalyticsReader {
  private readonly freshness = new Map<string, Promise<Freshness>>();
  private readonly firstEvents = new Map<string, Promise<number | null>>();
  private readonly loaders = new Map<string, DataLoader<AnalyticsQuery, readonly AnalyticsRow[], string>>();
  private readonly running = new Set<Promise<unknown>>();
  private readonly made: { readonly scope: TenantScope; readonly plan: Plan }[] = [];
  private readonly rawRanges = new Map<string, readonly InstantRange[]>();

  /** `rawSince`: raw rows from before this instant, epoch milliseconds, may have been dropped. */
  constructor(
    private readonly reads: SharedReads,
    private readonly rawSince = -Infinity,
  ) {}

  /** What has been planned so far, in the order in which it was run. */
  get plans(): readonly { readonly scope: TenantScope; readonly plan: Plan }[] {
    return this.made;
  }

  /** How fresh the operation's last answer from a dataset is; read by itself where there is none. */
  fresh(scope: TenantScope, dataset: Dataset): Promise<Freshness> {
    const key = keyOf(scope, dataset);
    const present = this.freshness.get(key);
    if (present !== undefined) return present;
    const started = this.reads
      .read<{ fresh: string }>(scope, freshnessStatement(dataset, scope))
      .then((rows) => freshnessOf(rows.map(({ fresh }) => fresh)));
    this.freshness.set(key, started);
    return started;
  }

  /**
   * An instant in the quarter-hour of a dataset's first event in a scope, not after it, epoch milliseconds; null where
   * there is no event. Read once an operation.
   */
  firstEvent(scope: TenantScope, dataset: Dataset): Promise<number | null> {
    const key = keyOf(scope, dataset);
    const present = this.firstEvents.get(key);
    if (present !== undefined) return present;
    const started = this.reads
      .read<{ first: number | null }>(scope, firstEventStatement(dataset, scope))
      .then(([row]) => row?.first ?? null);
    this.firstEvents.set(key, started);
    return started;
  }

  /** The rows of a query. */
  read(scope: TenantScope, query: AnalyticsQuery): Promise<readonly AnalyticsRow[]> {
    const key = keyOf(scope, query.dataset);
    let loader = this.loaders.get(key);
    if (loader === undefined) {
      loader = new DataLoader((queries) => this.run(scope, queries), {
        maxBatchSize: MOST_PARTS,
        cacheKeyFn: (one) => queryKey(scope, one),
      });
      this.loaders.set(key, loader);
    }
    const answer = loader.load(query);
    this.running.add(answer);
    void answer.catch(() => undefined).finally(() => this.running.delete(answer));
    return answer;
  }

  /**
   * What of a query's range can no longer be answered for: it would have to be read from raw rows that are past
   * retention. Ascending, disjoint.
   */
  async lost(scope: TenantScope, query: AnalyticsQuery): Promise<InstantRange[]> {
    await this.read(scope, query);
    const ranges = this.rawRanges.get(queryKey(scope, query)) ?? [];
    return ranges.flatMap(({ from, to }) =>
      from < this.rawSince ? [{ from, to: Math.min(to, this.rawSince) }] : [],
    );
  }

  /**
   * The relations that this operation reads of a dataset within the ranges, in the order of their names. Waits for
   * what is being read, and for what that makes others read.
   */
  async sources(scope: TenantScope, dataset: Dataset, ranges: readonly InstantRange[]): Promise<string[]> {
    await setImmediate();
    while (this.running.size > 0) {
      await Promise.allSettled(this.running);
      await setImmediate();
    }
    const parts = this.made
      .filter((made) => keyOf(made.scope, dataset) === keyOf(scope, dataset))
      .flatMap(({ plan: { parts: planned } }) => planned)
      .filter(
        ({ query }) =>
          query.dataset === dataset &&
          ranges.some(({ from, to }) => query.range.from === from && query.range.to === to),
      );
    return [...new Set(parts.flatMap(({ sources }) => sources))].sort();
  }

  private async run(scope: TenantScope, queries: readonly AnalyticsQuery[]): Promise<AnalyticsRow[][]> {
    const [query] = queries;
    if (query === undefined) return [];
    const { dataset } = query;
    const key = keyOf(scope, dataset);
    const known = this.reads.knownDirty.find(key);
    const first = await this.planned(scope, queries, known ?? (await this.fresh(scope, dataset)).dirty);
    // Planned anew with dirty ranges that were read since the operation began, the answer is right whatever is dirty by
    // now: a bucket that was clean then held all that was committed before, and later rows need not be shown yet.
    const { plan: made, rows } =
      known === null || first.isRight ? first : await this.planned(scope, queries, first.freshness.dirty);
    this.made.push({ scope, plan: made });
    for (const part of made.parts) this.rawRanges.set(queryKey(scope, part.query), part.rawRanges);
    const answers = made.parts.map((): AnalyticsRow[] => []);
    for (const row of rows) {
      const part = Number(row['part']);
      const columns = made.parts[part]?.columns;
      if (columns === undefined) continue;
      const named: Record<string, string | null> = {};
      for (let place = 0; place < columns.length; place++) {
        named[columns[place] as string] = row[`c${place}`] as string | null;
      }
      answers[part]?.push(named);
    }
    return answers;
  }

  /** Runs queries, planned as if the ranges were what is dirty, and tells whether that was so. */
  private async planned(
    scope: TenantScope,
    queries: readonly AnalyticsQuery[],
    assumed: readonly InstantRange[],
  ) {
    const made = plan(queries, scope, assumed);
    const [{ dataset }] = queries as [AnalyticsQuery];
    const rows = await this.reads.read<Record<string, string | number | null>>(
      scope,
      withFreshness(made, dataset, scope),
    );
    const told = rows.flatMap((row) => (row['part'] === FRESHNESS_PART ? [String(row['c0'])] : []));
    const freshness = freshnessOf(told);
    const key = keyOf(scope, dataset);
    this.reads.knownDirty.keep(key, freshness.dirty);
    this.freshness.set(key, Promise.resolve(freshness));
    return { plan: made, rows, freshness, isRight: isCovered(made, assumed, freshness.dirty) };
  }
}

function keyOf({ tenantId, customerId }: TenantScope, dataset: Dataset): string {
  return JSON.stringify([dataset.key, tenantId, customerId]);
}

/** Equal queries have equal keys; bucket lists, which are long, are told apart by identity. */
function queryKey(scope: TenantScope, { dataset, buckets, ...rest }: AnalyticsQuery): string {
  return JSON.stringify([keyOf(scope, dataset), buckets === null ? null : identityOf(buckets), rest]);
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function identityOf(object: object): number {
  const present = identities.get(object) ?? ++lastIdentity;
  identities.set(object, present);
  return present;
}
