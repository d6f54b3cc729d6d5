import type { Dataset } from '../catalogue/dataset.js';
import type { Condition } from './condition.js';
import type { InstantRange } from './ranges.js';

/** Keeps rows whose dimension has one of the values; null stands for rows without a value. */
export interface DimensionFilter {
  readonly dimension: string;
  readonly values: readonly (string | null)[];
  /** Keeps rows whose value begins with one of these, too. */
  readonly prefixes?: readonly string[];
}

/** Puts all values of a dimension but these into one group, the others. Null stands for rows without a value. */
export interface Fold {
  readonly dimension: string;
  readonly keep: readonly (string | null)[];
}

/**
 * Keeps the first `rows` values of a dimension, largest first by a `sum` measure (by one that is per currency, where the
 * query groups by currency: by the sum of their shares of each currency, see `currencyShare`), equal ones in the order of their code
 * points and rows without a value last; all further ones become one group, the others. Ranked anew within each group of
 * the dimensions `within`.
 */
export interface Top {
  readonly dimension: string;
  readonly by: string;
  readonly rows: number;
  readonly within: readonly string[];
}

/** A part of the groups: largest first by a measure, equal ones in the order of the code points of a dimension's values. */
export interface Page {
  readonly by: string;
  readonly key: string;
  readonly rows: number;
  /** The group behind which the page starts: the measure's exact value, and the dimension's. */
  readonly after: { readonly value: string; readonly key: string } | null;
}

/**
 * How a measure's values spread over the groups of the dimensions, instead of these: `count`, `mean`, for each quantile
 * the value of nearest rank under `quantile:<q>`, and under `below:<edge>` how many values lie below each edge.
 */
export interface Distribution {
  readonly of: string;
  readonly quantiles: readonly number[];
  readonly edges: readonly number[];
}

/**
 * Deals the amounts of some rows out to others: within each value of `within`, what rows without a `to` have of the
 * measure `of` goes to the values of `to` in proportion to their `by`. Instead of groups there is a row for each value of
 * `to` and currency with `part`, its part in units of 10^-40, cut for each value of `within`; and for each currency a row
 * without a `to`, whose `part` is all that found somebody to go to, exactly.
 */
export interface Attribution {
  readonly within: string;
  readonly to: string;
  readonly of: string;
  readonly by: string;
}

/** A range that a report is compared with, and its buckets, where the report has buckets. */
export interface Compared {
  readonly range: InstantRange;
  readonly buckets: readonly number[] | null;
}

/** A column of a report and the direction in which rows are ordered by it; rows without a value come last. */
export interface ReportOrder {
  readonly column: string;
  readonly descending: boolean;
}

/**
 * Makes a query a report: rows that are typed while they are compared, filled, sifted and ordered. See `report`.
 */
export interface ReportRows {
  /** Adds to each measure what it was in the range before, bucket by bucket, and how it changed. */
  readonly compared: Compared | null;
  /** Whether dimensions whose values have names have a column with them. */
  readonly names: boolean;
  /** Whether a group that has a row has one in every bucket. */
  readonly fill: boolean;
  /** Conditions on the measures' columns. */
  readonly having: readonly Condition[];
  /** Besides it rows are ordered by all that tells them apart. */
  readonly order: readonly ReportOrder[];
  /** Rows at most. */
  readonly limit: number | null;
  readonly offset: number;
  /** Keeps so many groups of the dimensions and puts all further ones into one, the others; null keeps all. */
  readonly top: number | null;
  /** Whether a last row tells how many rows there are without limit and offset. */
  readonly total: boolean;
}

/** A question to one dataset. Keys are those of the catalogue. */
export interface AnalyticsQuery {
  readonly dataset: Dataset;
  readonly measures: readonly string[];
  readonly dimensions: readonly string[];
  readonly filters: readonly DimensionFilter[];
  readonly conditions?: readonly Condition[];
  /** Keeps rows that have a value of each of these dimensions. */
  readonly present?: readonly string[];
  readonly range: InstantRange;
  /**
   * Starts of time buckets, ascending, the first at or before `range.from`; null for totals. With it each row has a
   * `slot`: the position of its bucket, from 0.
   */
  readonly buckets: readonly number[] | null;
  /**
   * One row for all buckets of a group of the dimensions: under `slot` and each measure a list with commas, in no order
   * but the same one. For what is read whole: a row costs far more than a number.
   */
  readonly packed?: boolean;
  /**
   * The rows of the source as they are instead of groups, for whoever takes apart what does not add up: those of a UTC
   * day together, every dimension as a list of lines and the one measure, which must be a `concat`, as a list of bytes in
   * the same order, cut into pieces. See `collected`.
   */
  readonly collected?: boolean;
  readonly folds?: readonly Fold[];
  readonly top?: Top | null;
  readonly page?: Page | null;
  readonly distribution?: Distribution | null;
  readonly attribution?: Attribution | null;
  readonly report?: ReportRows | null;
}

/** Digits that shares of a currency are cut to. */
const SHARE_DIGITS = 40;

/**
 * SQL of the share that an amount has in the total of its currency, as a whole number of 10^-40: amounts of different
 * currencies are never added, but their shares can be, to rank what has several.
 */
export function currencyShare(amount: string, total: string): string {
  return `div(${amount} * 1e${SHARE_DIGITS}, nullif(abs(${total}), 0))`;
}

/** Whose rows: part of the plan, so that the index is used; the tenant views hold it as well. */
export interface QueryScope {
  readonly tenantId: string;
  readonly customerId: string | null;
}

/** The column that tells whether a row answers for the others of a dimension: `t` or `f`. */
export function othersKey(dimension: string): string {
  return `${dimension}:others`;
}
