import { scaleOf, unitsOf, type DecimalText } from '../decimal.js';
import { addMoney, type CurrencyAmount } from './money.js';

const ONE = 10n ** 40n;

/** What amounts of several currencies weigh. */
export interface MoneyWeights {
  readonly weigh: (amounts: readonly CurrencyAmount[]) => DecimalText;
  /** What all amounts together weigh, before anything is cut: each currency's total counts once, by its sign. */
  readonly whole: DecimalText;
}

/**
 * Weighs amounts of several currencies, which are never added: the shares that they have in the totals of their
 * currencies, added, as a whole number of 10^-40. The planner's `currencyShare` is the same in SQL.
 */
export function moneyWeights(all: readonly CurrencyAmount[]): MoneyWeights {
  const sums = addMoney(all);
  const totals = new Map(sums.map(({ currency, amount }) => [currency, amount]));
  const weigh = (amounts: readonly CurrencyAmount[]): DecimalText =>
    amounts
      .reduce((weight, { amount, currency }) => weight + shareOf(amount, totals.get(currency) ?? '0'), 0n)
      .toString();
  return { weigh, whole: weigh(sums) };
}

function shareOf(amount: DecimalText, total: DecimalText): bigint {
  const scale = Math.max(scaleOf(amount), scaleOf(total));
  const whole = unitsOf(total, scale);
  if (whole === 0n) return 0n;
  return (unitsOf(amount, scale) * ONE) / (whole < 0n ? -whole : whole);
}
