import type { McpOrigin } from '../schema/mcp.js';
import { DecimalSum, ratio, type DecimalText } from '../src/decimal.js';
import type { AnalyticsRow } from '../src/loaders/analytics-reader.js';
import type { AnalyticsRequest, AnalyticsSource } from '../src/loaders/analytics-source.js';
import { inside, rankGroups, type GroupKey } from '../src/loaders/groups.js';
import { addMoney, type CurrencyAmount } from '../src/insight/money.js';
import { moneyWeights } from '../src/insight/money-weight.js';
import { addUp, countIn } from '../src/loaders/usage-groups.js';
import { type PointStatus } from '../schema/enums.js';
import type { Change } from '../schema/usage.js';
import type { Loaders } from '../src/loaders/loaders.js';
import { changeFrom } from './change.js';
import { attributedRevenue, attributedTo } from './mcp-attribution.js';
import { slotsOf, type SeriesBounds } from './series.js';
import type { McpPoint } from '../schema/mcp.js';

/** A row of a breakdown of tool calls, whatever it is by. */
export interface McpRanked {
  readonly key: string | null;
  readonly others: boolean;
  readonly share: number;
  readonly origin: McpOrigin;
  readonly stats: { readonly origin: McpOrigin };
  /** Null where the rows are not sorted by it. */
  readonly invocations: DecimalText | null;
}

/** Tool calls by a dimension, inside the groups of the origin: most calls first, and with `top` the others folded. */
export async function byCalls(outer: McpOrigin, dimension: string, top: number | null): Promise<McpRanked[]> {
  const cut = top === null ? outer.top : { dimension, by: 'invocations', rows: top, within: [] };
  const dimensions = [...outer.within.map((group) => group.dimension), dimension];
  const answer = await outer.source.read({ dimensions, measures: ['invocations', 'errors'], top: cut });
  const groups = rankGroups(
    inside(answer, outer.within),
    dimension,
    (rows) => ({ invocations: countIn(rows, 'invocations') }),
    ({ invocations }) => invocations,
  );
  return groups.map((group) => rankedRow(outer, group, cut, group.invocations));
}

/** Tool calls by tool: the most revenue first, the calls' own and what was dealt out to them; the others folded. */
export async function byRevenue(
  loaders: Loaders,
  source: AnalyticsSource,
  top: number,
): Promise<McpRanked[]> {
  const [{ rows }, attributed] = await Promise.all([
    source.read({ dimensions: ['tool', 'currency'], measures: ['revenue'] }),
    attributedRevenue(loaders, source),
  ]);
  const earned = (members: readonly AnalyticsRow[]): CurrencyAmount[] => {
    const tools = new Set(members.map((row) => row['tool']));
    return addMoney([...addUp(members).revenue, ...attributedTo(attributed, (tool) => tools.has(tool))]);
  };
  const { weigh, whole } = moneyWeights(earned(rows));
  const all = rankGroups(
    rows,
    'tool',
    (members) => ({ revenue: earned(members) }),
    ({ revenue }) => weigh(revenue),
  );
  // Not of the weights' sum, which is a rest of what was cut where currencies cancel each other out.
  const shareOf = (weight: DecimalText): number => (whole === '0' ? 0 : ratio(weight, whole));
  const outer: McpOrigin = { source, within: [], top: null };
  const kept = all
    .slice(0, top)
    .map((group) => rankedRow(outer, { ...group, share: shareOf(group.weight) }, null, null));
  if (all.length <= top) return kept;
  const fold = { dimension: 'tool', keep: kept.map(({ key }) => key) };
  const folded = kept.map((row) => ({ ...row, ...originOf(outer, { ...groupOf(row, 'tool'), fold }, null) }));
  const weight = new DecimalSum();
  for (const group of all.slice(top)) weight.add(group.weight);
  const others = { dimension: 'tool', key: null, others: true, fold, share: shareOf(weight.toString()) };
  return [...folded, rankedRow(outer, others, null, null)];
}

const groupOf = ({ key, others }: McpRanked, dimension: string): GroupKey => ({
  dimension,
  key,
  others,
  fold: null,
});

function originOf(
  outer: McpOrigin,
  group: GroupKey,
  top: McpOrigin['top'],
): Pick<McpRanked, 'origin' | 'stats'> {
  const origin: McpOrigin = { source: outer.source, within: [...outer.within, group], top };
  return { origin, stats: { origin } };
}

