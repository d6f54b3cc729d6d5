import { Exact, ratio, ZERO } from '../decimal.js';
import { othersKey, type Fold } from '../planner/query.js';
import type { AnalyticsRow } from './analytics-reader.js';

/** Exact sums of some rows; revenue by currency. */
export interface UsageSums {
  readonly quantity: Exact;
  readonly events: bigint;
  readonly revenue: ReadonlyMap<string, Exact>;
}

/** What rows have to have to belong to a group of a dimension. */
export interface GroupKey {
  readonly dimension: string;
  /** Null for rows without a value, and for the others. */
  readonly key: string | null;
  /** Whether the group holds all values that did not make the top. */
  readonly others: boolean;
  /** How the dimension was folded into groups, for what is asked about the same groups next; null if it was not. */
  readonly fold: Fold | null;
}

/** Rows that answer for one value of a dimension, or for all values that did not make the top. */
export interface UsageGroup extends UsageSums, GroupKey {}

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
 * Groups rows by a dimension that may have been folded: heaviest first, equal weights in the order of their code points,
 * rows without a value last among equals, and the others at the end.
 */
export function groupUsage(rows: readonly AnalyticsRow[], dimension: string, weight: Weight): UsageGroup[] {
  const byKey = new Map<string, AnalyticsRow[]>();
  for (const row of rows) {
    const place = placeOf(row, [dimension]);
    const group = byKey.get(place);
    if (group === undefined) byKey.set(place, [row]);
    else group.push(row);
  }
  const groups = [...byKey.values()].map((members) => ({
    key: members[0]?.[dimension] ?? null,
    others: members[0]?.[othersKey(dimension)] === OTHERS,
    weight: ZERO,
    ...addUp(members),
  }));
  for (const group of groups) group.weight = weightOf(group, weight);
  groups.sort(
    (a, b) => Number(a.others) - Number(b.others) || b.weight.cmp(a.weight) || compareKeys(a.key, b.key),
  );
  const isFolded = groups.some(({ others }) => others);
  const keep = groups.flatMap(({ key, others }) => (others ? [] : [key]));
  const fold = isFolded ? { dimension, keep } : null;
  return groups.map(({ key, others, quantity, events, revenue }) => ({
    ...{ dimension, key, others, fold },
    ...{ quantity, events, revenue },
  }));
}

/** PostgreSQL's text of true. */
const OTHERS = 'true';

/** Rows by the groups of some dimensions, computed once for the same rows. */
const partitions = new WeakMap<readonly AnalyticsRow[], Map<string, Map<string, AnalyticsRow[]>>>();

/** The rows that lie in all of the groups. */
export function inside(rows: readonly AnalyticsRow[], within: readonly GroupKey[]): readonly AnalyticsRow[] {
  if (within.length === 0) return rows;
  const dimensions = within.map(({ dimension }) => dimension);
  const known = partitions.get(rows) ?? new Map<string, Map<string, AnalyticsRow[]>>();
  partitions.set(rows, known);
  const name = dimensions.join('\0');
  let parts = known.get(name);
  if (parts === undefined) {
    parts = new Map();
    for (const row of rows) {
      const place = placeOf(row, dimensions);
      const part = parts.get(place);
      if (part === undefined) parts.set(place, [row]);
      else part.push(row);
    }
    known.set(name, parts);
  }
  const place = JSON.stringify(within.map(({ key, others }) => [key, others]));
  return parts.get(place) ?? [];
}

function placeOf(row: AnalyticsRow, dimensions: readonly string[]): string {
  return JSON.stringify(
    dimensions.map((dimension) => [row[dimension] ?? null, row[othersKey(dimension)] === OTHERS]),
  );
}

function compareKeys(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  // Code units have the order of code points, but for halves of surrogate pairs.
  if (!/[\ud800-\uffff]/.test(a + b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A part of a whole, 0 where the whole is 0. */
export function share(part: Exact, whole: Exact): number {
  return whole.isZero() ? 0 : ratio(part, whole);
}
