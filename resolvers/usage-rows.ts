import { PointStatus } from '../schema/enums.js';
import type {
  Change,
  CustomerQuantity,
  UsageByBillableUnit,
  UsagePoint,
  UsageRanking,
  UsageRow,
  RowOrigin,
} from '../schema/usage.js';
import { inside } from '../src/loaders/groups.js';
import { addUp, groupUsage, type UsageGroup, type Weight } from '../src/loaders/usage-groups.js';
import type { AnalyticsRequest } from '../src/loaders/analytics-source.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { changeFrom } from './change.js';
import { slotsOf, type SeriesBounds } from './series.js';

/** What rows by billable unit show; quantities of several units do not add up. */
const OF_UNITS = ['quantity', 'events', 'revenue'] as const;

/** How a source is broken down. */
export interface Breakdown {
  /** Groups before the others; all of them where it is null. */
  readonly top?: number | null;
  /** What is asked for, the weight among it. */
  readonly measures?: AnalyticsRequest['measures'];
  /** Whether the groups' series will be asked for: they are then made of the same rows. */
  readonly withSeries?: boolean;
}

/** The groups of a breakdown, heaviest first, and how they were found. */
export interface Ranked {
  readonly groups: readonly UsageGroup[];
  readonly ranking: UsageRanking;
}

/**
 * A source broken down by a dimension, inside the groups that the row lies in; with `top`, what does not make it is
 * folded into one group. The outer dimensions are part of the query, so that all rows of a breakdown share it.
 */
export async function ranked(
  outer: RowOrigin,
  dimension: string,
  weight: Weight,
  { top = null, measures = OF_UNITS, withSeries = false }: Breakdown = {},
): Promise<Ranked> {
  const { source, within } = outer;
  const around = within.map((group) => group.dimension);
  const request: AnalyticsRequest = {
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
export function originOf({ ranking: { outer }, group }: UsageRow): RowOrigin {
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
  return changeFrom(addUp(inside(answer, within))[weight], row.group.weight);
}

const foldsOf = (within: RowOrigin['within']) => within.flatMap(({ fold }) => fold ?? []);

/** Usage of what is meant by billable unit, largest quantity first. */
export async function usageByBillableUnit(
  of: RowOrigin,
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

/** A series: one point a bucket of the window, also where nothing happened. `asked` is what has its rows, if anything. */
export async function series(
  { source, within }: RowOrigin,
  bounds: SeriesBounds,
  asked: AnalyticsRequest | null = null,
): Promise<UsagePoint[]> {
  const answer = await source.read(
    asked ?? {
      dimensions: within.map(({ dimension }) => dimension),
      measures: ['quantity', 'events'],
      folds: foldsOf(within),
      perBucket: true,
    },
  );
  const slots = await slotsOf(inside(answer, within), answer.lost, source.window, bounds);
  return slots.map(({ bucket, rows, statusOf }) => {
    const { quantity, events } = addUp(rows);
    const status = statusOf(events === '0');
    return { bucket, quantity: status === PointStatus.MISSING ? null : quantity, events, status };
  });
}
