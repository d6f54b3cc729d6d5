import { canonical, compareDecimals, DecimalSum, ratio, type DecimalText } from '../decimal.js';
import { othersKey, type Fold } from '../planner/query.js';
import type { AnalyticsAnswer, AnalyticsRow } from './analytics-reader.js';

/** An amount in one currency. */
export interface CurrencyAmount {
  readonly amount: DecimalText;
  readonly currency: string;
}

/** Exact sums of some rows. */
export interface UsageSums {
  readonly quantity: DecimalText;
  /** A whole number. */
  readonly events: DecimalText;
  /** Per currency, in alphabetical order. */
  readonly revenue: readonly CurrencyAmount[];
}

/** What rows have to have to belong to a group of a dimension. */
export interface GroupKey<Dimension extends string = string> {
  readonly dimension: Dimension;
  /** Null for rows without a value, and for the others. */
  readonly key: string | null;
  /** Whether the group holds all values that did not make the top. */
  readonly others: boolean;
  /** How the dimension was folded into groups, for what is asked about the same groups next; null if it was not. */
  readonly fold: Fold | null;
}

/** Rows that answer for one value of a dimension, or for all values that did not make the top. */
export interface UsageGroup<Dimension extends string = string> extends GroupKey<Dimension>, UsageSums {
  readonly weight: DecimalText;
  /** The part of all groups together that its weight is; 0 where that is 0. */
  readonly share: number;
}

/** By what groups are ranked: the first figure that the row shows. */
export type Weight = 'quantity' | 'events';

/** Adds rows up, whatever dimensions they have. */
export function addUp(rows: readonly AnalyticsRow[]): UsageSums {
  const [only] = rows;
  return only !== undefined && rows.length === 1 ? sumsOf(only) : addAll(rows);
}

/** What most groups are: there may be thousands a request. */
function sumsOf({ quantity, events, revenue, currency }: AnalyticsRow): UsageSums {
  return {
    quantity: quantity == null ? '0' : canonical(quantity),
    events: events ?? '0',
    revenue: currency == null || revenue == null ? [] : [{ amount: canonical(revenue), currency }],
  };
}

function addAll(rows: readonly AnalyticsRow[]): UsageSums {
  const quantity = new DecimalSum();
  const events = new DecimalSum();
  const revenue = new Map<string, DecimalSum>();
  for (const row of rows) {
    if (row['quantity'] != null) quantity.add(row['quantity']);
    if (row['events'] != null) events.add(row['events']);
    const currency = row['currency'];
    if (currency == null || row['revenue'] == null) continue;
    const sum = revenue.get(currency);
    if (sum === undefined) revenue.set(currency, new DecimalSum().add(row['revenue']));
    else sum.add(row['revenue']);
  }
  const amounts = Array.from(revenue, ([currency, sum]) => ({ amount: sum.toString(), currency }));
  if (amounts.length > 1) amounts.sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return { quantity: quantity.toString(), events: events.toString(), revenue: amounts };
}

/** A group's weight as a decimal. */
export function weightOf(sums: UsageSums, weight: Weight): DecimalText {
  return sums[weight];
}

/**
 * Groups rows by a dimension that may have been folded: heaviest first, equal weights in the order of their code points,
 * rows without a value last among equals, and the others at the end.
 */
export function groupUsage<Dimension extends string>(
  rows: readonly AnalyticsRow[],
  dimension: Dimension,
  weight: Weight,
): UsageGroup<Dimension>[] {
  const byKey = new Map<string | null, AnalyticsRow[]>();
  const folded: AnalyticsRow[] = [];
  const marker = othersKey(dimension);
  for (const row of rows) {
    if (row[marker] === OTHERS) {
      folded.push(row);
      continue;
    }
    const key = row[dimension] ?? null;
    const members = byKey.get(key);
    if (members === undefined) byKey.set(key, [row]);
    else members.push(row);
  }
  const fold: Fold | null = folded.length === 0 ? null : { dimension, keep: [...byKey.keys()] };
  // Objects of one shape, filled in place: there may be a thousand of them a request.
  const groupOf = (key: string | null, others: boolean, members: readonly AnalyticsRow[]) => {
    const sums = addUp(members);
    const { quantity, events, revenue } = sums;
    const text = weightOf(sums, weight);
    return {
      dimension,
      key,
      others,
      fold,
      quantity,
      events,
      revenue,
      weight: text,
      size: Number(text),
      share: 0,
    };
  };
  const groups = Array.from(byKey, ([key, members]) => groupOf(key, false, members));
  const compareKeys = keyOrder(groups);
  groups.sort((a, b) => b.size - a.size || compareDecimals(b.weight, a.weight) || compareKeys(a.key, b.key));
  if (folded.length > 0) groups.push(groupOf(null, true, folded));
  const sum = new DecimalSum();
  for (const group of groups) sum.add(group.weight);
  const whole = sum.toString();
  if (whole !== '0') for (const group of groups) group.share = ratio(group.weight, whole);
  return groups;
}

/** PostgreSQL's text of true. */
const OTHERS = 'true';

/** The rows of an answer that lie in all of the groups. */
export function inside(
  { rows, parts }: AnalyticsAnswer,
  within: readonly GroupKey[],
): readonly AnalyticsRow[] {
  if (within.length === 0) return rows;
  const dimensions = within.map(({ dimension }) => dimension);
  const name = dimensions.join('\0');
  let byPlace = parts.get(name);
  if (byPlace === undefined) {
    byPlace = new Map<string, AnalyticsRow[]>();
    for (const row of rows) {
      const place = placeOf(row, dimensions);
      const part = byPlace.get(place);
      if (part === undefined) byPlace.set(place, [row]);
      else part.push(row);
    }
    parts.set(name, byPlace);
  }
  return byPlace.get(JSON.stringify(within.map(({ key, others }) => [key, others]))) ?? [];
}

function placeOf(row: AnalyticsRow, dimensions: readonly string[]): string {
  return JSON.stringify(
    dimensions.map((dimension) => [row[dimension] ?? null, row[othersKey(dimension)] === OTHERS]),
  );
}

/** How keys are ordered: by code points, null last. */
function keyOrder(
  groups: readonly { readonly key: string | null }[],
): (a: string | null, b: string | null) => number {
  // Code units have the order of code points, but for halves of surrogate pairs.
  const isPlain = groups.every(({ key }) => key === null || !/[\ud800-\uffff]/.test(key));
  return (a, b) => {
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    if (isPlain) return a < b ? -1 : 1;
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  };
}
