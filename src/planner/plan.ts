import { entry, type Dataset, type Measure } from '../catalogue/dataset.js';
import { chooseRollups, type Consideration } from './choose.js';
import { cover, type Piece } from './cover.js';
import type { AnalyticsQuery, QueryScope } from './query.js';
import type { InstantRange } from './ranges.js';

/** A statement to run in the scope, and why it is this one. */
export interface Plan {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Relations that are read, coarsest first. */
  readonly sources: readonly string[];
  readonly considered: readonly Consideration[];
}

/** Up to this many ranges of one relation are written out; more are bound as one multirange. */
const WRITTEN_RANGES = 4;

/**
 * Plans a query: the relations that it reads, cut so that each event is counted exactly once, as one statement.
 *
 * `dirty` are the ranges (ascending, disjoint, whole quarter-hours) in which the rollups may lack rows that were
 * committed before the query: they are read from the raw rows. The statement's columns are `slot` if buckets are
 * asked for, then the dimensions, then the measures, each under its key.
 */
export function plan(query: AnalyticsQuery, scope: QueryScope, dirty: readonly InstantRange[]): Plan {
  const { rollups, considered } = chooseRollups(query, scope);
  const pieces = cover(query.range, rollups, dirty);
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const tenant = bind(scope.tenantId);
  const columns = new Set<string>();
  for (const key of [...query.dimensions, ...query.filters.map(({ dimension }) => dimension)]) {
    columns.add(entry(query.dataset.dimensions, key).column);
  }
  const filters = query.filters.map(({ dimension, values: wanted }) =>
    condition(entry(query.dataset.dimensions, dimension).column, wanted, bind),
  );
  if (scope.customerId !== null) filters.push(`customer_id = ${bind(scope.customerId)}`);
  const measures = query.measures.map((key) => entry(query.dataset.measures, key));
  const branches = pieces.map((piece) =>
    branch(piece, query, [...columns], measures, [`tenant_id = ${tenant}`, ...filters], bind),
  );

  const dimensions = query.dimensions.map(
    (key) => `${entry(query.dataset.dimensions, key).column} AS "${key}"`,
  );
  const slot =
    query.buckets === null
      ? []
      : [
          `width_bucket(at, ${bind(query.buckets.map((start) => new Date(start).toISOString()))}::timestamptz[]) - 1 AS slot`,
        ];
  const outputs = [
    ...slot,
    ...dimensions,
    ...measures.map((measure) => `${merged(measure)} AS "${measure.key}"`),
  ];
  const groups = [...slot, ...dimensions].map((_, position) => position + 1).join(', ');
  return {
    text: [
      `SELECT ${outputs.join(', ')}`,
      `FROM (${branches.join('\n      UNION ALL\n      ')}) AS source`,
      ...(groups === '' ? [] : [`GROUP BY ${groups}`]),
    ].join('\n'),
    values,
    sources: pieces.map(({ rollup }) => rollup?.relation ?? query.dataset.relation),
    considered,
  };
}

function branch(
  { rollup, ranges }: Piece,
  query: AnalyticsQuery,
  columns: readonly string[],
  measures: readonly Measure[],
  conditions: readonly string[],
  bind: (value: unknown) => string,
): string {
  const time = rollup === null ? 'time' : 'bucket';
  const relation = rollup?.relation ?? query.dataset.relation;
  const partials = measures.map((measure) =>
    rollup === null && measure.merge.rule === 'sum' ? `${measure.raw} AS ${measure.column}` : measure.column,
  );
  const outputs = [
    ...new Set([...(query.buckets === null ? [] : [`${time} AS at`]), ...columns, ...partials]),
  ];
  const where = [...conditions, withinRanges(time, ranges, bind)];
  return `SELECT ${outputs.join(', ')} FROM tenant.${relation} WHERE ${where.join(' AND ')}`;
}

const instant = (epochMs: number): string => new Date(epochMs).toISOString();

function withinRanges(
  time: string,
  ranges: readonly InstantRange[],
  bind: (value: unknown) => string,
): string {
  const between = ({ from, to }: InstantRange): string =>
    `(${time} >= ${bind(instant(from))}::timestamptz AND ${time} < ${bind(instant(to))}::timestamptz)`;
  const [first] = ranges;
  const last = ranges.at(-1);
  if (ranges.length <= WRITTEN_RANGES || first === undefined || last === undefined) {
    const written = ranges.map(between).join(' OR ');
    return ranges.length === 1 ? written : `(${written})`;
  }
  // The bounds exclude chunks; the multirange alone would not.
  const multirange = `{${ranges.map(({ from, to }) => `[${instant(from)},${instant(to)})`).join(',')}}`;
  return `${between({ from: first.from, to: last.to })} AND ${time} <@ ${bind(multirange)}::tstzmultirange`;
}

function condition(
  column: string,
  wanted: readonly (string | null)[],
  bind: (value: unknown) => string,
): string {
  const texts = wanted.filter((value) => value !== null);
  if (texts.length === wanted.length) return `${column} = ANY (${bind(texts)}::text[])`;
  return texts.length === 0
    ? `${column} IS NULL`
    : `(${column} = ANY (${bind(texts)}::text[]) OR ${column} IS NULL)`;
}

function merged({ merge, column }: Measure): string {
  return merge.rule === 'sum' ? `sum(${column})` : `count(DISTINCT ${column})`;
}

/** The dimensions that a dataset's measures must be separated by, so that nothing is added that must not be. */
export function separatingDimensions(dataset: Dataset, measures: readonly string[]): string[] {
  return measures.some((key) => entry(dataset.measures, key).perCurrency) ? ['currency'] : [];
}
