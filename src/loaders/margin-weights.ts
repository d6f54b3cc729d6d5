import type { DecimalText } from '../decimal.js';
import { usageWeights } from '../insight/allocation.js';
import { addMoney, type CurrencyAmount } from '../insight/money.js';
import { moneyWeights } from '../insight/money-weight.js';
import type { AnalyticsRow } from './analytics-reader.js';
import { addTo, type MarginDimension, type NamedCost } from './margin-groups.js';

/** How costs that name nobody are shared out. */
export type CostAllocation = 'DIRECT_ONLY' | 'PROPORTIONAL_TO_USAGE' | 'PROPORTIONAL_TO_REVENUE' | 'EVEN';

/** How much of what is shared each key takes. */
export type Weights = ReadonlyMap<string, DecimalText>;

/** Nobody takes anything. */
export const NO_WEIGHTS: Weights = new Map();

/** What was used of a unit: a row by unit, or of tool calls. */
export interface UseRow {
  readonly row: AnalyticsRow;
  readonly unit: string;
  readonly quantity: DecimalText;
  readonly events: DecimalText;
}

/** What says who takes part in what is shared out. */
export function evidenceOf(
  allocation: CostAllocation,
  earned: readonly AnalyticsRow[],
  used: readonly UseRow[],
  named: readonly NamedCost[],
): readonly AnalyticsRow[] {
  const uses = used.map(({ row }) => row);
  switch (allocation) {
    case 'DIRECT_ONLY':
      return [];
    case 'PROPORTIONAL_TO_USAGE':
      return uses;
    case 'PROPORTIONAL_TO_REVENUE':
      return earned;
    case 'EVEN':
      return [...uses, ...earned, ...named.map(({ row }) => row)];
  }
}

/** The weights by which costs are shared out. */
export function weigh(
  allocation: CostAllocation,
  dimension: MarginDimension,
  evidence: readonly AnalyticsRow[],
  used: readonly UseRow[],
): Weights {
  switch (allocation) {
    case 'DIRECT_ONLY':
      return NO_WEIGHTS;
    case 'PROPORTIONAL_TO_USAGE':
      return usageWeights(
        used.flatMap(({ row, ...use }) => {
          const key = row[dimension];
          return key == null ? [] : [{ key, ...use }];
        }),
      );
    case 'PROPORTIONAL_TO_REVENUE': {
      const amounts = evidence.flatMap((row) => amountOf(row, dimension));
      const { weigh: weightOf } = moneyWeights(amounts);
      const byKey = new Map<string, CurrencyAmount[]>();
      for (const { key, ...amount } of amounts) addTo(byKey, key, amount);
      return new Map(Array.from(byKey, ([key, own]) => [key, weightOf(addMoney(own))]));
    }
    case 'EVEN':
      return new Map(evidence.flatMap(({ [dimension]: key }) => (key == null ? [] : [[key, '1'] as const])));
  }
}

function amountOf(row: AnalyticsRow, dimension: string): (CurrencyAmount & { readonly key: string })[] {
  const { [dimension]: key, revenue: amount, currency } = row;
  return key == null || amount == null || currency == null ? [] : [{ key, amount, currency }];
}
