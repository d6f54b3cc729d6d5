import { DecimalSum, scaleOf, unitsOf, type DecimalText } from '../decimal.js';
import type { CurrencyAmount } from './usage-groups.js';

const ONE = 10n ** 40n;

/** What amounts of several currencies weigh. */
export interface RevenueWeights {
  readonly weigh: (revenue: readonly CurrencyAmount[]) => DecimalText;
  /** What all amounts together weigh, before anything is cut: each currency's total counts once, by its sign. */
  readonly whole: DecimalText;
}

/**
 * Weighs amounts of several currencies, which are never added: the shares that they have in the totals of their
 * currencies, added, as a whole number of 10^-40. The planner's `currencyShare` is the same in SQL.
 */
export function revenueWeights(all: readonly CurrencyAmount[]): RevenueWeights {
  const sums = new Map<string, DecimalSum>();
  for (const { amount, currency } of all) {
    const sum = sums.get(currency);
    if (sum === undefined) sums.set(currency, new DecimalSum().add(amount));
    else sum.add(amount);
  }
  const totals = new Map(Array.from(sums, ([currency, sum]) => [currency, sum.toString()]));
  const weigh = (revenue: readonly CurrencyAmount[]): bigint =>
    revenue.reduce(
      (weight, { amount, currency }) => weight + shareOf(amount, totals.get(currency) ?? '0'),
      0n,
    );
  return {
    weigh: (revenue) => weigh(revenue).toString(),
    whole: weigh(Array.from(totals, ([currency, amount]) => ({ amount, currency }))).toString(),
  };
}

function shareOf(amount: DecimalText, total: DecimalText): bigint {
  const scale = Math.max(scaleOf(amount), scaleOf(total));
  const whole = unitsOf(total, scale);
  if (whole === 0n) return 0n;
  return (unitsOf(amount, scale) * ONE) / (whole < 0n ? -whole : whole);
}
