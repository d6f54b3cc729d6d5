import { cost } from '../catalogue/cost.js';
import type { Dataset } from '../catalogue/dataset.js';
import { mcp } from '../catalogue/mcp.js';
import { revenue } from '../catalogue/revenue.js';
import { usage } from '../catalogue/usage.js';
import type { TenantScope } from '../db/tenant-scope.js';
import type { DecimalText } from '../decimal.js';
import { allocate } from '../insight/allocation.js';
import { addMoney, type CurrencyAmount } from '../insight/money.js';
import type { DimensionFilter } from '../planner/query.js';
import type { Window } from '../planner/window.js';
import type { AnalyticsReader, AnalyticsRow } from './analytics-reader.js';
import { tenantSource } from './analytics-source.js';
import { addTo, grouped, type MarginDimension, type MarginGroup, type NamedCost } from './margin-groups.js';
import {
  evidenceOf,
  NO_WEIGHTS,
  weigh,
  type CostAllocation,
  type UseRow,
  type Weights,
} from './margin-weights.js';
import type { Subscriptions } from './subscriptions.js';

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

/** All groups, and the costs that none of them bears: together they are all revenue and all costs. */
export interface MarginBreakdown {
  /** Most costs first, equal ones in the order of code points. */
  readonly groups: readonly MarginGroup[];
  readonly unallocated: readonly CurrencyAmount[];
}

const NO_OWNERS: ReadonlyMap<string, Weights> = new Map();

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
    const { scope, dimension, allocation } = question;
    // A cost of a subscription is its customer's, and a cost of a customer is shared by its subscriptions.
    const owner = dimension === 'product' ? [] : (['customer', 'subscription'] as const);
    const dimensions = [...new Set([dimension, ...owner]), 'currency'];
    const isByUse = allocation === 'PROPORTIONAL_TO_USAGE' || allocation === 'EVEN';
    const [earned, costs, used] = await Promise.all([
      this.rows(question, revenue, dimensions, ['revenue']),
      this.rows(question, cost, dimensions, ['cost']),
      isByUse ? this.usage(question) : [],
    ]);
    const named = costs.flatMap((row): NamedCost[] => {
      const { cost: amount, currency, customer = null } = row;
      return amount == null || currency == null
        ? []
        : [{ row, key: row[dimension] ?? null, customer, amount, currency }];
    });
    const evidence = evidenceOf(allocation, earned, used, named);
    const weights = weigh(allocation, dimension, evidence, used);

    const pools = new Map<string | null, CurrencyAmount[]>();
    for (const cost of named.filter(({ key }) => key === null)) {
      addTo(pools, dimension === 'subscription' ? cost.customer : null, cost);
    }
    const isOnlyCommon = [...pools.keys()].every((pool) => pool === null);
    const ofCustomers = isOnlyCommon ? NO_OWNERS : await this.byCustomer(scope, weights, evidence);
    const allocated = new Map<string | null, CurrencyAmount[]>();
    const unallocated: CurrencyAmount[] = [];
    for (const [pool, amounts] of pools) {
      const takers = pool === null ? weights : (ofCustomers.get(pool) ?? NO_WEIGHTS);
      const { byKey, unallocated: rest } = allocate(amounts, takers);
      unallocated.push(...rest);
      for (const [id, parts] of byKey) for (const part of parts) addTo(allocated, id, part);
    }
    return { groups: grouped(dimension, earned, named, allocated), unallocated: addMoney(unallocated) };
  }

  /** Rows by customer are those of the subscription's customer where they name only that. */
  private async rows(
    { scope, window, dimension, filters, costFilters }: MarginQuestion,
    dataset: Dataset,
    dimensions: readonly string[],
    measures: readonly string[],
  ): Promise<readonly AnalyticsRow[]> {
    const kept = dataset === cost ? [...filters, ...costFilters] : filters;
    const source = tenantSource(this.reader, scope, dataset, window, kept);
    const { rows } = await source.read({ dimensions, measures });
    if (dimension !== 'customer') return rows;
    return Promise.all(
      rows.map(async (row) => {
        const { customer, subscription } = row;
        if (customer != null || subscription == null) return row;
        const known = await this.subscriptions.find(scope, subscription);
        return known === null ? row : { ...row, customer: known.customerId };
      }),
    );
  }

  /** Usage by unit, tool calls being one more unit. */
  private async usage(question: MarginQuestion): Promise<UseRow[]> {
    const { dimension } = question;
    const other = { customer: 'subscription', subscription: 'customer', product: null }[dimension];
    const dimensions = other === null ? [dimension] : [dimension, other];
    const [used, called] = await Promise.all([
      // Usage always names its customer.
      this.rows(
        question,
        usage,
        [...(dimension === 'customer' ? [dimension] : dimensions), 'billableUnit'],
        ['quantity', 'events'],
      ),
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

  /**
   * The weights of each customer's subscriptions. A subscription is of those who are named beside it where its weight is
   * from; where nobody is, of the customer that its events tell.
   */
  private async byCustomer(
    scope: TenantScope,
    weights: Weights,
    evidence: readonly AnalyticsRow[],
  ): Promise<ReadonlyMap<string, Weights>> {
    const owners = new Map<string, Set<string>>();
    for (const { subscription, customer } of evidence) {
      if (subscription == null || customer == null) continue;
      const known = owners.get(subscription);
      if (known === undefined) owners.set(subscription, new Set([customer]));
      else known.add(customer);
    }
    const told = await Promise.all(
      [...weights.keys()]
        .filter((id) => !owners.has(id))
        .map(async (id) => ({ id, row: await this.subscriptions.find(scope, id) })),
    );
    for (const { id, row } of told) if (row !== null) owners.set(id, new Set([row.customerId]));
    const byCustomer = new Map<string, Map<string, DecimalText>>();
    for (const [id, weight] of weights) {
      for (const customer of owners.get(id) ?? []) {
        const own = byCustomer.get(customer);
        if (own === undefined) byCustomer.set(customer, new Map([[id, weight]]));
        else own.set(id, weight);
      }
    }
    return byCustomer;
  }
}
