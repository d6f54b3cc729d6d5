import type { Rollup } from './rollup.js';

/**
 * A partial result: what a rollup keeps of the rows of one bucket and group in one column, and how the partials of
 * several buckets or groups make one.
 */
export interface Partial {
  /** The rollups' column. */
  readonly column: string;
  /** SQL over one raw row that gives the partial result of that row alone. */
  readonly raw: string;
  readonly merge: 'sum' | 'min' | 'max' | 'concat';
}

/**
 * How a measure comes out of partial results.
 * - `sum`, `min`, `max`: the partial itself, merged.
 * - `first`, `last`: the value of the row that was earliest or latest. The partial is the numeric array (epoch seconds,
 *   sequence number, value), merged by `min` or `max`: rows of equal time are told apart by the order in which they were
 *   recorded.
 * - `ratio`: a sum by a sum, null where the second is 0.
 * - `span`: milliseconds from the least to the greatest of two partials in epoch seconds.
 * - `distinct`: values of a dimension. They do not add up, so the source must keep the dimension.
 * - `concat`: bytes, one partial behind the other in no order.
 * - `percentile`: the value below which the share `quantile` of `weight` lies, from a histogram. `bin` is the dimension
 *   with the logarithmic bin of the value, which the source must keep.
 */
export type MergeRule =
  | { readonly rule: 'sum' | 'min' | 'max' | 'first' | 'last' | 'concat'; readonly of: string }
  | { readonly rule: 'ratio'; readonly of: string; readonly per: string }
  | { readonly rule: 'span'; readonly from: string; readonly to: string }
  | { readonly rule: 'distinct'; readonly dimension: string }
  | { readonly rule: 'percentile'; readonly bin: string; readonly weight: string; readonly quantile: number };

/** Something that can be measured. */
export interface Measure {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly unit: 'quantity' | 'money' | 'count' | 'milliseconds' | 'ratio' | 'instant' | 'bytes';
  readonly merge: MergeRule;
  /** True where amounts of different currencies must not be added: the query then groups by currency. */
  readonly perCurrency?: boolean;
}

/** Something to group and filter by. */
export interface Dimension {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  /** The column of every rollup that keeps it, and of the raw rows unless `raw` says otherwise. */
  readonly column: string;
  /** SQL over one raw row. */
  readonly raw?: string;
  /** Of the column; text if left out. */
  readonly type?: 'integer';
  /** All of its values, ascending, where that is not the order of their code points. */
  readonly order?: readonly string[];
}

/** A kind of fact with its measures, dimensions and rollups. */
export interface Dataset {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  /** The hypertable of the raw rows, or the view that shows those of several datasets. */
  readonly relation: string;
  /**
   * The datasets whose facts it shows, where these are not its own: its rollups are then views of theirs, and what is
   * dirty in theirs is dirty in it.
   */
  readonly views?: readonly string[];
  /** What rollups can keep. */
  readonly partials: readonly Partial[];
  readonly measures: readonly Measure[];
  readonly dimensions: readonly Dimension[];
  /** Coarsest first, and of equal width the one to be preferred first. */
  readonly rollups: readonly Rollup[];
}

/** The keys of the datasets whose dirty buckets count for a dataset: its own, or those that it shows. */
export function feedsOf({ key, views }: Dataset): readonly string[] {
  return views ?? [key];
}

/** The entry with a key; throws where the catalogue has none, which is a fault of the program. */
export function entry<T extends { readonly key: string }>(entries: readonly T[], key: string): T {
  const found = entries.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`the catalogue has no ${key}`);
  return found;
}

/** The columns of partial results that a measure is made of. */
export function partialsOf({ merge }: Measure): string[] {
  switch (merge.rule) {
    case 'ratio':
      return [merge.of, merge.per];
    case 'span':
      return [merge.from, merge.to];
    case 'distinct':
      return [];
    case 'percentile':
      return [merge.weight];
    default:
      return [merge.of];
  }
}

/** The dimension whose values a measure is computed over, though nobody groups by it; null for most. */
export function spreadOf({ merge }: Measure): string | null {
  if (merge.rule === 'distinct') return merge.dimension;
  return merge.rule === 'percentile' ? merge.bin : null;
}
