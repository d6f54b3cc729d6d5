import { entry, spreadOf } from '../catalogue/dataset.js';
import { attributed, attributionColumns } from './attribution.js';
import { collected, collectedColumns } from './collected.js';
import type { Bindings } from './bindings.js';
import type { Piece } from './cover.js';
import { measureSql, mergedPartial, neededPartials, partialOf } from './measure-sql.js';
import {
  currencyShare,
  othersKey,
  type AnalyticsQuery,
  type Distribution,
  type Fold,
  type Page,
  type QueryScope,
  type Top,
} from './query.js';
import { asText, condition, sourceRows } from './source.js';

/** The SELECT that answers one query, and what its columns are called; all of them are text. */
export interface Select {
  readonly text: string;
  /** Keys of the columns in their order: `slot`, dimensions, their `othersKey`s, measures. */
  readonly columns: readonly string[];
}

/** A column of the statement's innermost grouping: where it comes from and how the levels above call it. */
interface Group {
  readonly key: string;
  readonly expression: string;
  readonly name: string;
}

/**
 * Writes a query as SQL over its pieces. Measures that only add up are grouped once. Where values have to be told apart
 * that nobody groups by (distinct counts, histograms), or groups have to be ranked, a first grouping keeps partial
 * results and a second one merges them.
 */
export function selectFor(
  pieces: readonly Piece[],
  query: AnalyticsQuery,
  scope: QueryScope,
  bindings: Bindings,
): Select {
  const { dataset, dimensions, buckets, attribution } = query;
  if (attribution != null) {
    const { dimensions: needed, partials: sums } = attributionColumns(dataset, attribution);
    const columns = { dimensions: needed, partials: sums, at: false };
    return attributed(dataset, attribution, sourceRows(pieces, query, scope, columns, bindings));
  }
  if (query.collected === true) {
    return collected(query, sourceRows(pieces, query, scope, collectedColumns(query), bindings));
  }
  const top = neededTop(query, scope);
  const measures = query.measures.map((key) => entry(dataset.measures, key));
  const weight = top === null ? [] : [entry(dataset.measures, top.by)];
  const partials = neededPartials(dataset, [...measures, ...weight]);
  const spread = [...new Set(measures.flatMap((measure) => spreadOf(measure) ?? []))];
  const groups = [
    ...(buckets === null ? [] : [{ key: 'slot', name: 'slot', expression: slotSql(buckets, bindings) }]),
    ...dimensions.flatMap((key) => dimensionGroups(query, key, bindings)),
  ];
  const source = sourceRows(
    pieces,
    query,
    scope,
    { dimensions: [...new Set([...dimensions, ...spread])], partials, at: buckets !== null },
    bindings,
  );
  const finals = measures.map((measure) => ({ key: measure.key, expression: measureSql(dataset, measure) }));
  if (top === null && spread.every((key) => dimensions.includes(key))) {
    const from = `(${source}) AS source`;
    if (query.distribution != null) return distributed(query.distribution, groups, finals, from);
    const whole = grouped(groups, finals, from);
    return query.page == null ? whole : paged(whole, query.page, [...groups, ...finals], bindings);
  }
  const spreadColumns = spread.map((key) => entry(dataset.dimensions, key).column);
  const base = [
    'SELECT ' +
      [
        ...groups.map(({ expression, name }) => `${expression} AS ${name}`),
        ...spreadColumns,
        ...partials.map((partial) => `${mergedPartial(partial)} AS ${partial.column}`),
      ].join(', '),
    `FROM (${source}) AS source`,
    ...groupBy(groups.length + spreadColumns.length),
  ].join('\n');
  const kept = groups.map((group) => ({ ...group, expression: group.name }));
  if (top === null) return grouped(kept, finals, `(${base}) AS partial`);

  const nameOf = (key: string): string => kept.find((group) => group.key === key)?.name ?? key;
  const ranked = nameOf(top.dimension);
  const outer = top.within.flatMap((key) => kept.filter((g) => g.key === key || g.key === othersKey(key)));
  const within = outer.map(({ name }) => name);
  const partition = (names: readonly string[]): string =>
    names.length === 0 ? '' : `PARTITION BY ${names.join(', ')} `;
  const { column, isShared } = weightOf(query);
  const own = partition([...within, ranked, nameOf('currency')]);
  const whole = partition([...within, nameOf('currency')]);
  const [weighted, from] = isShared
    ? ['currency_share', `(${shared(base, column, own, whole)}) AS shared`]
    : [column, `(${base}) AS partial`];
  const weighed = `SELECT *, sum(${weighted}) OVER (${partition([...within, ranked])}) AS weight FROM ${from}`;
  const placed =
    `SELECT *, dense_rank() OVER (${partition(within)}ORDER BY coalesce(weight, 0) DESC, ` +
    `${ranked} COLLATE "C" NULLS LAST) AS place FROM (${weighed}) AS weighed`;
  const isKept = `place <= ${bindings.bind(top.rows, 'int')}`;
  const final = kept.flatMap((group) =>
    group.key !== top.dimension
      ? [group]
      : [
          { ...group, expression: `CASE WHEN ${isKept} THEN ${group.name} END` },
          { key: othersKey(group.key), name: '', expression: `NOT ${isKept}` },
        ],
  );
  return grouped(final, finals, `(${placed}) AS placed`);
}

