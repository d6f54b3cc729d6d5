import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { CostAllocation, Margin } from '../schema/margin.js';
import { ProductAnalytics, ProductPoint, ProductRow } from '../schema/products.js';
import { MoneyChange } from '../schema/revenue.js';
import { BigIntScalar } from '../schema/scalars/big-int.js';
import { Change } from '../schema/usage.js';
import { ResultMeta, WindowInput } from '../schema/window.js';
import { revenue as revenueDataset } from '../src/catalogue/revenue.js';
import { usage as usageDataset } from '../src/catalogue/usage.js';
import type { RequestContext } from '../src/context.js';
import type { DecimalText } from '../src/decimal.js';
import type { ProductRow as DirectoryProduct } from '../src/loaders/directory.js';
import { ProductFigures } from '../src/loaders/product-figures.js';
import { countIn, moneyIn } from '../src/loaders/usage-groups.js';
import { TENANT, WINDOW } from './arguments.js';
import { changeFrom } from './change.js';
import { resultMeta } from './meta.js';
import { byKind, byProduct, ofProducts, productMargins, productSeries } from './product-rows.js';
import { moneyChanges } from './revenue-rows.js';
import { enter, requireSeller } from './root.js';
import { boundsOf } from './series.js';

const known = (
  { scope }: ProductFigures,
  { directory }: RequestContext['loaders'],
): Promise<readonly DirectoryProduct[]> =>
  directory.all<DirectoryProduct>(scope, 'products', { orderBy: 'ID', ids: null, search: null });

/** Products beside each other. */
@Resolver(() => ProductAnalytics)
export class ProductAnalyticsResolver {
  @Query(() => ProductAnalytics, {
    description:
      'Products and kinds of products, compared: usage, revenue, customers, margin, trend, change.',
  })
  productAnalytics(
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): ProductAnalytics {
    const scope = enter(context, 'analytics:read', tenantId);
    const { loaders } = context;
    return { figures: new ProductFigures(loaders.analytics, scope, loaders.window(window), []) };
  }

  @FieldResolver(() => ResultMeta, {
    description: 'What the window became, and how fresh and how cheap the answer is, as far as usage goes.',
  })
  meta(@Root() { figures }: ProductAnalytics, @Ctx() { loaders }: RequestContext): Promise<ResultMeta> {
    return resultMeta(loaders, figures.scope, usageDataset, figures.window);
  }

  @FieldResolver(() => [ProductRow], {
    description: 'One row a product, most revenue first, also without any usage.',
  })
  async byProduct(
    @Root() { figures }: ProductAnalytics,
    @Ctx() { loaders }: RequestContext,
  ): Promise<ProductRow[]> {
    return byProduct(figures, await known(figures, loaders));
  }

  @FieldResolver(() => [ProductRow], { description: 'One row a kind of products, most revenue first.' })
  async byKind(
    @Root() { figures }: ProductAnalytics,
    @Ctx() { loaders }: RequestContext,
  ): Promise<ProductRow[]> {
    return byKind(figures, await known(figures, loaders));
  }
}

/** What is read only where it is asked for; that of all rows is one query. */
@Resolver(() => ProductRow)
export class ProductRowResolver {
  @FieldResolver(() => BigIntScalar, { description: 'Tool calls of MCP servers.' })
  async invocations(@Root() { group: { figures, ids } }: ProductRow): Promise<DecimalText> {
    return countIn(ofProducts((await figures.calls()).rows, ids), 'invocations');
  }

  @FieldResolver(() => Int, { description: 'Distinct customers with usage events or tool calls.' })
  async activeCustomers(@Root() { group: { figures, ids } }: ProductRow): Promise<number> {
    const rows = ofProducts(await figures.customers(), ids);
    return new Set(rows.flatMap((row) => row['customer'] ?? [])).size;
  }

  @FieldResolver(() => Change, {
    nullable: true,
    description: 'Difference of the usage events; null unless the window says compareTo.',
  })
  async change(@Root() { group: { figures, ids }, events }: ProductRow): Promise<Change | null> {
    if (figures.window.comparison === null) return null;
    const { rows } = await figures.events({ compared: true });
    return changeFrom(countIn(ofProducts(rows, ids), 'events'), events);
  }

  @FieldResolver(() => [MoneyChange], {
    nullable: true,
    description: 'Differences of the revenue per currency; null unless the window says compareTo.',
  })
  async revenueChanges(
    @Root() { group: { figures, ids }, revenue }: ProductRow,
  ): Promise<MoneyChange[] | null> {
    if (figures.window.comparison === null) return null;
    const { rows } = await figures.earned({ compared: true });
    return moneyChanges(moneyIn(ofProducts(rows, ids), 'revenue'), revenue);
  }

  @FieldResolver(() => [Margin], {
    description: 'Revenue less costs, per currency. Not for credentials of one customer.',
  })
  async margin(
    @Root() row: ProductRow,
    @Ctx() { loaders }: RequestContext,
    @Arg('allocation', () => CostAllocation, {
      nullable: true,
      defaultValue: CostAllocation.PROPORTIONAL_TO_USAGE,
      description: 'How costs that name no product are shared out.',
    })
    allocation?: CostAllocation | null,
  ): Promise<readonly Margin[]> {
    requireSeller(row.group.figures.scope);
    return productMargins(loaders, row, allocation ?? CostAllocation.PROPORTIONAL_TO_USAGE, []);
  }

  @FieldResolver(() => [ProductPoint], { description: 'One point a bucket, also where nothing happened.' })
  series(@Root() row: ProductRow, @Ctx() { loaders }: RequestContext): Promise<ProductPoint[]> {
    return productSeries(row, boundsOf(loaders, row.group.figures.scope, revenueDataset));
  }
}
