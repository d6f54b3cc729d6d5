import type { Customer } from '../schema/directory.js';
import { PointStatus } from '../schema/enums.js';
import type {
  Change,
  CustomerQuantity,
  UsageByBillableUnit,
  UsagePoint,
  UsageRowOrigin,
} from '../schema/usage.js';
import { difference, ratio, type DecimalText } from '../src/decimal.js';
import type { AnalyticsRow } from '../src/loaders/analytics-reader.js';
import {
  addUp,
  groupUsage,
  inside,
  weightOf,
  type CurrencyAmount,
  type UsageGroup,
  type Weight,
} from '../src/loaders/usage-groups.js';
import type { UsageDimension, UsageRequest, UsageSource } from '../src/loaders/usage-source.js';
import type { TenantScope } from '../src/db/tenant-scope.js';

const MEASURES = ['quantity', 'events', 'revenue'] as const;

/** A group of a breakdown, and where it came from. */
export interface RankedGroup {
  readonly group: UsageGroup<UsageDimension>;
  readonly origin: UsageRowOrigin;
}

/** How a source is broken down. */
export interface Breakdown {
  /** Groups before the others; all of them where it is null. */
  readonly top?: number | null;
  readonly withRevenue?: boolean;
  /** Whether the groups' series will be asked for: they are then made of the same rows. */
  readonly withSeries?: boolean;
}

/** Revenue of a source, per currency: from the same rows that its usage by unit is made of. */
export async function moneyOf(source: UsageSource): Promise<readonly CurrencyAmount[]> {
  return addUp(await source.rows({ dimensions: ['billableUnit', 'currency'], measures: MEASURES })).revenue;
}

/**
 * A source broken down by a dimension, inside the groups that the row lies in; with `top`, what does not make it is
 * folded into one group. The outer dimensions are part of the query, so that all rows of a breakdown share it.
 */
export async function ranked(
  { source, within }: Pick<UsageRowOrigin, 'source' | 'within'>,
  dimension: UsageDimension,
  weight: Weight,
  { top = null, withRevenue = true, withSeries = false }: Breakdown = {},
): Promise<RankedGroup[]> {
  const outer = within.map((group) => group.dimension);
  const request: UsageRequest = {
    dimensions: [...outer, dimension, ...(withRevenue ? (['currency'] as const) : [])],
    measures: withRevenue ? MEASURES : ['quantity', 'events'],
    folds: foldsOf(within),
    top: top === null ? null : { dimension, by: weight, rows: top, within: outer },
    perBucket: withSeries,
  };
  const rows = await source.rows(request);
  const seriesRequest = withSeries ? request : null;
  return groupUsage(inside(rows, within), dimension, weight).map((group) => ({
    group,
    origin: { source, within: [...within, group], seriesRequest },
  }));
}

/** How a row's weight differs from that of the range that the window is compared with; null where there is none. */
export async function changeOf(
  { source, within }: UsageRowOrigin,
  weight: Weight,
  present: DecimalText,
): Promise<Change | null> {
  if (source.window.comparison === null) return null;
  const rows = await source.rows({
    dimensions: within.map(({ dimension }) => dimension),
    measures: ['quantity', 'events'],
    folds: foldsOf(within),
    compared: true,
  });
  const previous = weightOf(addUp(inside(rows, within)), weight);
  const absolute = difference(present, previous);
  return { previous, absolute, ratio: previous === '0' ? null : ratio(absolute, previous) };
}

const foldsOf = (within: UsageRowOrigin['within']) => within.flatMap(({ fold }) => fold ?? []);

/** Usage of a source by billable unit, largest quantity first. */
export async function usageByBillableUnit(
  source: UsageSource,
  breakdown: Breakdown = {},
  within: UsageRowOrigin['within'] = [],
): Promise<UsageByBillableUnit[]> {
  const groups = await ranked({ source, within }, 'billableUnit', 'quantity', breakdown);
  return groups.map(({ group: { key, others, quantity, events, revenue, share }, origin }) => ({
    origin,
    billableUnit: key === null ? null : { scope: source.scope, id: key },
    others,
    quantity,
    events,
    revenue,
    share,
  }));
}

/** The customers of a row, largest quantity first. */
export async function customersOf(origin: UsageRowOrigin, top: number): Promise<CustomerQuantity[]> {
  const groups = await ranked(origin, 'customer', 'quantity', { top, withRevenue: false });
  return groups.map(({ group: { key, others, quantity, events, share } }) => ({
    customer: customerNode(origin.source.scope, key),
    others,
    quantity,
    events,
    share,
  }));
}

/** A customer of whom only the id is known; null for none. */
export function customerNode(scope: TenantScope, id: string | null): Customer | null {
  return id === null ? null : { scope, id };
}

/** What decides the status of the points of a series. */
export interface SeriesBounds {
  /** An instant in the quarter-hour of the first event, epoch milliseconds; null where there is none. */
  readonly firstEvent: () => Promise<number | null>;
  readonly now: number;
}

/** A row's series: one point a bucket of the window, also where nothing happened. */
export async function series(
  { source, within, seriesRequest }: UsageRowOrigin,
  { firstEvent, now }: SeriesBounds,
): Promise<UsagePoint[]> {
  const request: UsageRequest = seriesRequest ?? {
    dimensions: within.map(({ dimension }) => dimension),
    measures: ['quantity', 'events'],
    folds: foldsOf(within),
    perBucket: true,
  };
  const [rows, lost] = await Promise.all([source.rows(request), source.lost(request)]);
  const bySlot = new Map<number, AnalyticsRow[]>();
  for (const row of inside(rows, within)) {
    const slot = Number(row['slot']);
    const present = bySlot.get(slot);
    if (present === undefined) bySlot.set(slot, [row]);
    else present.push(row);
  }
  const { buckets, end, from, to } = source.window;
  // Where the first bucket has an event, none lies before the first event.
  const first = bySlot.has(0) ? from : await firstEvent();
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
