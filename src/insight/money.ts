import { DecimalSum, difference, ratio, type DecimalText } from '../decimal.js';

/** An amount in one currency. */
export interface CurrencyAmount {
  readonly amount: DecimalText;
  readonly currency: string;
}

/** Adds amounts up, each currency by itself: in alphabetical order, one with every currency that occurs. */
export function addMoney(amounts: Iterable<CurrencyAmount>): CurrencyAmount[] {
  const sums = new Map<string, DecimalSum>();
  for (const { amount, currency } of amounts) {
    const sum = sums.get(currency);
    if (sum === undefined) sums.set(currency, new DecimalSum().add(amount));
    else sum.add(amount);
  }
  return Array.from(sums, ([currency, sum]) => ({ amount: sum.toString(), currency })).sort((a, b) =>
    a.currency < b.currency ? -1 : 1,
  );
}

/** What is left of revenue after costs, in one currency. */
export interface MarginFigures {
  readonly currency: string;
  readonly revenue: DecimalText;
  readonly cost: DecimalText;
  /** revenue - cost. */
  readonly margin: DecimalText;
  /** margin / revenue; null without revenue. */
  readonly marginRate: number | null;
}

/** Margins in every currency of revenue or cost, in alphabetical order. */
export function marginsOf(
  revenue: readonly CurrencyAmount[],
  cost: readonly CurrencyAmount[],
): MarginFigures[] {
  const amountIn = (amounts: readonly CurrencyAmount[], wanted: string): DecimalText =>
    amounts.find(({ currency }) => currency === wanted)?.amount ?? '0';
  return addMoney([...revenue, ...cost]).map(({ currency }) => {
    const [earned, spent] = [amountIn(revenue, currency), amountIn(cost, currency)];
    const margin = difference(earned, spent);
    return {
      currency,
      revenue: earned,
      cost: spent,
      margin,
      marginRate: earned === '0' ? null : ratio(margin, earned),
    };
  });
}
