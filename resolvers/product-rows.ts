import type { ProductPoint, ProductRow } from '../schema/products.js';
import { ratio } from '../src/decimal.js';
import { addMoney, marginsOf, type CurrencyAmount, type MarginFigures } from '../src/insight/money.js';
import { moneyWeights } from '../src/insight/money-weight.js';
import type { AnalyticsRow } from '../src/loaders/analytics-reader.js';
import type { ProductRow as DirectoryProduct } from '../src/loaders/directory.js';
import type { Loaders } from '../src/loaders/loaders.js';
import type { CostAllocation } from '../src/loaders/margin-weights.js';
import type { ProductFigures } from '../src/loaders/product-figures.js';
import { countIn, moneyIn } from '../src/loaders/usage-groups.js';
import type { DimensionFilter } from '../src/planner/query.js';
import { slotsOf, type SeriesBounds } from './series.js';

type Ids = ReadonlySet<string | null>;

/** The rows of an answer by product that are of some products. */
export const ofProducts = (rows: readonly AnalyticsRow[], ids: Ids): readonly AnalyticsRow[] =>
  rows.filter((row) => ids.has(row['product'] ?? null));

/** Some products that make one row. */
interface Members {
  readonly ids: Ids;
  readonly product: DirectoryProduct | null;
  readonly kind: string | null;
}

/** What was used, and whether any of it, calls without revenue among it, names no product. */
async function used(figures: ProductFigures) {
  const [events, earned, calls] = await Promise.all([figures.events(), figures.earned(), figures.calls()]);
  const hasNone = [events, earned, calls].some(({ rows }) => rows.some((row) => row['product'] === null));
  return { events, earned, hasNone };
}

/** One row for each product that is known, and one for what names none. */
export async function byProduct(
  figures: ProductFigures,
  known: readonly DirectoryProduct[],
): Promise<ProductRow[]> {
  const { events, earned, hasNone } = await used(figures);
  const members = known.map((product) => ({ ids: new Set([product.id]), product, kind: product.kind }));
  const none = hasNone ? [{ ids: new Set([null]), product: null, kind: null }] : [];
  return ranked(figures, [...members, ...none], events.rows, earned.rows);
}

/** One row for each kind, and one for products of which no kind was told. */
export async function byKind(
  figures: ProductFigures,
  known: readonly DirectoryProduct[],
): Promise<ProductRow[]> {
  const { events, earned, hasNone } = await used(figures);
  const kinds = [...new Set(known.map(({ kind }) => kind))];
  if (hasNone && !kinds.includes(null)) kinds.push(null);
  const members = kinds.map((kind) => {
    const ids = known.filter((product) => product.kind === kind).map(({ id }): string | null => id);
    return { ids: new Set(kind === null ? [...ids, null] : ids), product: null, kind };
  });
  return ranked(figures, members, events.rows, earned.rows);
}

function ranked(
  figures: ProductFigures,
  members: readonly Members[],
  events: readonly AnalyticsRow[],
  earned: readonly AnalyticsRow[],
): ProductRow[] {
  const all = moneyIn(earned, 'revenue');
  const { weigh, whole } = moneyWeights(all);
  const rows = members.map(({ ids, product, kind }) => {
    const revenue = moneyIn(ofProducts(earned, ids), 'revenue');
    const weight = weigh(revenue);
    return {
      weight: BigInt(weight),
      row: {
        group: { figures, ids },
        product: product === null ? null : { scope: figures.scope, id: product.id, row: product },
        kind,
        events: countIn(ofProducts(events, ids), 'events'),
        revenue,
        share: whole === '0' ? 0 : ratio(weight, whole),
        products: [...ids].filter((id) => id !== null).length,
      },
    };
  });
  const nameOf = ({ product, kind }: ProductRow): string => product?.id ?? kind ?? '\u{10ffff}';
  rows.sort((a, b) => {
    if (a.weight !== b.weight) return a.weight > b.weight ? -1 : 1;
    return Buffer.compare(Buffer.from(nameOf(a.row)), Buffer.from(nameOf(b.row)));
  });
  return rows.map(({ row }) => row);
}

/** Revenue less costs of a row's products. */
export async function productMargins(
  { margins }: Loaders,
  { group: { figures, ids } }: ProductRow,
  allocation: CostAllocation,
  filters: readonly DimensionFilter[],
): Promise<MarginFigures[]> {
  const { scope, window } = figures;
  const { groups } = await margins.read({
    scope,
    window,
    dimension: 'product',
    allocation,
    filters,
    costFilters: [],
  });
  const own = groups.filter(({ key }) => ids.has(key));
  const sum = (of: (group: (typeof own)[number]) => readonly CurrencyAmount[]) => addMoney(own.flatMap(of));
  return marginsOf(
    sum(({ revenue }) => revenue),
    sum(({ direct, allocated }) => [...direct, ...allocated]),
  );
}

/** Usage events and revenue of a row's products, one point a bucket. */
export async function productSeries(
  { group: { figures, ids } }: ProductRow,
  bounds: SeriesBounds,
): Promise<ProductPoint[]> {
  const [events, earned] = await Promise.all([
    figures.events({ perBucket: true }),
    figures.earned({ perBucket: true }),
  ]);
  const rows = [...ofProducts(events.rows, ids), ...ofProducts(earned.rows, ids)];
  const slots = await slotsOf(rows, [...events.lost, ...earned.lost], figures.window, bounds);
  return slots.map(({ bucket, rows: own, statusOf }) => ({
    bucket,
    events: countIn(own, 'events'),
    revenue: moneyIn(own, 'revenue'),
    status: statusOf(own.length === 0),
  }));
}
