import type { CustomerActivity, RevenueMonth } from '../schema/revenue.js';
import { mcp } from '../src/catalogue/mcp.js';
import { usage } from '../src/catalogue/usage.js';
import { canonical } from '../src/decimal.js';
import { revenueBridge, type MonthlyRevenue } from '../src/insight/revenue-bridge.js';
import { tenantSource, type AnalyticsSource } from '../src/loaders/analytics-source.js';
import type { Loaders } from '../src/loaders/loaders.js';
import type { DimensionFilter } from '../src/planner/query.js';

/** Customers that were active in a window, and those of before. */
export async function customerActivity(
  { analytics }: Loaders,
  { scope, window: { from, to } }: AnalyticsSource,
  filters: readonly DimensionFilter[],
): Promise<CustomerActivity> {
  // Tool calls have no billable unit: where one is asked for, none is meant.
  const isOfUnits = filters.some(({ dimension }) => dimension === 'billableUnit');
  const read = async (range: { from: number; to: number }): Promise<Set<string>> => {
    // Before 1970 there is nothing.
    if (range.from >= range.to) return new Set();
    const query = { dimensions: ['customer'], filters, range, buckets: null };
    const answers = await Promise.all([
      analytics.read(scope, { ...query, dataset: usage, measures: ['events'] }),
      ...(isOfUnits ? [] : [analytics.read(scope, { ...query, dataset: mcp, measures: ['invocations'] })]),
    ]);
    return new Set(answers.flatMap(({ rows }) => rows.flatMap((row) => row['customer'] ?? [])));
  };
  const [active, before, ever] = await Promise.all([
    read({ from, to }),
    read({ from: 2 * from - to, to: from }),
    read({ from: 0, to: from }),
  ]);
  const isKnown = [...active].filter((customer) => ever.has(customer));
  return {
    active: active.size,
    new: active.size - isKnown.length,
    returning: isKnown.filter((customer) => !before.has(customer)).length,
    lost: [...before].filter((customer) => !active.has(customer)).length,
  };
}

/** The revenue bridges of the months that a window touches. */
export async function revenueMonths(
  { analytics, window: resolve, now }: Pick<Loaders, 'analytics' | 'window' | 'now'>,
  source: AnalyticsSource,
  filters: readonly DimensionFilter[],
): Promise<RevenueMonth[]> {
  const { scope, dataset, window } = source;
  const first = await analytics.firstEvent(scope, dataset);
  if (first === null || first >= window.to) return [];
  const instant = (epochMs: number) => ({ kind: 'absolute', epochMs }) as const;
  const { timeZone } = window;
  // The whole history: who pays for the first time is told by it.
  const history = resolve({
    from: instant(Math.min(first, window.from)),
    to: instant(window.to),
    timeZone,
    granularity: 'MONTH',
  });
  const { rows } = await tenantSource(analytics, scope, dataset, history, filters).read({
    dimensions: ['customer', 'currency'],
    measures: ['revenue'],
    perBucket: true,
  });
  const monthly = rows.flatMap((row): MonthlyRevenue[] => {
    const { slot, customer, currency, revenue } = row;
    if (currency == null || revenue == null) return [];
    // Revenue that names no customer is reckoned as that of one more.
    return [{ customer: customer ?? '', month: Number(slot), currency, amount: canonical(revenue) }];
  });
  const { buckets, end } = history;
  const from = buckets.filter((start) => start <= window.from).length - 1;
  return revenueBridge(monthly, buckets.length, Math.max(0, from)).map(({ month, ...bridge }) => {
    const ends = buckets[month + 1] ?? end;
    return { ...bridge, month: buckets[month] ?? window.from, complete: ends <= Math.min(window.to, now) };
  });
}
