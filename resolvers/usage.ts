import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { BigIntScalar } from '../schema/scalars/big-int.js';
import {
  Change,
  CustomerQuantity,
  Money,
  UsageAnalytics,
  UsageByBillableUnit,
  UsageByCustomer,
  UsageByProduct,
  UsageFilter,
  UsagePoint,
} from '../schema/usage.js';
import { ResultMeta, WindowInput } from '../schema/window.js';
import { usage as usageDataset } from '../src/catalogue/usage.js';
import type { RequestContext } from '../src/context.js';
import type { DecimalText } from '../src/decimal.js';
import type { DimensionFilter } from '../src/planner/query.js';
import { addUp } from '../src/loaders/usage-groups.js';
import { tenantSource, type AnalyticsSource } from '../src/loaders/analytics-source.js';
import { firstRows, givenFilters, MOST_ROWS, TENANT, WINDOW } from './arguments.js';
import { resultMeta } from './meta.js';
import { count, enter, storable } from './root.js';
import { selects } from './selection.js';
import { boundsOf } from './series.js';
import {
  changeOf,
  customersOf,
  nodeOf,
  originOf,
  ranked,
  series,
  usageByBillableUnit,
} from './usage-rows.js';

/** What a filter keeps of usage, or of revenue. */
export function filtersOf(filter: UsageFilter | null | undefined): DimensionFilter[] {
  return givenFilters({
    customer: storable('filter.customerIds', filter?.customerIds),
    billableUnit: storable('filter.billableUnitIds', filter?.billableUnitIds),
    product: storable('filter.productIds', filter?.productIds),
  });
}

const totals = async (source: AnalyticsSource) =>
  addUp((await source.read({ dimensions: ['currency'], measures: ['events', 'revenue'] })).rows);

/** Metered consumption of a tenant. */
@Resolver(() => UsageAnalytics)
export class UsageResolver {
  @Query(() => UsageAnalytics, { description: 'Metered consumption within a window.' })
  usage(
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
    @Arg('filter', () => UsageFilter, { nullable: true, description: 'Which usage is meant.' })
    filter?: UsageFilter | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): UsageAnalytics {
    const scope = enter(context, 'analytics:read', tenantId);
    const { loaders } = context;
    return {
      source: tenantSource(loaders.analytics, scope, usageDataset, loaders.window(window), filtersOf(filter)),
    };
  }

  @FieldResolver(() => ResultMeta, {
    description: 'What the window became, and how fresh and how cheap the answer is.',
  })
  meta(@Root() { source }: UsageAnalytics, @Ctx() { loaders }: RequestContext): Promise<ResultMeta> {
    return resultMeta(loaders, source.scope, usageDataset, source.window);
  }

  @FieldResolver(() => BigIntScalar, { description: 'Number of events.' })
  async events(@Root() { source }: UsageAnalytics): Promise<DecimalText> {
    return (await totals(source)).events;
  }

  @FieldResolver(() => [Money], { description: 'Revenue per currency.' })
  async revenue(@Root() { source }: UsageAnalytics): Promise<readonly Money[]> {
    return (await totals(source)).revenue;
  }

  @FieldResolver(() => Int, { description: 'Customers with at least one event.' })
  async activeCustomers(@Root() { source }: UsageAnalytics): Promise<number> {
    const { rows } = await source.read({ dimensions: [], measures: ['customers'] });
    return Number(rows[0]?.['customers'] ?? 0);
  }

  @FieldResolver(() => [UsageByBillableUnit], { description: 'By billable unit, largest quantity first.' })
  byBillableUnit(
    @Root() { source }: UsageAnalytics,
    @Info() info: GraphQLResolveInfo,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<UsageByBillableUnit[]> {
    return usageByBillableUnit(
      { source, within: [] },
      { top: count('first', first, MOST_ROWS), withSeries: selects(info, 'series') },
    );
  }

  @FieldResolver(() => [UsageByCustomer], { description: 'By customer, most events first.' })
  async byCustomer(
    @Root() { source }: UsageAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<UsageByCustomer[]> {
    const { groups, ranking } = await byEvents(source, 'customer', first);
    return groups.map((group) => ({
      ranking,
      group,
      customer: nodeOf(source.scope, group.key),
      others: group.others,
      events: group.events,
      revenue: group.revenue,
      share: group.share,
    }));
  }

  @FieldResolver(() => [UsageByProduct], { description: 'By product, most events first.' })
  async byProduct(
    @Root() { source }: UsageAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<UsageByProduct[]> {
    const { groups, ranking } = await byEvents(source, 'product', first);
    return groups.map((group) => ({
      ranking,
      group,
      product: nodeOf(source.scope, group.key),
      others: group.others,
      events: group.events,
      revenue: group.revenue,
      share: group.share,
    }));
  }
}

const byEvents = (source: AnalyticsSource, dimension: 'customer' | 'product', first: number) =>
  ranked({ source, within: [] }, dimension, 'events', {
    top: count('first', first, MOST_ROWS),
    measures: ['events', 'revenue'],
  });

/** A billable unit's row. */
@Resolver(() => UsageByBillableUnit)
export class UsageByBillableUnitResolver {
  @FieldResolver(() => Change, {
    nullable: true,
    description: 'Difference of the quantity; null unless the window says compareTo.',
  })
  change(@Root() row: UsageByBillableUnit): Promise<Change | null> {
    return changeOf(row, 'quantity');
  }

  @FieldResolver(() => [UsagePoint], { description: 'One point a bucket, also where nothing happened.' })
  series(@Root() row: UsageByBillableUnit, @Ctx() { loaders }: RequestContext): Promise<UsagePoint[]> {
    const { scope } = row.ranking.outer.source;
    return series(originOf(row), boundsOf(loaders, scope, usageDataset), row.ranking.seriesRequest);
  }

  @FieldResolver(() => [CustomerQuantity], { description: 'Who consumed it, largest quantity first.' })
  customers(
    @Root() row: UsageByBillableUnit,
    @Arg('first', () => Int, firstRows(10)) first: number,
  ): Promise<CustomerQuantity[]> {
    return customersOf(row, count('first', first, MOST_ROWS));
  }
}

/** A customer's row. */
@Resolver(() => UsageByCustomer)
export class UsageByCustomerResolver {
  @FieldResolver(() => Change, {
    nullable: true,
    description: 'Difference of the events; null unless the window says compareTo.',
  })
  change(@Root() row: UsageByCustomer): Promise<Change | null> {
    return changeOf(row, 'events');
  }

  @FieldResolver(() => [UsageByBillableUnit], {
    description: 'What the customer consumed, by billable unit.',
  })
  units(@Root() row: UsageByCustomer, @Info() info: GraphQLResolveInfo): Promise<UsageByBillableUnit[]> {
    return usageByBillableUnit(originOf(row), { withSeries: selects(info, 'series') });
  }
}

/** A product's row. */
@Resolver(() => UsageByProduct)
export class UsageByProductResolver {
  @FieldResolver(() => Change, {
    nullable: true,
    description: 'Difference of the events; null unless the window says compareTo.',
  })
  change(@Root() row: UsageByProduct): Promise<Change | null> {
    return changeOf(row, 'events');
  }

  @FieldResolver(() => [UsageByBillableUnit], {
    description: 'What was consumed through the product, by billable unit.',
  })
  units(@Root() row: UsageByProduct, @Info() info: GraphQLResolveInfo): Promise<UsageByBillableUnit[]> {
    return usageByBillableUnit(originOf(row), { withSeries: selects(info, 'series') });
  }
}
