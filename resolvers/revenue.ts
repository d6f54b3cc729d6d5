import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { InvoiceTotals } from '../schema/invoice.js';
import {
  CustomerActivity,
  MoneyChange,
  RevenueAnalytics,
  RevenueMonth,
  RevenuePoint,
  RevenueRow,
} from '../schema/revenue.js';
import { Money, UsageFilter } from '../schema/usage.js';
import { ResultMeta, WindowInput } from '../schema/window.js';
import { revenue as revenueDataset } from '../src/catalogue/revenue.js';
import type { RequestContext } from '../src/context.js';
import { tenantSource, type AnalyticsSource } from '../src/loaders/analytics-source.js';
import { moneyIn } from '../src/loaders/usage-groups.js';
import { firstRows, MOST_ROWS, TENANT, WINDOW } from './arguments.js';
import { invoiceTotals } from './invoices.js';
import { resultMeta } from './meta.js';
import { customerActivity, revenueMonths } from './revenue-customers.js';
import { moneyChanges, revenueChanges, revenueRows, revenueSeries } from './revenue-rows.js';
import { count, enter } from './root.js';
import { boundsOf } from './series.js';
import { filtersOf } from './usage.js';

async function total(source: AnalyticsSource, compared = false): Promise<readonly Money[]> {
  const { rows } = await source.read({ dimensions: ['currency'], measures: ['revenue'], compared });
  return moneyIn(rows, 'revenue');
}

/** What usage and tool calls earned. */
@Resolver(() => RevenueAnalytics)
export class RevenueResolver {
  @Query(() => RevenueAnalytics, {
    description: 'What usage events and tool calls earned within a window.',
  })
  revenue(
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
    @Arg('filter', () => UsageFilter, {
      nullable: true,
      description: 'Which revenue is meant; with billable units, tool calls have no part in it.',
    })
    filter?: UsageFilter | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): RevenueAnalytics {
    const scope = enter(context, 'analytics:read', tenantId);
    const { loaders } = context;
    const filters = filtersOf(filter);
    const source = tenantSource(loaders.analytics, scope, revenueDataset, loaders.window(window), filters);
    return { source, filters };
  }

  @FieldResolver(() => ResultMeta, {
    description: 'What the window became, and how fresh and how cheap the answer is.',
  })
  meta(@Root() { source }: RevenueAnalytics, @Ctx() { loaders }: RequestContext): Promise<ResultMeta> {
    return resultMeta(loaders, source.scope, revenueDataset, source.window);
  }

  @FieldResolver(() => [Money], { description: 'Revenue per currency.' })
  total(@Root() { source }: RevenueAnalytics): Promise<readonly Money[]> {
    return total(source);
  }

  @FieldResolver(() => [MoneyChange], {
    nullable: true,
    description: 'Differences per currency; null unless the window says compareTo.',
  })
  async changes(@Root() { source }: RevenueAnalytics): Promise<MoneyChange[] | null> {
    if (source.window.comparison === null) return null;
    const [previous, present] = await Promise.all([total(source, true), total(source)]);
    return moneyChanges(previous, present);
  }

  @FieldResolver(() => Int, { description: 'Customers with revenue.' })
  async payingCustomers(@Root() { source }: RevenueAnalytics): Promise<number> {
    const { rows } = await source.read({ dimensions: [], measures: ['customers'] });
    return Number(rows[0]?.['customers'] ?? 0);
  }

  @FieldResolver(() => [RevenueRow], {
    description: 'By billable unit, most revenue first; tool calls have none.',
  })
  byBillableUnit(
    @Root() { source }: RevenueAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<RevenueRow[]> {
    return revenueRows(source, 'billableUnit', count('first', first, MOST_ROWS));
  }

  @FieldResolver(() => [RevenueRow], { description: 'By product, most revenue first.' })
  byProduct(
    @Root() { source }: RevenueAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<RevenueRow[]> {
    return revenueRows(source, 'product', count('first', first, MOST_ROWS));
  }

  @FieldResolver(() => [RevenueRow], { description: 'By customer, most revenue first.' })
  byCustomer(
    @Root() { source }: RevenueAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<RevenueRow[]> {
    return revenueRows(source, 'customer', count('first', first, MOST_ROWS));
  }

  @FieldResolver(() => [RevenueRow], {
    description: 'By tool of MCP servers, most revenue first; usage events have none.',
  })
  byTool(
    @Root() { source }: RevenueAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<RevenueRow[]> {
    return revenueRows(source, 'tool', count('first', first, MOST_ROWS));
  }

  @FieldResolver(() => [RevenuePoint], { description: 'One point a bucket, also where nothing happened.' })
  series(@Root() { source }: RevenueAnalytics, @Ctx() { loaders }: RequestContext): Promise<RevenuePoint[]> {
    return revenueSeries(source, null, boundsOf(loaders, source.scope, revenueDataset));
  }

  @FieldResolver(() => InvoiceTotals, {
    description: 'Invoices that were issued within the window; of the filter only the customers count.',
  })
  async invoices(
    @Root() { source, filters }: RevenueAnalytics,
    @Ctx() { loaders }: RequestContext,
  ): Promise<InvoiceTotals> {
    const { scope, window } = source;
    const customers = filters.find(({ dimension }) => dimension === 'customer')?.values;
    return invoiceTotals(await loaders.invoices.totals(scope, window, customers ?? null));
  }

  @FieldResolver(() => CustomerActivity, { description: 'Active, new, returning and lost customers.' })
  customers(
    @Root() { source, filters }: RevenueAnalytics,
    @Ctx() { loaders }: RequestContext,
  ): Promise<CustomerActivity> {
    return customerActivity(loaders, source, filters);
  }

  @FieldResolver(() => [RevenueMonth], {
    description:
      "The revenue bridges of the months that the window touches, by the window zone's calendar: month by month, and within one by currency.",
  })
  months(
    @Root() { source, filters }: RevenueAnalytics,
    @Ctx() { loaders }: RequestContext,
  ): Promise<RevenueMonth[]> {
    return revenueMonths(loaders, source, filters);
  }
}

/** A row of revenue. */
@Resolver(() => RevenueRow)
export class RevenueRowResolver {
  @FieldResolver(() => [MoneyChange], {
    nullable: true,
    description: 'Differences per currency; null unless the window says compareTo.',
  })
  changes(@Root() row: RevenueRow): Promise<MoneyChange[] | null> {
    return revenueChanges(row);
  }

  @FieldResolver(() => [RevenuePoint], { description: 'One point a bucket, also where nothing happened.' })
  series(@Root() { origin }: RevenueRow, @Ctx() { loaders }: RequestContext): Promise<RevenuePoint[]> {
    const { source } = origin;
    return revenueSeries(source, origin, boundsOf(loaders, source.scope, revenueDataset));
  }
}
