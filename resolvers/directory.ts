import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { ChurnRisk } from '../schema/churn.js';
import {
  Customer,
  CustomerConnection,
  CustomerFilter,
  Product,
  ProductConnection,
} from '../schema/directory.js';
import { CustomerOrder } from '../schema/enums.js';
import { InvoiceTotals } from '../schema/invoice.js';
import { CostAllocation, Margin } from '../schema/margin.js';
import { CustomerSubscription } from '../schema/subscription.js';
import { BillableUnit, Money, UsageByBillableUnit } from '../schema/usage.js';
import { DateTimeScalar } from '../schema/scalars/date-time.js';
import { WindowInput } from '../schema/window.js';
import { revenue } from '../src/catalogue/revenue.js';
import { usage } from '../src/catalogue/usage.js';
import type { RequestContext } from '../src/context.js';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { CustomerRow, ProductRow } from '../src/loaders/directory.js';
import type { Loaders } from '../src/loaders/loaders.js';
import type { AnalyticsSource } from '../src/loaders/analytics-source.js';
import { moneyIn } from '../src/loaders/usage-groups.js';
import type { MarginDimension } from '../src/loaders/margin-groups.js';
import type { MarginQuestion } from '../src/loaders/margins.js';
import type { Window } from '../src/planner/window.js';
import type { InstantInput } from '../src/planner/instant.js';
import { ALLOCATION, TENANT, WINDOW } from './arguments.js';
import { asOfInstant, churnRisk, riskyCustomers } from './churn.js';
import { connection, MOST_FIRST, MOST_LIMIT, pageRequest } from './connection.js';
import { invoiceTotals } from './invoices.js';
import { marginsOfOne } from './margin-rows.js';
import { enter, requireAnalytics, requireSeller, storable } from './root.js';
import { selects } from './selection.js';
import { usageByBillableUnit } from './usage-rows.js';

const customer =
  (scope: TenantScope) =>
  (row: CustomerRow): Customer => ({ scope, id: row.id, row });
const product =
  (scope: TenantScope) =>
  (row: ProductRow): Product => ({ scope, id: row.id, row });

const revenueOf = async (source: AnalyticsSource): Promise<readonly Money[]> =>
  moneyIn((await source.read({ dimensions: ['currency'], measures: ['revenue'] })).rows, 'revenue');

const LIMIT = {
  nullable: true,
  description: `\`first\` for connectors that page by offset, at most ${MOST_LIMIT}.`,
} as const;

const marginQuestion = (
  scope: TenantScope,
  dimension: MarginDimension,
  window: Window,
  allocation: CostAllocation | null | undefined,
): MarginQuestion => ({
  scope,
  window,
  dimension,
  allocation: allocation ?? CostAllocation.PROPORTIONAL_TO_USAGE,
  filters: [],
  costFilters: [],
});