/** The top, unless no value can miss it: the filters leave no more values than it keeps. */
function neededTop({ filters, top = null }: AnalyticsQuery, { customerId }: QueryScope): Top | null {
  if (top === null) return null;
  const counts = filters.flatMap(({ dimension, values, prefixes = [] }) =>
    dimension === top.dimension && prefixes.length === 0 ? [values.length] : [],
  );
  const most = Math.min(...counts, top.dimension === 'customer' && customerId !== null ? 1 : Infinity);
  return most <= top.rows ? null : top;
}

/** The partial result that a top is ranked by, and whether by its shares of the currencies that are grouped by. */
function weightOf({ dataset, top, dimensions }: AnalyticsQuery): { column: string; isShared: boolean } {
  const { merge, perCurrency = false } = entry(dataset.measures, top?.by ?? '');
  if (merge.rule !== 'sum') throw new Error(`${top?.by} does not add up, so nothing can be ranked by it`);
  return {
    column: partialOf(dataset, merge.of).column,
    isShared: perCurrency && dimensions.includes('currency'),
  };
}

/**
 * Rows with the share that each value has in each currency's total, told once: on one row of a value and a currency, so
 * that the weights do not depend on what else is grouped by.
 */
const shared = (base: string, column: string, own: string, whole: string): string => {
  const sumOver = (partition: string): string => `sum(${column}) OVER (${partition})`;
  const share = currencyShare(sumOver(own), sumOver(whole));
  const once = `CASE WHEN row_number() OVER (${own}) = 1 THEN ${share} END`;
  return `SELECT *, ${once} AS currency_share FROM (${base}) AS partial`;
};

/** A part of the groups, in an order that the page says and the caller has to restore. */
function paged(
  { text, columns }: Select,
  { by, key, rows, after }: Page,
  groups: readonly Pick<Group, 'key' | 'expression'>[],
  bindings: Bindings,
): Select {
  const value = `(${entry(groups, by).expression})`;
  const name = `(${entry(groups, key).expression}) COLLATE "C"`;
  const behind = (): string => {
    if (after === null) return '';
    const bound = bindings.bind(after.value, 'numeric');
    return `\nHAVING (${value} < ${bound} OR (${value} = ${bound} AND ${name} > ${bindings.bind(after.key, 'text')}))`;
  };
  return {
    text: `${text}${behind()}\nORDER BY ${value} DESC, ${name} LIMIT ${bindings.bind(rows, 'int')}`,
    columns,
  };
}

/** How a measure spreads over the groups. */
function distributed(
  { of, quantiles, edges }: Distribution,
  groups: readonly Pick<Group, 'expression'>[],
  measures: readonly { key: string; expression: string }[],
  source: string,
): Select {
  const inner = [
    `SELECT ${entry(measures, of).expression} AS value`,
    `FROM ${source}`,
    `GROUP BY ${groups.map(({ expression }) => `(${expression})`).join(', ')}`,
  ].join('\n');
  return grouped(
    [],
    [
      { key: 'count', expression: 'count(value)' },
      { key: 'mean', expression: 'avg(value)' },
      ...quantiles.map((quantile) => ({
        key: `quantile:${quantile}`,
        expression: `percentile_disc(${quantile}) WITHIN GROUP (ORDER BY value)`,
      })),
      ...edges.map((edge) => ({
        key: `below:${edge}`,
        expression: `count(*) FILTER (WHERE value < ${edge})`,
      })),
    ],
    `(${inner}) AS observed`,
  );
}

/** SQL of the position of the bucket that a row lies in, from 0. */
export function slotSql(buckets: readonly number[], bindings: Bindings): string {
  const starts = bindings.bind(
    buckets.map((start) => new Date(start).toISOString()),
    'timestamptz[]',
  );
  return `width_bucket(at, ${starts}) - 1`;
}

/** A dimension as asked for; folded, it is two groups. */
function dimensionGroups({ dataset, folds = [] }: AnalyticsQuery, key: string, bindings: Bindings): Group[] {
  const { column, type } = entry(dataset.dimensions, key);
  const text = asText(column, type);
  const fold: Fold | undefined = folds.find(({ dimension }) => dimension === key);
  if (fold === undefined) return [{ key, expression: text, name: `"${key}"` }];
  const isKept = condition(text, fold.keep, bindings);
  return [
    { key, expression: `CASE WHEN ${isKept} THEN ${text} END`, name: `"${key}"` },
    { key: othersKey(key), expression: `(${isKept}) IS NOT TRUE`, name: `"${othersKey(key)}"` },
  ];
}

function grouped(
  groups: readonly Pick<Group, 'key' | 'expression'>[],
  measures: readonly { key: string; expression: string }[],
  source: string,
): Select {
  const columns = [...groups, ...measures];
  const outputs = columns.map(({ expression }, place) => `(${expression})::text AS c${place}`);
  const text = [
    `SELECT ${outputs.join(', ')}`,
    `FROM ${source}`,
    ...(groups.length === 0
      ? []
      : [`GROUP BY ${groups.map(({ expression }) => `(${expression})`).join(', ')}`]),
  ].join('\n');
  return { text, columns: columns.map(({ key }) => key) };
}

function groupBy(columns: number): string[] {
  if (columns === 0) return [];
  return [`GROUP BY ${Array.from({ length: columns }, (_, place) => place + 1).join(', ')}`];
}
