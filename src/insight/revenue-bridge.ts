import type { DecimalText } from '../decimal.js';
import { CurrencyRevenue } from './currency-revenue.js';

/** A customer's revenue of one calendar month in one currency; at most one row a customer, month and currency. */
export interface MonthlyRevenue {
  readonly customer: string;
  /** Position of the month, from 0. */
  readonly month: number;
  readonly currency: string;
  /** The month's sum, negative where more was credited than charged. */
  readonly amount: DecimalText;
}

/** How many customers stand behind a bridge; `opening + new + reactivated - churned = closing`. */
export interface BridgeCustomers {
  /** Who paid in the month before: their amount was above 0. */
  readonly opening: number;
  readonly new: number;
  readonly reactivated: number;
  /** Who paid in both months, and more in this one. */
  readonly expanded: number;
  /** Who paid in both months, and less in this one. */
  readonly contracted: number;
  readonly churned: number;
  /** Who pays in this month. */
  readonly closing: number;
}

/**
 * How the revenue of a month came out of that of the month before, in one currency, exactly:
 * `opening + new + reactivation + expansion - contraction - churn = closing`. No movement is negative: contraction and
 * churn are what is taken off. docs/revenue.md defines each.
 */
export interface BridgeMonth {
  readonly month: number;
  readonly currency: string;
  /** All revenue of the month before: its closing; 0 for month 0. */
  readonly opening: DecimalText;
  /** Of customers that had never paid before. */
  readonly new: DecimalText;
  /** Of customers that paid once, but not in the month before. */
  readonly reactivation: DecimalText;
  /** What customers of both months pay more, and credits that came to their end. */
  readonly expansion: DecimalText;
  /** What customers of both months pay less, and credits beyond what a customer is charged. */
  readonly contraction: DecimalText;
  /** What customers paid in the month before that pay nothing now. */
  readonly churn: DecimalText;
  /** All revenue of the month. */
  readonly closing: DecimalText;
  /** `(opening + expansion - contraction - churn) / opening`, 1 is all; null unless opening is above 0. */
  readonly netRetention: number | null;
  /** `(opening - contraction - churn) / opening`, at most 1; null unless opening is above 0. */
  readonly grossRetention: number | null;
  readonly customers: BridgeCustomers;
}

/**
 * The revenue bridges of the months `from` to `months - 1`: month by month, and within a month one for every currency
 * that occurs in any row, in alphabetical order.
 *
 * @param rows the whole history in any order, month 0 being that of the first revenue: what came before `from` tells
 *   new customers from those that come back
 * @param months how many months the history has, the last of them the last bridged
 * @throws RangeError for a `from` or a row outside of the history, and for two rows of one customer, month and currency
 */
export function revenueBridge(rows: readonly MonthlyRevenue[], months: number, from: number): BridgeMonth[] {
  if (!Number.isInteger(from) || from < 0) throw new RangeError(`${from} is no month`);
  const rowsOf = new Map<string, MonthlyRevenue[]>();
  for (const row of rows) {
    const known = rowsOf.get(row.currency);
    if (known === undefined) rowsOf.set(row.currency, [row]);
    else known.push(row);
  }
  const currencies = [...rowsOf].sort(([a], [b]) => (a < b ? -1 : 1));
  const histories = currencies.map(([currency, own]) => new CurrencyRevenue(currency, own, months));
  const bridges: BridgeMonth[] = [];
  for (let month = from; month < months; month += 1) {
    for (const history of histories) bridges.push(history.bridge(month));
  }
  return bridges;
}
