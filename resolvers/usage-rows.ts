import { PointStatus } from '../schema/enums.js';
import type { Change, CustomerQuantity, Money, UsageByBillableUnit, UsagePoint } from '../schema/usage.js';
import { type UsageRowOrigin } from '../schema/usage.js';
import { Exact, ratio } from '../src/decimal.js';
import type { AnalyticsRow } from '../src/loaders/analytics-reader.js';
import {
  addUp,
  groupUsage,
  inside,
  share,
  weightOf,
  type UsageGroup,
  type UsageSums,
  type Weight,
} from '../src/loaders/usage-groups.js';
import type { UsageDimension, UsageRequest, UsageSource } from '../src/loaders/usage-source.js';

const MEASURES = ['quantity', 'events', 'revenue'] as const;

/** A group of a breakdown with what is derived from the whole. */
export interface RankedGroup {
  readonly group: UsageGroup;
  readonly origin: UsageRowOrigin;
  readonly revenue: Money[];
  readonly share: number;
}

/** Revenue as the schema has it, currencies in alphabetical order. */
export function money({ revenue }: UsageSums): Money[] {
  return [...revenue]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount]) => ({ amount, currency }));
}

/** Revenue of a source, per currency: from the same rows that its usage by unit is made of. */
export async function moneyOf(source: UsageSource): Promise<Money[]> {
  return money(addUp(await source.rows({ dimensions: ['billableUnit', 'currency'], measures: MEASURES })));
}

/**
 * A source broken down by a dimension, inside the groups that the row lies in; with `top`, what does not make it is
 * folded into one group. The outer dimensions are part of the query, so that all rows of a breakdown share it.
 */
export async function ranked(
  { source, within }: UsageRowOrigin,
  dimension: UsageDimension,
  weight: Weight,
  { top = null, withRevenue = true }: { top?: number | null; withRevenue?: boolean } = {},
): Promise<RankedGroup[]> {
  const outer = within.map((group) => group.dimension);
  const rows = await source.rows({
    dimensions: [...outer, dimension, ...(withRevenue ? (['currency'] as const) : [])],
    measures: withRevenue ? MEASURES : ['quantity', 'events'],
    folds: foldsOf(within),
    top: top === null ? null : { dimension, by: weight, rows: top, within: outer },
  });
  const mine = inside(rows, within);
  const whole = weightOf(addUp(mine), weight);
  return groupUsage(mine, dimension, weight).map((group) => ({
    group,
    origin: { source, within: [...within, { ...group, dimension }] },
    revenue: money(group),
    share: share(weightOf(group, weight), whole),
  }));
}

/** How a row's weight differs from that of the range that the window is compared with; null where there is none. */
export async function changeOf(
  { source, within }: UsageRowOrigin,
  weight: Weight,
  present: Exact | bigint,
): Promise<Change | null> {
  if (source.window.comparison === null) return null;
  const rows = await source.rows({
    dimensions: within.map(({ dimension }) => dimension),
    measures: ['quantity', 'events'],
    folds: foldsOf(within),
    compared: true,
  });
  const previous = weightOf(addUp(inside(rows, within)), weight);
  const absolute = new Exact(present.toString()).sub(previous);
  return { previous, absolute, ratio: previous.isZero() ? null : ratio(absolute, previous) };
}

const foldsOf = (within: UsageRowOrigin['within']) => within.flatMap(({ fold }) => fold ?? []);

/** Usage of a source by billable unit, largest quantity first. */
export async function usageByBillableUnit(
  source: UsageSource,
  top?: number,
  within: UsageRowOrigin['within'] = [],
): Promise<UsageByBillableUnit[]> {
  const groups = await ranked({ source, within }, 'billableUnit', 'quantity', { top: top ?? null });
  return groups.map(({ group, origin, ...derived }) => ({
    ...derived,
    origin,
    billableUnitId: group.key,
    others: group.others,
    quantity: group.quantity,
    events: group.events,
  }));
}

/** The customers of a row, largest quantity first. */
export async function customersOf(origin: UsageRowOrigin, top: number): Promise<CustomerQuantity[]> {
  const groups = await ranked(origin, 'customer', 'quantity', { top, withRevenue: false });
  return groups.map(({ group, share: part }) => ({
    scope: origin.source.scope,
    customerId: group.key,
    others: group.others,
    quantity: group.quantity,
    events: group.events,
    share: part,
  }));
}

/** What decides the status of the points of a series. */
export interface SeriesBounds {
  /** The quarter-hour of the first event, epoch milliseconds; null where there is none. */
  readonly first: number | null;
  readonly now: number;
}

/** A row's series: one point a bucket of the window, also where nothing happened. */
export async function series(
  { source, within }: UsageRowOrigin,
  bounds: () => Promise<SeriesBounds>,
): Promise<UsagePoint[]> {
  const request: UsageRequest = {
    dimensions: within.map(({ dimension }) => dimension),
    measures: ['quantity', 'events'],
    folds: foldsOf(within),
    perBucket: true,
  };
  const [rows, lost, { first, now }] = await Promise.all([
    source.rows(request),
    source.lost(request),
    bounds(),
  ]);
  const bySlot = new Map<number, AnalyticsRow[]>();
  for (const row of inside(rows, within)) {
    const slot = Number(row['slot']);
    const present = bySlot.get(slot);
    if (present === undefined) bySlot.set(slot, [row]);
    else present.push(row);
  }
  const { buckets, end, from, to } = source.window;
  return buckets.map((bucket, slot) => {
    const sums = addUp(bySlot.get(slot) ?? []);
    const next = buckets[slot + 1] ?? end;
    const asked = { from: Math.max(bucket, from), to: Math.min(next, to) };
    const isLost = lost.some((range) => range.from < asked.to && range.to > asked.from);
    const status = statusOf(sums.events, {
      isBefore: first === null || next <= first,
      isLost,
      isOpen: next > now,
    });
    const quantity = status === PointStatus.MISSING ? null : sums.quantity;
    return { bucket, quantity, events: sums.events, status };
  });
}

/** What is known of a bucket: nothing of it, all of it, or a part that can still grow or has been dropped. */
function statusOf(
  events: bigint,
  { isBefore, isLost, isOpen }: { isBefore: boolean; isLost: boolean; isOpen: boolean },
): PointStatus {
  if (events === 0n && (isBefore || isLost)) return PointStatus.MISSING;
  if (isLost || isOpen) return PointStatus.INCOMPLETE;
  return events === 0n ? PointStatus.ZERO : PointStatus.OK;
}
