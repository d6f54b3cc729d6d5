import type { MoneyChange, RevenueOrigin, RevenuePoint, RevenueRow } from '../schema/revenue.js';
import { ratio } from '../src/decimal.js';
import { addMoney, type CurrencyAmount } from '../src/insight/money.js';
import { moneyWeights } from '../src/insight/money-weight.js';
import type { AnalyticsRow } from '../src/loaders/analytics-reader.js';
import type { AnalyticsSource } from '../src/loaders/analytics-source.js';
import { inside, rankGroups } from '../src/loaders/groups.js';
import { moneyIn } from '../src/loaders/usage-groups.js';
import { changeFrom } from './change.js';
import { slotsOf, type SeriesBounds } from './series.js';
import { nodeOf } from './usage-rows.js';

/** What revenue is broken down by. */
export type RevenueDimension = 'billableUnit' | 'product' | 'customer' | 'tool';

const revenueOf = (rows: readonly AnalyticsRow[]): CurrencyAmount[] => moneyIn(rows, 'revenue');

/** Revenue by a dimension: the most revenue first, what remains folded into one row. */
export async function revenueRows(
  source: AnalyticsSource,
  dimension: RevenueDimension,
  rows: number,
): Promise<RevenueRow[]> {
  const top = { dimension, by: 'revenue', rows, within: [] };
  const answer = await source.read({ dimensions: [dimension, 'currency'], measures: ['revenue'], top });
  const all = revenueOf(answer.rows);
  const { weigh, whole } = moneyWeights(all);
  const groups = rankGroups(
    answer.rows,
    dimension,
    (members) => ({ revenue: revenueOf(members) }),
    ({ revenue }) => weigh(revenue),
  );
  return groups.map(({ key, others, fold, revenue, weight }) => {
    const node = nodeOf(source.scope, key);
    return {
      origin: { source, top, group: { dimension, key, others, fold } },
      billableUnit: dimension === 'billableUnit' ? node : null,
      product: dimension === 'product' ? node : null,
      customer: dimension === 'customer' ? node : null,
      tool: dimension === 'tool' ? key : null,
      others,
      revenue,
      share: whole === '0' ? 0 : ratio(weight, whole),
    };
  });
}

/** Differences from a previous range, in each currency of either. */
export function moneyChanges(
  previous: readonly CurrencyAmount[],
  present: readonly CurrencyAmount[],
): MoneyChange[] {
  const amountIn = (amounts: readonly CurrencyAmount[], wanted: string) =>
    amounts.find(({ currency }) => currency === wanted)?.amount ?? '0';
  return addMoney([...previous, ...present]).map(({ currency }) => ({
    currency,
    ...changeFrom(amountIn(previous, currency), amountIn(present, currency)),
  }));
}

/** How a row differs from the range that the window is compared with; null where there is none. */
export async function revenueChanges({ origin, revenue }: RevenueRow): Promise<MoneyChange[] | null> {
  const { source, group } = origin;
  if (source.window.comparison === null) return null;
  const answer = await source.read({
    dimensions: [group.dimension, 'currency'],
    measures: ['revenue'],
    folds: group.fold === null ? [] : [group.fold],
    compared: true,
  });
  return moneyChanges(revenueOf(inside(answer, [group])), revenue);
}

/** Revenue of a row, or of everything, one point a bucket. */
export async function revenueSeries(
  source: AnalyticsSource,
  origin: RevenueOrigin | null,
  bounds: SeriesBounds,
): Promise<RevenuePoint[]> {
  const answer = await source.read({
    dimensions: [...(origin === null ? [] : [origin.group.dimension]), 'currency'],
    measures: ['revenue'],
    top: origin?.top ?? null,
    perBucket: true,
  });
  const rows = origin === null ? answer.rows : inside(answer, [origin.group]);
  const slots = await slotsOf(rows, answer.lost, source.window, bounds);
  return slots.map(({ bucket, rows: own, statusOf }) => ({
    bucket,
    revenue: revenueOf(own),
    status: statusOf(own.length === 0),
  }));
}
