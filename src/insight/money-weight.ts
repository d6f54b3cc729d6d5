import { ratio, type DecimalText } from '../decimal.js';
import { addMoney, type CurrencyAmount } from './money.js';
import { shareOf, WHOLE_SHARE } from './share.js';

/** What amounts of several currencies weigh. */
export interface MoneyWeights {
  readonly weigh: (amounts: readonly CurrencyAmount[]) => DecimalText;
  /** What all amounts together weigh, before anything is cut: each currency's total counts once, by its sign. */
  readonly whole: DecimalText;
}

/**
 * Weighs amounts of several currencies, which are never added: the shares that they have in the totals of their
 * currencies, added, as a whole number of 10^-40. A total counts without its sign, so that more weighs more where credits
 * prevail, too. The planner's `currencyShare` is the same in SQL.
 */
export function moneyWeights(all: readonly CurrencyAmount[]): MoneyWeights {
  const totals = totalsOf(all);
  const weigh = (amounts: readonly CurrencyAmount[]): DecimalText =>
    amounts
      .reduce((weight, { amount, currency }) => {
        const total = totals.get(currency) ?? '0';
        return weight + shareOf(amount, total.startsWith('-') ? total.slice(1) : total);
      }, 0n)
      .toString();
  return { weigh, whole: weigh(Array.from(totals, ([currency, amount]) => ({ amount, currency }))) };
}

/**
 * The part of all that amounts are: their share of the total, cut to 40 decimals, and of several currencies the mean of
 * the shares. A currency whose total is 0 has no shares; null where there is no other.
 *
 * @returns a function of amounts with each currency at most once
 */
export function moneyShares(
  all: readonly CurrencyAmount[],
): (amounts: readonly CurrencyAmount[]) => number | null {
  const totals = totalsOf(all);
  const counted = [...totals.values()].filter((total) => total !== '0').length;
  if (counted === 0) return () => null;
  const whole = (BigInt(counted) * WHOLE_SHARE).toString();
  return (amounts) => {
    const shares = amounts.map(({ amount, currency }) => shareOf(amount, totals.get(currency) ?? '0'));
    return ratio(shares.reduce((sum, share) => sum + share, 0n).toString(), whole);
  };
}

const totalsOf = (all: readonly CurrencyAmount[]): ReadonlyMap<string, DecimalText> =>
  new Map(addMoney(all).map(({ currency, amount }) => [currency, amount]));
