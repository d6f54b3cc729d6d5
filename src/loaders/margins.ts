import { cost } from '../catalogue/cost.js';
import { mcp } from '../catalogue/mcp.js';
import { revenue } from '../catalogue/revenue.js';
import { usage } from '../catalogue/usage.js';
import type { TenantScope } from '../db/tenant-scope.js';
import type { DecimalText } from '../decimal.js';
import { allocate, usageWeights } from '../insight/allocation.js';
import { addMoney, type CurrencyAmount } from '../insight/money.js';
import { moneyWeights } from '../insight/money-weight.js';
import type { DimensionFilter } from '../planner/query.js';
import type { Window } from '../planner/window.js';
import type { AnalyticsReader, AnalyticsRow } from './analytics-reader.js';
import { tenantSource } from './analytics-source.js';
import type { Subscriptions } from './subscriptions.js';

/** Whose costs and revenue are set against each other. */
export type MarginDimension = 'customer' | 'product' | 'subscription';

/** How costs that name nobody are shared out. */
export type CostAllocation = 'DIRECT_ONLY' | 'PROPORTIONAL_TO_USAGE' | 'PROPORTIONAL_TO_REVENUE' | 'EVEN';

/** What is asked of margins: filters keep what they name of costs, revenue and usage, before anything is shared out. */
export interface MarginQuestion {
  readonly scope: TenantScope;
  readonly window: Window;
  readonly dimension: MarginDimension;
  readonly allocation: CostAllocation;
  /** By customer, product and subscription: of costs, revenue and usage alike. */
  readonly filters: readonly DimensionFilter[];
  /** By category, provider and model: of costs alone. */
  readonly costFilters: readonly DimensionFilter[];
}

/** Revenue and costs of one customer, product or subscription. */
export interface MarginGroup {
  /** Null for revenue that names none. */
  readonly key: string | null;
  readonly revenue: readonly CurrencyAmount[];
  /** Costs that name it. */
  readonly direct: readonly CurrencyAmount[];
  /** Its part of costs that name none. */
  readonly allocated: readonly CurrencyAmount[];
}

/** All groups, and the costs that none of them bears: together they are all revenue and all costs. */
export interface MarginBreakdown {
  /** Most costs first, equal ones in the order of code points. */
  readonly groups: readonly MarginGroup[];
  readonly unallocated: readonly CurrencyAmount[];
}

/** A cost and whom it names. */
interface NamedCost extends CurrencyAmount {
  readonly key: string | null;
  /** For subscriptions: the customer of a cost that names no subscription. */
  readonly customer: string | null;
}

/** Sets revenue against costs for one operation; equal questions are answered once. */
export class Margins {
  private readonly asked = new Map<string, Promise<MarginBreakdown>>();