/** Customers: listed, found, and what each consumed. */
@Resolver(() => Customer)
export class CustomerResolver {
  @Query(() => CustomerConnection, { description: 'The customers of the tenant.' })
  async customers(
    @Ctx() context: RequestContext,
    @Arg('filter', () => CustomerFilter, { nullable: true, description: 'Which customers are meant.' })
    filter?: CustomerFilter | null,
    @Arg('orderBy', () => CustomerOrder, {
      nullable: true,
      description: 'How they are listed; by name if left out.',
    })
    orderBy?: CustomerOrder | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: 50,
      description: `Customers of the page, at most ${MOST_FIRST}.`,
    })
    first?: number | null,
    @Arg('after', () => String, { nullable: true, description: 'The cursor behind which the page starts.' })
    after?: string | null,
    @Arg('limit', () => Int, LIMIT) limit?: number | null,
    @Arg('offset', () => Int, { nullable: true, description: 'Customers that are passed over.' })
    offset?: number | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<CustomerConnection> {
    const scope = enter(context, 'analytics:read', tenantId);
    const request = pageRequest(
      { first: first ?? null, after: after ?? null, limit: limit ?? null, offset: offset ?? null },
      {
        orderBy: orderBy === CustomerOrder.ID ? 'ID' : 'NAME',
        ids: storable('filter.ids', filter?.ids) ?? null,
        search: storable('filter.search', filter?.search) ?? null,
      },
    );
    const { loaders } = context;
    const levels = filter?.churnLevels ?? null;
    if (orderBy === CustomerOrder.CHURN_RISK || levels !== null) {
      requireSeller(scope);
      const isRanked = orderBy === CustomerOrder.CHURN_RISK;
      const { page, count } = await riskyCustomers(loaders, scope, request, levels, isRanked);
      return { ...connection(page, request, customer(scope)), count: async () => count };
    }
    const page = await loaders.directory.page<CustomerRow>(scope, 'customers', request);
    return {
      ...connection(page, request, customer(scope)),
      count: () => loaders.directory.count(scope, 'customers', request),
    };
  }

  @Query(() => Customer, {
    nullable: true,
    description: 'One customer, or null where the tenant has none with this id.',
  })
  async customer(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: "The customer's id." }) id: string,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<Customer | null> {
    const scope = enter(context, 'analytics:read', tenantId);
    const row = await context.loaders.directory.customer(scope, storable('id', id));
    return row === null ? null : customer(scope)(row);
  }

  @FieldResolver(() => String, { description: 'The name for people; the id if none was told.' })
  async name(@Root() { scope, id, row }: Customer, @Ctx() { loaders }: RequestContext): Promise<string> {
    return (row ?? (await loaders.directory.customer(scope, id)))?.name ?? id;
  }

  @FieldResolver(() => [UsageByBillableUnit], {
    description: 'What the customer consumed, by billable unit.',
  })
  async usage(
    @Root() { scope, id }: Customer,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
  ): Promise<UsageByBillableUnit[]> {
    requireAnalytics(context);
    const { loaders } = context;
    const source = loaders.entities.of(scope, usage, 'customer', id, loaders.window(window));
    return usageByBillableUnit({ source, within: [] }, { withSeries: selects(info, 'series') });
  }

  @FieldResolver(() => [Money], {
    description: 'Revenue of what the customer consumed, tool calls among it, per currency.',
  })
  async revenue(
    @Root() { scope, id }: Customer,
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
  ): Promise<readonly Money[]> {
    requireAnalytics(context);
    const { loaders } = context;
    return revenueOf(loaders.entities.of(scope, revenue, 'customer', id, loaders.window(window)));
  }

  @FieldResolver(() => [Margin], {
    description: 'Revenue less costs, per currency. Not for credentials of one customer.',
  })
  async margin(
    @Root() { scope, id }: Customer,
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
    @Arg('allocation', () => CostAllocation, ALLOCATION) allocation?: CostAllocation | null,
  ): Promise<readonly Margin[]> {
    requireAnalytics(context);
    requireSeller(scope);
    const { loaders } = context;
    return marginsOfOne(loaders, marginQuestion(scope, 'customer', loaders.window(window), allocation), id);
  }

  @FieldResolver(() => [CustomerSubscription], {
    description: 'What the customer has subscribed to, the oldest first, those that ended among them.',
  })
  async subscriptions(
    @Root() { scope, id }: Customer,
    @Ctx() context: RequestContext,
  ): Promise<CustomerSubscription[]> {
    requireAnalytics(context);
    const rows = await context.loaders.subscriptions.ofCustomer(scope, id);
    return rows.map((row) => ({ scope, id: row.id, row }));
  }

  @FieldResolver(() => InvoiceTotals, {
    description: 'Invoices that were issued to the customer within the window, as they stand now.',
  })
  async invoices(
    @Root() { scope, id }: Customer,
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
  ): Promise<InvoiceTotals> {
    requireAnalytics(context);
    const { loaders } = context;
    return invoiceTotals(await loaders.invoices.totalsOf(scope, loaders.window(window), id));
  }

  @FieldResolver(() => ChurnRisk, {
    description: 'How likely the customer is to leave. Not for credentials of one customer.',
  })
  async churnRisk(
    @Root() { scope, id, row }: Customer,
    @Ctx() context: RequestContext,
    @Arg('asOf', () => DateTimeScalar, {
      nullable: true,
      description: 'As it was at an instant of the past, by what had happened until then; now if left out.',
    })
    asOf?: InstantInput | null,
  ): Promise<ChurnRisk> {
    requireAnalytics(context);
    requireSeller(scope);
    const { loaders } = context;
    const instant = asOfInstant(loaders, asOf);
    if (row?.risk !== undefined && instant === loaders.present) return churnRisk(row.risk);
    return churnRisk(await loaders.churn.of(scope, instant, id));
  }
}

