import { PointStatus } from '../schema/enums.js';
import type { Change, CustomerQuantity, Money, UsageByBillableUnit, UsagePoint } from '../schema/usage.js';
import { type UsageRowOrigin } from '../schema/usage.js';
import type { Exact } from '../src/decimal.js';
import { ZERO } from '../src/decimal.js';
import type { AnalyticsRow } from '../src/loaders/analytics-reader.js';
import {
  addUp,
  groupUsage,
  share,
  weightOf,
  type UsageGroup,
  type UsageSums,
  type Weight,
} from '../src/loaders/usage-groups.js';
import type { UsageDimension, UsageRequest, UsageSource } from '../src/loaders/usage-source.js';

/** Rows of a breakdown if the caller does not say how many; more than any tenant has units. */
const ALL = Number.MAX_SAFE_INTEGER;

const MEASURES = ['quantity', 'events', 'revenue'] as const;

/** A group of a breakdown with what is derived from the whole. */
export interface RankedGroup {
  readonly group: UsageGroup;
  readonly origin: UsageRowOrigin;
  readonly revenue: Money[];
  readonly share: number;
  readonly change: Change | null;
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
 * A source broken down by a dimension, inside the groups that the row lies in. The outer dimensions are part of the
 * statement, so that all rows of a breakdown share it.
 */
export async function ranked(
  { source, within }: UsageRowOrigin,
  dimension: UsageDimension,
  weight: Weight,
  { top = ALL, compared = true }: { top?: number | undefined; compared?: boolean } = {},
): Promise<RankedGroup[]> {
  const dimensions = [...within.map((outer) => outer.dimension), dimension, 'currency' as const];
  const rows = inside(await source.rows({ dimensions, measures: MEASURES }), within);
  const before =
    !compared || source.window.comparison === null
      ? null
      : inside(await source.rows({ dimensions, measures: MEASURES, compared: true }), within);
  const whole = weightOf(addUp(rows), weight);
  return groupUsage(rows, dimension, weight, top).map((group) => ({
    group,
    origin: { source, within: [...within, { dimension, group }] },
    revenue: money(group),
    share: share(weightOf(group, weight), whole),
    change:
      before === null
        ? null
        : change(
            weightOf(addUp(before.filter((row) => group.includes(row[dimension] ?? null))), weight),
            weightOf(group, weight),
          ),
  }));
}

/** Rows that lie in all the groups. */
function inside(rows: readonly AnalyticsRow[], within: UsageRowOrigin['within']): AnalyticsRow[] {
  return rows.filter((row) => within.every(({ dimension, group }) => group.includes(row[dimension] ?? null)));
}

function change(previous: Exact, present: Exact): Change {
  const absolute = present.sub(previous);
  return { previous, absolute, ratio: previous.isZero() ? null : absolute.div(previous).toNumber() };
}

/** Usage of a source by billable unit, largest quantity first. */
export async function usageByBillableUnit(
  source: UsageSource,
  top?: number,
  within: UsageRowOrigin['within'] = [],
): Promise<UsageByBillableUnit[]> {
  const groups = await ranked({ source, within }, 'billableUnit', 'quantity', { top });
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
  const groups = await ranked(origin, 'customer', 'quantity', { top, compared: false });
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
  /** When the first event happened, epoch milliseconds; null where there is none. */
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
    perBucket: true,
  };
  const [rows, { first, now }] = await Promise.all([source.rows(request), bounds()]);
  const bySlot = new Map<number, AnalyticsRow[]>();
  for (const row of inside(rows, within)) {
    const slot = Number(row['slot']);
    const present = bySlot.get(slot);
    if (present === undefined) bySlot.set(slot, [row]);
    else present.push(row);
  }
  const { buckets, end } = source.window;
  return buckets.map((bucket, slot) => {
    const sums = addUp(bySlot.get(slot) ?? []);
    const next = buckets[slot + 1] ?? end;
    const missing = sums.events === 0n && (first === null || next <= first);
    return {
      bucket,
      quantity: missing ? null : sums.events === 0n ? ZERO : sums.quantity,
      events: sums.events,
      status: missing
        ? PointStatus.MISSING
        : next > now
          ? PointStatus.INCOMPLETE
          : sums.events === 0n
            ? PointStatus.ZERO
            : PointStatus.OK,
    };
  });
}
