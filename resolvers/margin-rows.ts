import type { MarginPoint, MarginRow } from '../schema/cogs.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import { addMoney, marginsOf, type MarginFigures } from '../src/insight/money.js';
import type { AnalyticsSource } from '../src/loaders/analytics-source.js';
import type { Loaders } from '../src/loaders/loaders.js';
import type { MarginDimension, MarginGroup } from '../src/loaders/margin-groups.js';
import type { MarginQuestion } from '../src/loaders/margins.js';
import { moneyIn } from '../src/loaders/usage-groups.js';
import { boundsOf, slotsOf } from './series.js';
import { nodeOf } from './usage-rows.js';

/** Rows by a dimension, most costs first; what remains is one row. */
export async function marginRows(
  { margins }: Loaders,
  question: MarginQuestion,
  top: number,
): Promise<MarginRow[]> {
  const { groups } = await margins.read(question);
  const { scope, dimension } = question;
  const rows = groups.slice(0, top).map((group) => rowOf(scope, dimension, group, false));
  const rest = groups.slice(top);
  if (rest.length === 0) return rows;
  const folded: MarginGroup = {
    key: null,
    revenue: addMoney(rest.flatMap(({ revenue }) => revenue)),
    direct: addMoney(rest.flatMap(({ direct }) => direct)),
    allocated: addMoney(rest.flatMap(({ allocated }) => allocated)),
  };
  return [...rows, rowOf(scope, dimension, folded, true)];
}

function rowOf(
  scope: TenantScope,
  dimension: MarginDimension,
  group: MarginGroup,
  others: boolean,
): MarginRow {
  const node = nodeOf(scope, group.key);
  return {
    customer: dimension === 'customer' ? node : null,
    product: dimension === 'product' ? node : null,
    subscription: dimension === 'subscription' ? node : null,
    others,
    margins: marginsOfGroup(group),
    directCost: group.direct,
    allocatedCost: group.allocated,
  };
}

const marginsOfGroup = ({ revenue, direct, allocated }: MarginGroup): MarginFigures[] =>
  marginsOf(revenue, addMoney([...direct, ...allocated]));

/** The margins of one customer, product or subscription; none where it had neither revenue nor costs. */
export async function marginsOfOne(
  { margins }: Loaders,
  question: MarginQuestion,
  id: string,
): Promise<MarginFigures[]> {
  const { groups } = await margins.read(question);
  const own = groups.find(({ key }) => key === id);
  return own === undefined ? [] : marginsOfGroup(own);
}

/** Revenue less all costs. */
export async function totalMargins(
  costs: AnalyticsSource,
  revenue: AnalyticsSource,
): Promise<MarginFigures[]> {
  const [spent, earned] = await Promise.all([
    costs.read({ dimensions: ['currency'], measures: ['cost'] }),
    revenue.read({ dimensions: ['currency'], measures: ['revenue'] }),
  ]);
  return marginsOf(moneyIn(earned.rows, 'revenue'), moneyIn(spent.rows, 'cost'));
}

/** Revenue and costs, one point a bucket. */
export async function marginSeries(
  costs: AnalyticsSource,
  revenue: AnalyticsSource,
  loaders: Loaders,
): Promise<MarginPoint[]> {
  const [spent, earned] = await Promise.all([
    costs.read({ dimensions: ['currency'], measures: ['cost'], perBucket: true }),
    revenue.read({ dimensions: ['currency'], measures: ['revenue'], perBucket: true }),
  ]);
  const { scope, window } = costs;
  const [ofCosts, ofRevenue] = [
    boundsOf(loaders, scope, costs.dataset),
    boundsOf(loaders, scope, revenue.dataset),
  ];
  const firstEvent = async (): Promise<number | null> => {
    const firsts = await Promise.all([ofCosts.firstEvent(), ofRevenue.firstEvent()]);
    const known = firsts.filter((first) => first !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  const rows = [...spent.rows, ...earned.rows];
  const slots = await slotsOf(rows, [...spent.lost, ...earned.lost], window, { ...ofCosts, firstEvent });
  return slots.map(({ bucket, rows: own, statusOf }) => ({
    bucket,
    margins: marginsOf(moneyIn(own, 'revenue'), moneyIn(own, 'cost')),
    status: statusOf(own.length === 0),
  }));
}
