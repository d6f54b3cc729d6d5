import { scaleOf, unitsOf, type DecimalText } from '../decimal.js';
import { addMoney, type CurrencyAmount } from './money.js';

const ONE = 10n ** 40n;

/**
 * Weighs amounts of several currencies, which are never added: the shares that they have in the totals of their
 * currencies, added, as a whole number of 10^-40. The planner's `currencyShare` is the same in SQL.
 */
export function moneyWeights(
  all: readonly CurrencyAmount[],
): (amounts: readonly CurrencyAmount[]) => DecimalText {
  const totals = new Map(addMoney(all).map(({ currency, amount }) => [currency, amount]));
  return (amounts) =>
    amounts
      .reduce((weight, { amount, currency }) => weight + shareOf(amount, totals.get(currency) ?? '0'), 0n)
      .toString();
}

function shareOf(amount: DecimalText, total: DecimalText): bigint {
  const scale = Math.max(scaleOf(amount), scaleOf(total));
  const whole = unitsOf(total, scale);
  if (whole === 0n) return 0n;
  return (unitsOf(amount, scale) * ONE) / (whole < 0n ? -whole : whole);
}