/** Products: listed, found, and what was consumed through each. */
@Resolver(() => Product)
export class ProductResolver {
  @Query(() => ProductConnection, { description: 'The products of the tenant, by name.' })
  async products(
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: 50,
      description: `Products of the page, at most ${MOST_FIRST}.`,
    })
    first?: number | null,
    @Arg('after', () => String, { nullable: true, description: 'The cursor behind which the page starts.' })
    after?: string | null,
    @Arg('limit', () => Int, LIMIT) limit?: number | null,
    @Arg('offset', () => Int, { nullable: true, description: 'Products that are passed over.' })
    offset?: number | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<ProductConnection> {
    const scope = enter(context, 'analytics:read', tenantId);
    const request = pageRequest(
      { first: first ?? null, after: after ?? null, limit: limit ?? null, offset: offset ?? null },
      { orderBy: 'NAME', ids: null, search: null },
    );
    const { directory } = context.loaders;
    const page = await directory.page<ProductRow>(scope, 'products', request);
    return {
      ...connection(page, request, product(scope)),
      count: () => directory.count(scope, 'products', request),
    };
  }

  @Query(() => Product, {
    nullable: true,
    description: 'One product, or null where the tenant has none with this id.',
  })
  async product(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: "The product's id." }) id: string,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): Promise<Product | null> {
    const scope = enter(context, 'analytics:read', tenantId);
    const row = await context.loaders.directory.product(scope, storable('id', id));
    return row === null ? null : product(scope)(row);
  }

  @FieldResolver(() => String, { description: 'The name for people; the id if none was told.' })
  async name(@Root() product: Product, @Ctx() { loaders }: RequestContext): Promise<string> {
    return (await rowOf(product, loaders))?.name ?? product.id;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The kind, such as STANDARD_API, AGENTIC_API, MCP_SERVER.',
  })
  async kind(@Root() product: Product, @Ctx() context: RequestContext): Promise<string | null> {
    requireAnalytics(context);
    return (await rowOf(product, context.loaders))?.kind ?? null;
  }

  @FieldResolver(() => [UsageByBillableUnit], {
    description: 'What was consumed through the product, by billable unit.',
  })
  async usage(
    @Root() { scope, id }: Product,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
  ): Promise<UsageByBillableUnit[]> {
    requireAnalytics(context);
    const { loaders } = context;
    const source = loaders.entities.of(scope, usage, 'product', id, loaders.window(window));
    return usageByBillableUnit({ source, within: [] }, { withSeries: selects(info, 'series') });
  }

  @FieldResolver(() => [Money], {
    description: 'Revenue of what was consumed through the product, tool calls among it, per currency.',
  })
  async revenue(
    @Root() { scope, id }: Product,
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
  ): Promise<readonly Money[]> {
    requireAnalytics(context);
    const { loaders } = context;
    return revenueOf(loaders.entities.of(scope, revenue, 'product', id, loaders.window(window)));
  }

  @FieldResolver(() => [Margin], {
    description: 'Revenue less costs, per currency. Not for credentials of one customer.',
  })
  async margin(
    @Root() { scope, id }: Product,
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
    @Arg('allocation', () => CostAllocation, ALLOCATION) allocation?: CostAllocation | null,
  ): Promise<readonly Margin[]> {
    requireAnalytics(context);
    requireSeller(scope);
    const { loaders } = context;
    return marginsOfOne(loaders, marginQuestion(scope, 'product', loaders.window(window), allocation), id);
  }
}

const rowOf = ({ scope, id, row }: Product, { directory }: Loaders): Promise<ProductRow | null> =>
  row === undefined ? directory.product(scope, id) : Promise.resolve(row);

/** Billable units: what they are called, looked up where it is asked for. */
@Resolver(() => BillableUnit)
export class BillableUnitResolver {
  @FieldResolver(() => String, { description: 'Its name for people; the id if none was told.' })
  async title(@Root() { scope, id }: BillableUnit, @Ctx() { loaders }: RequestContext): Promise<string> {
    return (await loaders.directory.billableUnit(scope, id))?.title ?? id;
  }

  @FieldResolver(() => Int, { nullable: true, description: 'Decimal places that are shown.' })
  async precision(
    @Root() { scope, id }: BillableUnit,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number | null> {
    return (await loaders.directory.billableUnit(scope, id))?.precision ?? null;
  }
}

/** Totals of lists, counted only when they are asked for. */
@Resolver(() => CustomerConnection)
export class CustomerConnectionResolver {
  @FieldResolver(() => Int, { description: 'Customers on all pages together.' })
  totalCount(@Root() { count }: CustomerConnection): Promise<number> {
    return count();
  }
}

@Resolver(() => ProductConnection)
export class ProductConnectionResolver {
  @FieldResolver(() => Int, { description: 'Products on all pages together.' })
  totalCount(@Root() { count }: ProductConnection): Promise<number> {
    return count();
  }
}
