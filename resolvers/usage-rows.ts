import { PointStatus } from '../schema/enums.js';
import type {
  Change,
  CustomerQuantity,
  UsageByBillableUnit,
  UsagePoint,
  UsageRanking,
  UsageRow,
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

/** What rows by billable unit show; quantities of several units do not add up. */
const OF_UNITS = ['quantity', 'events', 'revenue'] as const;

/** How a source is broken down. */
export interface Breakdown {
  /** Groups before the others; all of them where it is null. */
  readonly top?: number | null;
  /** What is asked for, the weight among it. */
  readonly measures?: UsageRequest['measures'];
  /** Whether the groups' series will be asked for: they are then made of the same rows. */
  readonly withSeries?: boolean;
}

/** Revenue of a source, per currency: from the same rows that its usage by unit is made of. */
export async function moneyOf(source: UsageSource): Promise<readonly CurrencyAmount[]> {
  const { rows } = await source.read({ dimensions: ['billableUnit', 'currency'], measures: OF_UNITS });
  return addUp(rows).revenue;
}

/** The groups of a breakdown, heaviest first, and how they were found. */
export interface Ranked {
  readonly groups: readonly UsageGroup<UsageDimension>[];
  readonly ranking: UsageRanking;
}

/**
 * A source broken down by a dimension, inside the groups that the row lies in; with `top`, what does not make it is
 * folded into one group. The outer dimensions are part of the query, so that all rows of a breakdown share it.
 */
export async function ranked(
  outer: UsageRowOrigin,
  dimension: UsageDimension,
  weight: Weight,
  { top = null, measures = OF_UNITS, withSeries = false }: Breakdown = {},
): Promise<Ranked> {
  const { source, within } = outer;
  const around = within.map((group) => group.dimension);
  const request: UsageRequest = {
    dimensions: [...around, dimension, ...(measures.includes('revenue') ? (['currency'] as const) : [])],
    measures,
    folds: foldsOf(within),
    top: top === null ? null : { dimension, by: weight, rows: top, within: around },
    perBucket: withSeries,
  };
  const groups = groupUsage(inside(await source.read(request), within), dimension, weight);
  return { groups, ranking: { outer, seriesRequest: withSeries ? request : null } };
}

/** What a row answers for. */
export function originOf({ ranking: { outer }, group }: UsageRow): UsageRowOrigin {
  return { source: outer.source, within: [...outer.within, group] };
}

/** How a row's weight differs from that of the range that the window is compared with; null where there is none. */
export async function changeOf(row: UsageRow, weight: Weight): Promise<Change | null> {
  const { source, within } = originOf(row);
  if (source.window.comparison === null) return null;
  const answer = await source.read({
    dimensions: within.map(({ dimension }) => dimension),
    measures: [weight],
    folds: foldsOf(within),
    compared: true,
  });
  const previous = weightOf(addUp(inside(answer, within)), weight);
  const absolute = difference(row.group.weight, previous);
  return { previous, absolute, ratio: previous === '0' ? null : ratio(absolute, previous) };
}

const foldsOf = (within: UsageRowOrigin['within']) => within.flatMap(({ fold }) => fold ?? []);

/** Usage of what is meant by billable unit, largest quantity first. */
export async function usageByBillableUnit(
  of: UsageRowOrigin,
  breakdown: Breakdown = {},
): Promise<UsageByBillableUnit[]> {
  const { groups, ranking } = await ranked(of, 'billableUnit', 'quantity', breakdown);
  const { scope } = of.source;
  return groups.map((group) => ({
    ranking,
    group,
    billableUnit: nodeOf(scope, group.key),
    others: group.others,
    quantity: group.quantity,
    events: group.events,
    revenue: group.revenue,
    share: group.share,
  }));
}

/** The customers of a row, largest quantity first. */
export async function customersOf(row: UsageRow, top: number): Promise<CustomerQuantity[]> {
  const measures = ['quantity', 'events'] as const;
  const origin = originOf(row);
  const { groups } = await ranked(origin, 'customer', 'quantity', { top, measures });
  const { scope } = origin.source;
  return groups.map(({ key, others, quantity, events, share }) => ({
    customer: nodeOf(scope, key),
    others,
    quantity,
    events,
    share,
  }));
}

/** A customer, product or unit of which only the id is known; null for none. */
export function nodeOf(scope: TenantScope, id: string | null): { scope: TenantScope; id: string } | null {
  return id === null ? null : { scope, id };
}

/** What decides the status of the points of a series. */
export interface SeriesBounds {
  /** An instant in the quarter-hour of the first event, epoch milliseconds; null where there is none. */
  readonly firstEvent: () => Promise<number | null>;
  readonly now: number;
}

/** A series: one point a bucket of the window, also where nothing happened. `asked` is what has its rows, if anything. */
export async function series(
  { source, within }: UsageRowOrigin,
  { firstEvent, now }: SeriesBounds,
  asked: UsageRequest | null = null,
): Promise<UsagePoint[]> {
  const request: UsageRequest = asked ?? {
    dimensions: within.map(({ dimension }) => dimension),
    measures: ['quantity', 'events'],
    folds: foldsOf(within),
    perBucket: true,
  };
  const answer = await source.read(request);
  const bySlot = new Map<number, AnalyticsRow[]>();
  for (const row of inside(answer, within)) {
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
    const meant = { from: Math.max(bucket, from), to: Math.min(next, to) };
    const isLost = answer.lost.some((range) => range.from < meant.to && range.to > meant.from);
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
  events: DecimalText,
  { isBefore, isLost, isOpen }: { isBefore: boolean; isLost: boolean; isOpen: boolean },
): PointStatus {
  if (events === '0' && (isBefore || isLost)) return PointStatus.MISSING;
  if (isLost || isOpen) return PointStatus.INCOMPLETE;
  return events === '0' ? PointStatus.ZERO : PointStatus.OK;
}
