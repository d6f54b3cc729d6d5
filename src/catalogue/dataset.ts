import type { Rollup } from './rollup.js';

/**
 * How partial results of a measure make the whole: `sum` adds up over any buckets and groups; `distinct` does not
 * add up at all and is counted over the values of a dimension, which the source must therefore keep.
 */
export type MergeRule = { readonly rule: 'sum' } | { readonly rule: 'distinct'; readonly dimension: string };

/** Something that can be measured. */
export interface Measure {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly unit: 'quantity' | 'money' | 'count';
  readonly merge: MergeRule;
  /** SQL over one raw row, for `sum`. */
  readonly raw: string;
  /** The column of the rollups that holds the partial result, for `sum`. */
  readonly column: string;
  /** True where amounts of different currencies must not be added: the query then groups by currency. */
  readonly perCurrency: boolean;
}

/** Something to group and filter by. */
export interface Dimension {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  /** The column, named alike in the raw rows and in every rollup that keeps it. */
  readonly column: string;
}

/** A kind of fact with its measures, dimensions and rollups. */
export interface Dataset {
  readonly key: string;
  /** The hypertable of the raw rows. */
  readonly relation: string;
  readonly measures: readonly Measure[];
  readonly dimensions: readonly Dimension[];
  /** Coarsest first, and of equal width the one with fewer dimensions first. */
  readonly rollups: readonly Rollup[];
}

/** The entry with a key; throws where the catalogue has none, which is a fault of the program. */
export function entry<T extends { readonly key: string }>(entries: readonly T[], key: string): T {
  const found = entries.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`the catalogue has no ${key}`);
  return found;
}