  constructor(
    private readonly reader: AnalyticsReader,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** The breakdown that a question asks for. */
  read(question: MarginQuestion): Promise<MarginBreakdown> {
    const { scope, window, dimension, allocation, filters, costFilters } = question;
    const { from, to } = window;
    const key = JSON.stringify([scope, from, to, dimension, allocation, filters, costFilters]);
    const present = this.asked.get(key);
    if (present !== undefined) return present;
    const started = this.answer(question);
    this.asked.set(key, started);
    return started;
  }

  private async answer(question: MarginQuestion): Promise<MarginBreakdown> {
    const { dimension, allocation } = question;
    // A cost of a subscription is its customer's, and a cost of a customer is shared by its subscriptions.
    const owner = dimension === 'product' ? [] : (['customer', 'subscription'] as const);
    const dimensions = [...new Set([dimension, ...owner])];
    const [earned, costs, weights] = await Promise.all([
      this.rows(question, revenue, [...dimensions, 'currency'], ['revenue']),
      this.rows(question, cost, [...dimensions, 'currency'], ['cost']),
      allocation === 'PROPORTIONAL_TO_USAGE' || allocation === 'EVEN' ? this.usage(question) : [],
    ]);
    const named = await this.named(question, costs);
    const owners = new Map<string, string>();
    for (const row of [...earned, ...weights.map(({ row }) => row)]) {
      if (row['subscription'] != null && row['customer'] != null)
        owners.set(row['subscription'], row['customer']);
    }
    const weightOf = weigher(allocation, dimension, earned, weights, named);
    const shared = named.filter(({ key }) => key === null);
    const pools = new Map<string | null, CurrencyAmount[]>();
    for (const one of shared) {
      const pool = dimension === 'subscription' ? one.customer : null;
      pools.set(pool, [...(pools.get(pool) ?? []), one]);
    }
    const allocated = new Map<string, CurrencyAmount[]>();
    const unallocated: CurrencyAmount[] = [];
    for (const [pool, amounts] of pools) {
      const takers =
        pool === null ? weightOf : new Map([...weightOf].filter(([id]) => owners.get(id) === pool));
      const { byKey, unallocated: rest } = allocate(amounts, takers);
      unallocated.push(...rest);
      for (const [id, parts] of byKey) allocated.set(id, [...(allocated.get(id) ?? []), ...parts]);
    }
    return { groups: grouped(dimension, earned, named, allocated), unallocated: addMoney(unallocated) };
  }

  private async rows(
    { scope, window, filters, costFilters }: MarginQuestion,
    dataset: typeof cost,
    dimensions: readonly string[],
    measures: readonly string[],
  ): Promise<readonly AnalyticsRow[]> {
    const kept = dataset === cost ? [...filters, ...costFilters] : filters;
    return (await tenantSource(this.reader, scope, dataset, window, kept).read({ dimensions, measures }))
      .rows;
  }

  /** Usage by unit, tool calls being one more unit. */
  private async usage(question: MarginQuestion): Promise<UseRow[]> {
    const { dimension } = question;
    const dimensions = dimension === 'subscription' ? [dimension, 'customer'] : [dimension];
    const [used, called] = await Promise.all([
      this.rows(question, usage, [...dimensions, 'billableUnit'], ['quantity', 'events']),
      this.rows(question, mcp, dimensions, ['invocations']),
    ]);
    const units = used.map((row) => ({
      row,
      unit: `unit ${row['billableUnit'] ?? ''}`,
      quantity: row['quantity'] ?? '0',
      events: row['events'] ?? '0',
    }));
    const calls = called.map((row) => {
      const invocations = row['invocations'] ?? '0';
      return { row, unit: 'tool calls', quantity: invocations, events: invocations };
    });
    return [...units, ...calls];
  }

  /** Costs and whom they name, subscriptions standing for their customers. */
  private async named(
    { scope, dimension }: MarginQuestion,
    rows: readonly AnalyticsRow[],
  ): Promise<NamedCost[]> {
    const costs = rows.flatMap((row) => {
      const { cost: amount, currency } = row;
      return amount == null || currency == null ? [] : [{ row, amount, currency }];
    });
    return Promise.all(
      costs.map(async ({ row, amount, currency }) => {
        let customer = row['customer'] ?? null;
        if (dimension === 'customer' && customer === null && row['subscription'] != null) {
          customer = (await this.subscriptions.find(scope, row['subscription']))?.customerId ?? null;
        }
        return {
          key: dimension === 'customer' ? customer : (row[dimension] ?? null),
          customer,
          amount,
          currency,
        };
      }),
    );
  }
}

interface UseRow {
  readonly row: AnalyticsRow;
  readonly unit: string;
  readonly quantity: DecimalText;
  readonly events: DecimalText;
}

/** The weights by which costs are shared out. */
function weigher(
  allocation: CostAllocation,
  dimension: MarginDimension,
  earned: readonly AnalyticsRow[],
  used: readonly UseRow[],
  named: readonly NamedCost[],
): ReadonlyMap<string, DecimalText> {
  switch (allocation) {
    case 'DIRECT_ONLY':
      return new Map();
    case 'PROPORTIONAL_TO_USAGE':
      return usageWeights(
        used.flatMap(({ row, ...use }) => {
          const key = row[dimension];
          return key == null ? [] : [{ key, ...use }];
        }),
      );
    case 'PROPORTIONAL_TO_REVENUE': {
      const amounts = earned.flatMap((row) => amountOf(row, dimension));
      const { weigh } = moneyWeights(amounts);
      const byKey = new Map<string, CurrencyAmount[]>();
      for (const { key, ...amount } of amounts) byKey.set(key, [...(byKey.get(key) ?? []), amount]);
      return new Map(Array.from(byKey, ([key, own]) => [key, weigh(addMoney(own))]));
    }
    case 'EVEN': {
      const keys = [
        ...used.map(({ row }) => row[dimension]),
        ...earned.map((row) => row[dimension]),
        ...named.map(({ key }) => key),
      ];
      return new Map(keys.flatMap((key) => (key == null ? [] : [[key, '1'] as const])));
    }
  }
}

function amountOf(row: AnalyticsRow, dimension: string): (CurrencyAmount & { readonly key: string })[] {
  const { [dimension]: key, revenue: amount, currency } = row;
  return key == null || amount == null || currency == null ? [] : [{ key, amount, currency }];
}

function grouped(
  dimension: MarginDimension,
  earned: readonly AnalyticsRow[],
  named: readonly NamedCost[],
  allocated: ReadonlyMap<string, readonly CurrencyAmount[]>,
): MarginGroup[] {
  const revenues = new Map<string | null, CurrencyAmount[]>();
  const add = (
    to: Map<string | null, CurrencyAmount[]>,
    key: string | null,
    amount: CurrencyAmount,
  ): void => {
    const present = to.get(key);
    if (present === undefined) to.set(key, [amount]);
    else present.push(amount);
  };
  for (const row of earned) {
    const { revenue: amount, currency } = row;
    if (amount != null && currency != null) add(revenues, row[dimension] ?? null, { amount, currency });
  }
  const directs = new Map<string | null, CurrencyAmount[]>();
  for (const { key, amount, currency } of named) if (key !== null) add(directs, key, { amount, currency });
  const keys = new Set<string | null>([...revenues.keys(), ...directs.keys(), ...allocated.keys()]);
  const groups: MarginGroup[] = [...keys].map((key) => ({
    key,
    revenue: addMoney(revenues.get(key) ?? []),
    direct: addMoney(directs.get(key) ?? []),
    allocated: addMoney(key === null ? [] : (allocated.get(key) ?? [])),
  }));
  const { weigh } = moneyWeights(groups.flatMap(({ direct, allocated: parts }) => [...direct, ...parts]));
  const weights = new Map(
    groups.map((group) => [group, BigInt(weigh(addMoney([...group.direct, ...group.allocated])))]),
  );
  const weightOf = (group: MarginGroup): bigint => weights.get(group) ?? 0n;
  return groups.sort((a, b) => {
    const [left, right] = [weightOf(a), weightOf(b)];
    if (left !== right) return left > right ? -1 : 1;
    if (a.key === null || b.key === null) return a.key === null ? 1 : -1;
    return Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
  });
}
