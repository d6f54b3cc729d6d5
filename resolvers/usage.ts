import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { Customer, Product } from '../schema/directory.js';
import { BigIntScalar } from '../schema/scalars/big-int.js';
import {
  BillableUnit,
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
import type { DimensionFilter } from '../src/planner/query.js';
import { addUp } from '../src/loaders/usage-groups.js';
import { tenantUsage, type UsageSource } from '../src/loaders/usage-source.js';
import { resultMeta } from './meta.js';
import { count, enter, storable } from './root.js';
import { changeOf, customersOf, money, ranked, series, usageByBillableUnit } from './usage-rows.js';

const MOST_ROWS = 1000;
const firstRows = (many: number) =>
  ({
    nullable: true,
    defaultValue: many,
    description: `Rows before the others, at most ${MOST_ROWS}.`,
  }) as const;

function filtersOf(filter: UsageFilter | null | undefined): DimensionFilter[] {
  return [
    { dimension: 'customer', values: storable('filter.customerIds', filter?.customerIds) },
    { dimension: 'billableUnit', values: storable('filter.billableUnitIds', filter?.billableUnitIds) },
    { dimension: 'product', values: storable('filter.productIds', filter?.productIds) },
  ].flatMap(({ dimension, values }) => (values == null ? [] : [{ dimension, values }]));
}

const totals = async (source: UsageSource) =>
  addUp(await source.rows({ dimensions: ['currency'], measures: ['events', 'revenue'] }));

/** Metered consumption of a tenant. */
@Resolver(() => UsageAnalytics)
export class UsageResolver {
  @Query(() => UsageAnalytics, { description: 'Metered consumption within a window.' })
  usage(
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, {
      nullable: true,
      description: 'The range of time; the last 30 days if left out.',
    })
    window?: WindowInput | null,
    @Arg('filter', () => UsageFilter, { nullable: true, description: 'Which usage is meant.' })
    filter?: UsageFilter | null,
    @Arg('tenantId', () => ID, { nullable: true, description: "Another tenant's id; only for admins." })
    tenantId?: string | null,
  ): UsageAnalytics {
    const scope = enter(context, 'analytics:read', tenantId);
    const { loaders } = context;
    return { source: tenantUsage(loaders.analytics, scope, loaders.window(window), filtersOf(filter)) };
  }

  @FieldResolver(() => ResultMeta, {
    description: 'What the window became, and how fresh and how cheap the answer is.',
  })
  meta(@Root() { source }: UsageAnalytics, @Ctx() { loaders }: RequestContext): Promise<ResultMeta> {
    return resultMeta(loaders, source.scope, usageDataset, source.window);
  }

  @FieldResolver(() => BigIntScalar, { description: 'Number of events.' })
  async events(@Root() { source }: UsageAnalytics): Promise<bigint> {
    return (await totals(source)).events;
  }

  @FieldResolver(() => [Money], { description: 'Revenue per currency.' })
  async revenue(@Root() { source }: UsageAnalytics): Promise<Money[]> {
    return money(await totals(source));
  }

  @FieldResolver(() => Int, { description: 'Customers with at least one event.' })
  async activeCustomers(@Root() { source }: UsageAnalytics): Promise<number> {
    const [row] = await source.rows({ dimensions: [], measures: ['customers'] });
    return Number(row?.['customers'] ?? 0);
  }

  @FieldResolver(() => [UsageByBillableUnit], { description: 'By billable unit, largest quantity first.' })
  byBillableUnit(
    @Root() { source }: UsageAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<UsageByBillableUnit[]> {
    return usageByBillableUnit(source, count('first', first, MOST_ROWS));
  }

  @FieldResolver(() => [UsageByCustomer], { description: 'By customer, most events first.' })
  async byCustomer(
    @Root() { source }: UsageAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<UsageByCustomer[]> {
    const groups = await ranked({ source, within: [] }, 'customer', 'events', {
      top: count('first', first, MOST_ROWS),
    });
    return groups.map(({ group, ...row }) => ({
      ...row,
      customerId: group.key,
      others: group.others,
      events: group.events,
    }));
  }

  @FieldResolver(() => [UsageByProduct], { description: 'By product, most events first.' })
  async byProduct(
    @Root() { source }: UsageAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<UsageByProduct[]> {
    const groups = await ranked({ source, within: [] }, 'product', 'events', {
      top: count('first', first, MOST_ROWS),
    });
    return groups.map(({ group, ...row }) => ({
      ...row,
      productId: group.key,
      others: group.others,
      events: group.events,
    }));
  }
}

/** A billable unit's row. */
@Resolver(() => UsageByBillableUnit)
export class UsageByBillableUnitResolver {
  @FieldResolver(() => BillableUnit, { nullable: true, description: 'The unit; null for the others.' })
  async billableUnit(
    @Root() { origin, billableUnitId: id }: UsageByBillableUnit,
    @Ctx() { loaders }: RequestContext,
  ): Promise<BillableUnit | null> {
    if (id === null) return null;
    return (
      (await loaders.directory.billableUnit(origin.source.scope, id)) ?? { id, title: id, precision: null }
    );
  }

  @FieldResolver(() => Change, {
    nullable: true,
    description: 'Difference of the quantity; null unless the window says compareTo.',
  })
  change(@Root() row: UsageByBillableUnit): Promise<Change | null> {
    return changeOf(row.origin, 'quantity', row.quantity);
  }

  @FieldResolver(() => [UsagePoint], { description: 'One point a bucket, also where nothing happened.' })
  series(@Root() { origin }: UsageByBillableUnit, @Ctx() { loaders }: RequestContext): Promise<UsagePoint[]> {
    return series(origin, async () => ({
      first: (await loaders.analytics.fresh(origin.source.scope, usageDataset)).first,
      now: loaders.now,
    }));
  }

  @FieldResolver(() => [CustomerQuantity], { description: 'Who consumed it, largest quantity first.' })
  customers(
    @Root() { origin }: UsageByBillableUnit,
    @Arg('first', () => Int, firstRows(10)) first: number,
  ): Promise<CustomerQuantity[]> {
    return customersOf(origin, count('first', first, MOST_ROWS));
  }
}

/** A customer's row. */
@Resolver(() => UsageByCustomer)
export class UsageByCustomerResolver {
  @FieldResolver(() => Customer, { nullable: true, description: 'The customer; null for the others.' })
  customer(
    @Root() { origin, customerId }: UsageByCustomer,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    return customerNode(context, origin.source, customerId);
  }

  @FieldResolver(() => Change, {
    nullable: true,
    description: 'Difference of the events; null unless the window says compareTo.',
  })
  change(@Root() row: UsageByCustomer): Promise<Change | null> {
    return changeOf(row.origin, 'events', row.events);
  }

  @FieldResolver(() => [UsageByBillableUnit], {
    description: 'What the customer consumed, by billable unit.',
  })
  units(@Root() { origin }: UsageByCustomer): Promise<UsageByBillableUnit[]> {
    return usageByBillableUnit(origin.source, undefined, origin.within);
  }
}

/** A product's row. */
@Resolver(() => UsageByProduct)
export class UsageByProductResolver {
  @FieldResolver(() => Product, {
    nullable: true,
    description: 'The product; null for the others, and for events that name none.',
  })
  async product(
    @Root() { origin, productId: id }: UsageByProduct,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Product | null> {
    if (id === null) return null;
    const { scope } = origin.source;
    return { scope, ...((await loaders.directory.product(scope, id)) ?? { id, name: id, kind: null }) };
  }

  @FieldResolver(() => Change, {
    nullable: true,
    description: 'Difference of the events; null unless the window says compareTo.',
  })
  change(@Root() row: UsageByProduct): Promise<Change | null> {
    return changeOf(row.origin, 'events', row.events);
  }

  @FieldResolver(() => [UsageByBillableUnit], {
    description: 'What was consumed through the product, by billable unit.',
  })
  units(@Root() { origin }: UsageByProduct): Promise<UsageByBillableUnit[]> {
    return usageByBillableUnit(origin.source, undefined, origin.within);
  }
}

/** A customer's share of a unit. */
@Resolver(() => CustomerQuantity)
export class CustomerQuantityResolver {
  @FieldResolver(() => Customer, { nullable: true, description: 'The customer; null for the others.' })
  customer(@Root() row: CustomerQuantity, @Ctx() context: RequestContext): Promise<Customer | null> {
    return customerNode(context, row, row.customerId);
  }
}

async function customerNode(
  { loaders }: RequestContext,
  { scope }: Pick<UsageSource, 'scope'>,
  id: string | null,
): Promise<Customer | null> {
  if (id === null) return null;
  return { scope, ...((await loaders.directory.customer(scope, id)) ?? { id, name: id }) };
}
