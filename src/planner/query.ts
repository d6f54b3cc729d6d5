import type { Dataset } from '../catalogue/dataset.js';
import type { InstantRange } from './ranges.js';

/** Keeps rows whose dimension has one of the values; null stands for rows without a value. */
export interface DimensionFilter {
  readonly dimension: string;
  readonly values: readonly (string | null)[];
}

/** A question to one dataset. Keys are those of the catalogue. */
export interface AnalyticsQuery {
  readonly dataset: Dataset;
  readonly measures: readonly string[];
  readonly dimensions: readonly string[];
  readonly filters: readonly DimensionFilter[];
  readonly range: InstantRange;
  /**
   * Starts of time buckets, ascending, the first at or before `range.from`; null for totals. With it each row has a
   * `slot`: the position of its bucket, from 0.
   */
  readonly buckets: readonly number[] | null;
}

/** Whose rows: part of the plan, so that the index is used; the tenant views hold it as well. */
export interface QueryScope {
  readonly tenantId: string;
  readonly customerId: string | null;
}
