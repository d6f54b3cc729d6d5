import { canonical, DecimalSum, type DecimalText } from '../decimal.js';
import { addMoney, type CurrencyAmount } from '../insight/money.js';
import type { AnalyticsRow } from './analytics-reader.js';
import { rankGroups, type Group } from './groups.js';

/** Exact sums of some rows. */
export interface UsageSums {
  readonly quantity: DecimalText;
  /** A whole number. */
  readonly events: DecimalText;
  /** Per currency, in alphabetical order. */
  readonly revenue: readonly CurrencyAmount[];
}

/** Usage of one value of a dimension, or of all values that did not make the top. */
export type UsageGroup = Group<UsageSums>;

/** By what groups are ranked: the first figure that the row shows. */
export type Weight = 'quantity' | 'events';

/** Adds rows up, whatever dimensions they have. */
export function addUp(rows: readonly AnalyticsRow[]): UsageSums {
  const [only] = rows;
  return only !== undefined && rows.length === 1 ? sumsOf(only) : addAll(rows);
}

/** What most groups are: there may be thousands a request. */
function sumsOf({ quantity, events, revenue, currency }: AnalyticsRow): UsageSums {
  return {
    quantity: quantity == null ? '0' : canonical(quantity),
    events: events ?? '0',
    revenue: currency == null || revenue == null ? [] : [{ amount: canonical(revenue), currency }],
  };
}

function addAll(rows: readonly AnalyticsRow[]): UsageSums {
  const quantity = new DecimalSum();
  const events = new DecimalSum();
  for (const row of rows) {
    if (row['quantity'] != null) quantity.add(row['quantity']);
    if (row['events'] != null) events.add(row['events']);
  }
  return { quantity: quantity.toString(), events: events.toString(), revenue: moneyIn(rows, 'revenue') };
}

/** The sum of a count over rows, a whole number. */
export function countIn(rows: readonly AnalyticsRow[], measure: string): DecimalText {
  return rows.reduce((sum, row) => sum.add(row[measure] ?? '0'), new DecimalSum()).toString();
}

/** The amounts that rows have of a measure, per currency. */
export function moneyIn(rows: readonly AnalyticsRow[], measure: string): CurrencyAmount[] {
  return addMoney(
    rows.flatMap(({ currency, [measure]: amount }) =>
      currency == null || amount == null ? [] : [{ amount, currency }],
    ),
  );
}

/** Groups rows of usage by a dimension: see `rankGroups`. */
export function groupUsage(rows: readonly AnalyticsRow[], dimension: string, weight: Weight): UsageGroup[] {
  return rankGroups(rows, dimension, addUp, (sums) => sums[weight]);
}
