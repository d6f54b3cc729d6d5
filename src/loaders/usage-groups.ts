import { Exact, ZERO } from '../decimal.js';
import type { AnalyticsRow } from './analytics-reader.js';

/** Exact sums of some rows; revenue by currency. */
export interface UsageSums {
  readonly quantity: Exact;
  readonly events: bigint;
  readonly revenue: ReadonlyMap<string, Exact>;
}

/** Rows that answer for one value of a dimension, or for all values that did not make the top. */
export interface UsageGroup extends UsageSums {
  /** Null for rows without a value, and for the others. */
  readonly key: string | null;
  readonly others: boolean;
  /** Whether a value of the dimension belongs to this group, also one that only another range has. */
  includes(key: string | null): boolean;
}

/** By what groups are ranked: the first figure that the row shows. */
export type Weight = 'quantity' | 'events';

/** Adds rows up, whatever dimensions they have. */
export function addUp(rows: readonly AnalyticsRow[]): UsageSums {
  let quantity = ZERO;
  let events = 0n;
  const revenue = new Map<string, Exact>();
  for (const row of rows) {
    if (row['quantity'] != null) quantity = quantity.add(row['quantity']);
    if (row['events'] != null) events += BigInt(row['events']);
    const currency = row['currency'];
    if (currency != null && row['revenue'] != null) {
      revenue.set(currency, (revenue.get(currency) ?? ZERO).add(row['revenue']));
    }
  }
  return { quantity, events, revenue };
}

/** A group's weight as a decimal. */
export function weightOf(sums: UsageSums, weight: Weight): Exact {
  return weight === 'quantity' ? sums.quantity : new Exact(sums.events.toString());
}

/**
 * Groups rows by a dimension: heaviest first, equal weights by key, rows without a value last among equals. What
 * comes after the first `top` is folded into one group, so that the groups add up to the rows.
 */
export function groupUsage(
  rows: readonly AnalyticsRow[],
  dimension: string,
  weight: Weight,
  top: number,
): UsageGroup[] {
  const byKey = new Map<string | null, AnalyticsRow[]>();
  for (const row of rows) {
    const key = row[dimension] ?? null;
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [row]);
    else group.push(row);
  }
  const groups = [...byKey].map(([key, members]) => ({
    key,
    others: false,
    members,
    ...addUp(members),
    includes: (other: string | null) => other === key,
  }));
  groups.sort((a, b) => weightOf(b, weight).cmp(weightOf(a, weight)) || compareKeys(a.key, b.key));
  const rest = groups.slice(top);
  if (rest.length === 0) return groups;
  const named = new Set(groups.slice(0, top).map(({ key }) => key));
  return [
    ...groups.slice(0, top),
    {
      key: null,
      others: true,
      ...addUp(rest.flatMap(({ members }) => members)),
      includes: (key) => !named.has(key),
    },
  ];
}

function compareKeys(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** A part of a whole, 0 where the whole is 0. */
export function share(part: Exact, whole: Exact): number {
  return whole.isZero() ? 0 : part.div(whole).toNumber();
}
