import { DecimalSum, decimalText, type DecimalText } from '../decimal.js';

/** A share as a percentage of so many decimals at most, such as `12.5 %`. */
export function percent(share: number, decimals = 1): string {
  return `${rounded(share * 100, decimals)} %`;
}

/** A number as decimal text of so many decimals at most. Throws a RangeError where it is not finite. */
export function rounded(value: number, decimals: number): DecimalText {
  return decimalText(Math.round(value * 10 ** decimals), decimals);
}

/** A number with its noun, which takes an `s` unless the number is 1. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The UTC date of an instant, as YYYY-MM-DD. */
export function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The sums of amounts by currency, in the order of the currencies, such as `EUR 30 and USD 120.5`. */
export function amountsText(amounts: readonly { amount: DecimalText; currency: string }[]): string {
  const sums = new Map<string, DecimalSum>();
  for (const { amount, currency } of amounts) {
    sums.set(currency, (sums.get(currency) ?? new DecimalSum()).add(amount));
  }
  const texts = [...sums.keys()]
    .sort()
    .map((currency) => `${currency} ${sums.get(currency)?.toString() ?? '0'}`);
  return texts.length < 3
    ? texts.join(' and ')
    : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}
