import { entry, partialsOf, spreadOf } from '../catalogue/dataset.js';
import { WIDTH_MS, type BucketWidth, type Rollup } from '../catalogue/rollup.js';
import type { AnalyticsQuery, QueryScope } from './query.js';

/** A rollup that was looked at, and why it was passed over; null if it is used. */
export interface Consideration {
  readonly relation: string;
  readonly passedOver: string | null;
}

/** The rollups that can serve a query, coarsest first and at most one of each width, and what was said of the others. */
export function chooseRollups(
  query: AnalyticsQuery,
  scope: QueryScope,
): { rollups: Rollup[]; considered: Consideration[] } {
  const needed = neededDimensions(query, scope);
  const taken = new Set<BucketWidth>();
  const rollups: Rollup[] = [];
  const considered = query.dataset.rollups.map((rollup) => {
    const passedOver = reasonAgainst(rollup, query, needed, taken);
    if (passedOver === null) {
      taken.add(rollup.width);
      rollups.push(rollup);
    }
    return { relation: rollup.relation, passedOver };
  });
  return { rollups, considered };
}

/** Dimensions that the source must keep: asked for, filtered by, counted or binned, or narrowing. */
function neededDimensions(query: AnalyticsQuery, scope: QueryScope): Set<string> {
  const needed = new Set([
    ...query.dimensions,
    ...query.filters.map(({ dimension }) => dimension),
    ...(query.conditions ?? []).map(({ field }) => field),
  ]);
  for (const key of query.measures) {
    const spread = spreadOf(entry(query.dataset.measures, key));
    if (spread !== null) needed.add(spread);
  }
  if (scope.customerId !== null) needed.add('customer');
  return needed;
}

function reasonAgainst(
  rollup: Rollup,
  query: AnalyticsQuery,
  needed: ReadonlySet<string>,
  taken: ReadonlySet<BucketWidth>,
): string | null {
  const partial = (rollup.present ?? []).filter((dimension) => query.present?.includes(dimension) !== true);
  if (partial.length > 0) return `it has only rows with ${partial.join(', ')}`;
  const told = (query.present ?? []).filter((dimension) => rollup.present?.includes(dimension) !== true);
  const absent = [...needed, ...told].filter((dimension) => !rollup.dimensions.includes(dimension));
  if (absent.length > 0) return `it does not keep ${absent.join(', ')}`;
  const ranked = query.top == null ? [] : [query.top.by];
  const lacking = [...new Set([...query.measures, ...ranked])].filter((key) =>
    partialsOf(entry(query.dataset.measures, key)).some((column) => !rollup.partials.includes(column)),
  );
  if (lacking.length > 0) return `it does not keep ${lacking.join(', ')}`;
  if (taken.has(rollup.width)) return `a smaller rollup of ${rollup.width} serves`;
  const width = WIDTH_MS[rollup.width];
  // The first bucket may begin before the range: nothing is read there, so it cuts nothing.
  const cut = query.buckets?.find((start) => start > query.range.from && start % width !== 0);
  if (cut !== undefined)
    return `its buckets of ${rollup.width} straddle the bucket at ${new Date(cut).toISOString()}`;
  return null;
}
