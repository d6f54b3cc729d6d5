import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { CogsAnalytics, CogsFilter, CostPoint, CostRow, MarginPoint, MarginRow } from '../schema/cogs.js';
import { CostAllocation, Margin } from '../schema/margin.js';
import { Change, Money } from '../schema/usage.js';
import { ResultMeta, WindowInput } from '../schema/window.js';
import { cost as costDataset } from '../src/catalogue/cost.js';
import { revenue as revenueDataset } from '../src/catalogue/revenue.js';
import type { RequestContext } from '../src/context.js';
import { tenantSource } from '../src/loaders/analytics-source.js';
import type { DimensionFilter } from '../src/planner/query.js';
import { ALLOCATION, firstRows, givenFilters, MOST_ROWS, TENANT, WINDOW } from './arguments.js';
import { costChange, costRows, costSeries } from './cost-rows.js';
import { marginRows, marginSeries, totalMargins } from './margin-rows.js';
import { resultMeta } from './meta.js';
import { count, enterAsSeller, storable } from './root.js';
import { boundsOf } from './series.js';

const filtersOf = (filter: CogsFilter | null | undefined): DimensionFilter[] =>
  givenFilters({
    customer: storable('filter.customerIds', filter?.customerIds),
    product: storable('filter.productIds', filter?.productIds),
    subscription: storable('filter.subscriptionIds', filter?.subscriptionIds),
  });

const costFiltersOf = (filter: CogsFilter | null | undefined): DimensionFilter[] =>
  givenFilters({
    category: filter?.categories,
    provider: storable('filter.providers', filter?.providers),
    model: storable('filter.models', filter?.models),
  });

/** What serving customers cost. */
@Resolver(() => CogsAnalytics)
export class CogsResolver {
  @Query(() => CogsAnalytics, {
    description:
      'What serving customers cost, and what is left of revenue. Not for credentials that are narrowed to one customer.',
  })
  cogs(
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
    @Arg('filter', () => CogsFilter, { nullable: true, description: 'Which costs are meant.' })
    filter?: CogsFilter | null,
    @Arg('allocation', () => CostAllocation, ALLOCATION) allocation?: CostAllocation | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): CogsAnalytics {
    const scope = enterAsSeller(context, 'analytics:read', tenantId);
    const { loaders } = context;
    const { analytics } = loaders;
    const asked = loaders.window(window);
    const [filters, costFilters] = [filtersOf(filter), costFiltersOf(filter)];
    return {
      costs: tenantSource(analytics, scope, costDataset, asked, [...filters, ...costFilters]),
      revenue: tenantSource(analytics, scope, revenueDataset, asked, filters),
      question: {
        scope,
        window: asked,
        allocation: allocation ?? CostAllocation.PROPORTIONAL_TO_USAGE,
        filters,
        costFilters,
      },
    };
  }

  @FieldResolver(() => ResultMeta, {
    description: 'What the window became, and how fresh and how cheap the answer is, as far as costs go.',
  })
  meta(@Root() { costs }: CogsAnalytics, @Ctx() { loaders }: RequestContext): Promise<ResultMeta> {
    return resultMeta(loaders, costs.scope, costDataset, costs.window);
  }

  @FieldResolver(() => [Margin], { description: 'All revenue less all costs, per currency.' })
  totals(@Root() { costs, revenue }: CogsAnalytics): Promise<readonly Margin[]> {
    return totalMargins(costs, revenue);
  }

  @FieldResolver(() => [CostRow], { description: 'By category, most costs first.' })
  byCategory(@Root() { costs }: CogsAnalytics): Promise<CostRow[]> {
    return costRows(costs, 'category', null);
  }

  @FieldResolver(() => [CostRow], {
    description: 'By provider (openai, anthropic, aws, ...), most costs first.',
  })
  byProvider(@Root() { costs }: CogsAnalytics): Promise<CostRow[]> {
    return costRows(costs, 'provider', null);
  }

  @FieldResolver(() => [CostRow], { description: 'By model, most costs first.' })
  byModel(
    @Root() { costs }: CogsAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<CostRow[]> {
    return costRows(costs, 'model', count('first', first, MOST_ROWS));
  }

  @FieldResolver(() => [MarginRow], { description: 'By product, most costs first.' })
  byProduct(
    @Root() { question }: CogsAnalytics,
    @Ctx() { loaders }: RequestContext,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<MarginRow[]> {
    return marginRows(loaders, { ...question, dimension: 'product' }, count('first', first, MOST_ROWS));
  }

  @FieldResolver(() => [MarginRow], { description: 'By customer, most costs first.' })
  byCustomer(
    @Root() { question }: CogsAnalytics,
    @Ctx() { loaders }: RequestContext,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<MarginRow[]> {
    return marginRows(loaders, { ...question, dimension: 'customer' }, count('first', first, MOST_ROWS));
  }

  @FieldResolver(() => [MarginRow], {
    description:
      'By subscription, most costs first. Costs that name a customer and no subscription are shared by those of the customer.',
  })
  bySubscription(
    @Root() { question }: CogsAnalytics,
    @Ctx() { loaders }: RequestContext,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<MarginRow[]> {
    return marginRows(loaders, { ...question, dimension: 'subscription' }, count('first', first, MOST_ROWS));
  }

  @FieldResolver(() => [Money], {
    description: 'Costs that no customer bears: with those of all customers they are all costs.',
  })
  async unallocated(
    @Root() { question }: CogsAnalytics,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly Money[]> {
    return (await loaders.margins.read({ ...question, dimension: 'customer' })).unallocated;
  }

  @FieldResolver(() => [MarginPoint], { description: 'One point a bucket, also where nothing happened.' })
  series(
    @Root() { costs, revenue }: CogsAnalytics,
    @Ctx() { loaders }: RequestContext,
  ): Promise<MarginPoint[]> {
    return marginSeries(costs, revenue, loaders);
  }
}

/** A row of costs. */
@Resolver(() => CostRow)
export class CostRowResolver {
  @FieldResolver(() => Change, {
    nullable: true,
    description:
      'Difference of the cost; null unless the window says compareTo, and where costs are in several currencies.',
  })
  change(@Root() row: CostRow): Promise<Change | null> {
    return costChange(row);
  }

  @FieldResolver(() => [CostPoint], { description: 'One point a bucket, also where nothing happened.' })
  series(@Root() row: CostRow, @Ctx() { loaders }: RequestContext): Promise<CostPoint[]> {
    return costSeries(row, boundsOf(loaders, row.origin.source.scope, costDataset));
  }
}
