import type { CostPoint, CostRow, UnpricedQuantity } from '../schema/cogs.js';
import type { Change } from '../schema/usage.js';
import { byCodePoint } from '../src/insight/code-points.js';
import { addMoney } from '../src/insight/money.js';
import { moneyShares, moneyWeights } from '../src/insight/money-weight.js';
import type { AnalyticsRow } from '../src/loaders/analytics-reader.js';
import type { AnalyticsSource } from '../src/loaders/analytics-source.js';
import { rankGroups } from '../src/loaders/groups.js';
import { countIn, moneyIn } from '../src/loaders/usage-groups.js';
import { changeFrom } from './change.js';
import { slotsOf, type SeriesBounds } from './series.js';

const TOKENS = ['inputTokens', 'cachedInputTokens', 'outputTokens'] as const;
const UNITS: Readonly<Record<(typeof TOKENS)[number], string>> = {
  inputTokens: 'input tokens',
  cachedInputTokens: 'cached input tokens',
  outputTokens: 'output tokens',
};

/** Costs by category, provider or model: the most cost first; with `top`, what remains is one row. */
export async function costRows(
  source: AnalyticsSource,
  dimension: string,
  top: number | null,
): Promise<CostRow[]> {
  const { rows } = await source.read({
    dimensions: [dimension, 'currency', 'unpriced'],
    measures: ['cost', ...TOKENS],
  });
  const all = moneyIn(rows, 'cost');
  const { weigh } = moneyWeights(all);
  const groups = rankGroups(
    rows,
    dimension,
    (members) => ({ members }),
    ({ members }) => weigh(moneyIn(members, 'cost')),
  );
  const keep = groups.slice(0, top ?? groups.length);
  const rest = groups.slice(keep.length);
  const fold = rest.length === 0 ? null : { dimension, keep: keep.map(({ key }) => key) };
  const shareOf = moneyShares(all);
  const rowOf = (key: string | null, others: boolean, members: readonly AnalyticsRow[]): CostRow => {
    const cost = moneyIn(members, 'cost');
    return {
      origin: { source, group: { dimension, key, others, fold } },
      key,
      others,
      cost,
      share: shareOf(cost),
      inputTokens: countIn(members, 'inputTokens'),
      cachedInputTokens: countIn(members, 'cachedInputTokens'),
      outputTokens: countIn(members, 'outputTokens'),
      unpriced: unpricedOf(members),
    };
  };
  const kept = keep.map(({ key, members }) => rowOf(key, false, members));
  if (rest.length === 0) return kept;
  const folded = rest.flatMap(({ members }) => members);
  return [...kept, rowOf(null, true, folded)];
}

/** Tokens without a price, by reason. */
function unpricedOf(rows: readonly AnalyticsRow[]): UnpricedQuantity[] {
  const reasons = [...new Set(rows.flatMap((row) => row['unpriced'] ?? []))].sort(byCodePoint);
  return reasons.flatMap((reason) =>
    TOKENS.flatMap((kind) => {
      const quantity = countIn(
        rows.filter((row) => row['unpriced'] === reason),
        kind,
      );
      return quantity === '0' ? [] : [{ quantity, unit: UNITS[kind], reason }];
    }),
  );
}

/** The rows of a cost row in an answer that was grouped by its dimension. */
function ownRows({ origin: { group } }: CostRow, rows: readonly AnalyticsRow[]): readonly AnalyticsRow[] {
  const isKept = (key: string | null): boolean =>
    group.others ? group.fold?.keep.includes(key) === false : key === group.key;
  return rows.filter((row) => isKept(row[group.dimension] ?? null));
}

/**
 * How a row's cost differs from that of the range that the window is compared with; null where there is none, and where
 * the costs of either are in several currencies.
 */
export async function costChange(row: CostRow): Promise<Change | null> {
  const { source, group } = row.origin;
  if (source.window.comparison === null) return null;
  const answer = await source.read({
    dimensions: [group.dimension, 'currency'],
    measures: ['cost'],
    compared: true,
  });
  const before = moneyIn(ownRows(row, answer.rows), 'cost');
  const [one, ...more] = addMoney([...before, ...row.cost]);
  if (one === undefined || more.length > 0) return null;
  return changeFrom(before[0]?.amount ?? '0', row.cost[0]?.amount ?? '0');
}

/** A row's costs, one point a bucket. */
export async function costSeries(row: CostRow, bounds: SeriesBounds): Promise<CostPoint[]> {
  const { source, group } = row.origin;
  const answer = await source.read({
    dimensions: [group.dimension, 'currency'],
    measures: ['cost', 'events'],
    perBucket: true,
  });
  const slots = await slotsOf(ownRows(row, answer.rows), answer.lost, source.window, bounds);
  return slots.map(({ bucket, rows, statusOf }) => ({
    bucket,
    cost: moneyIn(rows, 'cost'),
    status: statusOf(rows.length === 0),
  }));
}
