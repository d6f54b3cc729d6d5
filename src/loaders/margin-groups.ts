import { byCodePoint } from '../insight/code-points.js';
import { addMoney, type CurrencyAmount } from '../insight/money.js';
import { moneyWeights } from '../insight/money-weight.js';
import type { AnalyticsRow } from './analytics-reader.js';

/** Whose costs and revenue are set against each other. */
export type MarginDimension = 'customer' | 'product' | 'subscription';

/** Revenue and costs of one customer, product or subscription. */
export interface MarginGroup {
  /** Null for revenue that names none. */
  readonly key: string | null;
  readonly revenue: readonly CurrencyAmount[];
  /** Costs that name it. */
  readonly direct: readonly CurrencyAmount[];
  /** Its part of costs that name none. */
  readonly allocated: readonly CurrencyAmount[];
}

/** A cost and whom it names. */
export interface NamedCost extends CurrencyAmount {
  readonly row: AnalyticsRow;
  readonly key: string | null;
  readonly customer: string | null;
}

/** Adds an amount to those of a key. */
export function addTo<Key>(
  amounts: Map<Key, CurrencyAmount[]>,
  key: Key,
  { amount, currency }: CurrencyAmount,
): void {
  const present = amounts.get(key);
  if (present === undefined) amounts.set(key, [{ amount, currency }]);
  else present.push({ amount, currency });
}

/** All that was earned, named or allocated, by key: most costs first, equal ones in the order of code points, null last. */
export function grouped(
  dimension: MarginDimension,
  earned: readonly AnalyticsRow[],
  named: readonly NamedCost[],
  allocated: ReadonlyMap<string | null, readonly CurrencyAmount[]>,
): MarginGroup[] {
  const revenues = new Map<string | null, CurrencyAmount[]>();
  for (const row of earned) {
    const { revenue: amount, currency } = row;
    if (amount != null && currency != null) addTo(revenues, row[dimension] ?? null, { amount, currency });
  }
  const directs = new Map<string | null, CurrencyAmount[]>();
  for (const cost of named) if (cost.key !== null) addTo(directs, cost.key, cost);
  const keys = new Set<string | null>([...revenues.keys(), ...directs.keys(), ...allocated.keys()]);
  const groups: MarginGroup[] = [...keys].map((key) => ({
    key,
    revenue: addMoney(revenues.get(key) ?? []),
    direct: addMoney(directs.get(key) ?? []),
    allocated: addMoney(allocated.get(key) ?? []),
  }));
  const { weigh: weightIn } = moneyWeights(
    groups.flatMap(({ direct, allocated: parts }) => [...direct, ...parts]),
  );
  const weights = new Map(
    groups.map((group) => [group, BigInt(weightIn(addMoney([...group.direct, ...group.allocated])))]),
  );
  const weightOf = (group: MarginGroup): bigint => weights.get(group) ?? 0n;
  return groups.sort((a, b) => {
    const [left, right] = [weightOf(a), weightOf(b)];
    if (left !== right) return left > right ? -1 : 1;
    if (a.key === null || b.key === null) return a.key === null ? 1 : -1;
    return byCodePoint(a.key, b.key);
  });
}