function rankedRow(
  outer: McpOrigin,
  { dimension, key, others, fold, share }: GroupKey & { readonly share: number },
  top: McpOrigin['top'],
  invocations: DecimalText | null,
): McpRanked {
  // A top folds by itself; a fold beside it would be a second one.
  const group = { dimension, key, others, fold: top === null ? fold : null };
  return { key, others, share, invocations, ...originOf(outer, group, top) };
}

/** The rows that an origin has of an answer to a request that is the same for all groups of its breakdown. */
export async function rowsOf(
  { source, within, top }: McpOrigin,
  request: Pick<AnalyticsRequest, 'measures' | 'perBucket' | 'compared'> & { readonly by?: string },
): Promise<readonly AnalyticsRow[]> {
  const { by, ...rest } = request;
  const answer = await source.read({
    ...rest,
    dimensions: [...within.map(({ dimension }) => dimension), ...(by === undefined ? [] : [by])],
    folds: within.flatMap(({ fold }) => fold ?? []),
    top,
  });
  return inside(answer, within);
}

/** How a row's calls differ from those of the range that the window is compared with; null where there is none. */
export async function callsChange(
  origin: McpOrigin,
  invocations: DecimalText | null,
): Promise<Change | null> {
  const { source, within, top } = origin;
  if (source.window.comparison === null) return null;
  // What is largest now need not have been largest then: the groups are those of this range.
  const keep = top === null ? null : await keptBy(origin, top);
  const folds = within.flatMap(({ dimension, fold }) => {
    if (fold !== null) return fold;
    return keep !== null && dimension === top?.dimension ? { dimension, keep } : [];
  });
  const answer = await source.read({
    dimensions: within.map(({ dimension }) => dimension),
    measures: ['invocations'],
    folds,
    compared: true,
  });
  const now =
    invocations ?? countIn(await rowsOf(origin, { measures: ['invocations', 'errors'] }), 'invocations');
  return changeFrom(countIn(inside(answer, within), 'invocations'), now);
}

/** The values that a top keeps; null where it keeps all. */
async function keptBy({ source }: McpOrigin, top: NonNullable<McpOrigin['top']>) {
  const { dimension } = top;
  const answer = await source.read({ dimensions: [dimension], measures: ['invocations', 'errors'], top });
  const groups = rankGroups(
    answer.rows,
    dimension,
    () => ({}),
    () => '0',
  );
  return groups.find(({ fold }) => fold !== null)?.fold?.keep ?? null;
}

/** Usage revenue that was dealt out to the tools of a row. */
export async function attributedOf(
  loaders: Loaders,
  { source, within, top }: McpOrigin,
): Promise<readonly CurrencyAmount[]> {
  const revenue = await attributedRevenue(loaders, source);
  const group = within.find(({ dimension }) => dimension === 'tool');
  if (group?.others !== true) return attributedTo(revenue, (tool) => tool === group?.key);
  const keep = group.fold?.keep ?? (top === null ? null : await keptBy({ source, within, top }, top)) ?? [];
  const known = await source.read({ dimensions: ['tool'], measures: ['invocations', 'errors'] });
  const tools = new Set(known.rows.map((row) => row['tool']));
  return attributedTo(revenue, (tool) => tools.has(tool) && !keep.includes(tool));
}

/** One point a bucket. */
export async function callSeries(origin: McpOrigin, bounds: SeriesBounds): Promise<McpPoint[]> {
  const { source, within, top } = origin;
  const request = {
    dimensions: within.map(({ dimension }) => dimension),
    folds: within.flatMap(({ fold }) => fold ?? []),
    top,
    perBucket: true,
  };
  const [calls, active] = await Promise.all([
    source.read({ ...request, measures: ['invocations', 'errors'] }),
    source.read({ ...request, measures: ['sessions'] }),
  ]);
  const sessions = new Map(inside(active, within).map((row) => [row['slot'], row['sessions'] ?? '0']));
  const slots = await slotsOf(inside(calls, within), calls.lost, source.window, bounds);
  return slots.map(({ bucket, rows, statusOf }, slot) => {
    const invocations = countIn(rows, 'invocations');
    const status: PointStatus = statusOf(invocations === '0');
    const activeSessions = sessions.get(String(slot)) ?? '0';
    return { bucket, invocations, errors: countIn(rows, 'errors'), activeSessions, status };
  });
}
