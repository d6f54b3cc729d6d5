import { entry, type Dimension, type Partial } from '../catalogue/dataset.js';
import type { Bindings } from './bindings.js';
import { comparedAs, conditionSql } from './condition.js';
import type { Piece } from './cover.js';
import type { AnalyticsQuery, QueryScope } from './query.js';
import type { InstantRange } from './ranges.js';

/** Up to this many ranges of one relation are written out; more are bound as one multirange. */
const WRITTEN_RANGES = 4;

/** What a source has to give: dimensions by key, partial results, and whether buckets need the rows' time. */
export interface SourceColumns {
  readonly dimensions: readonly string[];
  readonly partials: readonly Partial[];
  readonly at: boolean;
}

/** The rows that a query is made of, from all its pieces alike: `at`, dimensions and partials under their columns. */
export function sourceRows(
  pieces: readonly Piece[],
  query: AnalyticsQuery,
  scope: QueryScope,
  columns: SourceColumns,
  bindings: Bindings,
): string {
  return pieces
    .map((piece) => pieceRows(piece, query, scope, columns, bindings))
    .join('\n      UNION ALL\n      ');
}

function pieceRows(
  { rollup, ranges }: Piece,
  { dataset, filters, conditions = [], present = [] }: AnalyticsQuery,
  { tenantId, customerId }: QueryScope,
  { dimensions, partials, at }: SourceColumns,
  bindings: Bindings,
): string {
  const time = rollup === null ? 'time' : 'bucket';
  const named = (expression: string, column: string): string =>
    expression === column ? column : `${expression} AS ${column}`;
  const expressionOf = (key: string): { expression: string; column: string } => {
    const { column, raw } = entry(dataset.dimensions, key);
    return { expression: rollup === null ? (raw ?? column) : column, column };
  };
  const outputs = [
    ...(at ? [`${time} AS at`] : []),
    ...dimensions.map((key) => {
      const { expression, column } = expressionOf(key);
      return named(expression, column);
    }),
    ...partials.map(({ column, raw }) => (rollup === null ? named(raw, column) : column)),
  ];
  const where = [
    `tenant_id = ${bindings.bind(tenantId)}`,
    ...filters.map(({ dimension, values, prefixes }) => {
      const { type } = entry(dataset.dimensions, dimension);
      return condition(asText(expressionOf(dimension).expression, type), values, bindings, prefixes);
    }),
    ...conditions.map((one) => {
      const { expression } = expressionOf(one.field);
      return conditionSql(`(${expression})`, comparedAs(entry(dataset.dimensions, one.field)), one, bindings);
    }),
    ...present
      .filter((key) => rollup?.present?.includes(key) !== true)
      .map((key) => `${expressionOf(key).expression} IS NOT NULL`),
    ...(customerId === null ? [] : [`customer_id = ${bindings.bind(customerId)}`]),
    withinRanges(time, ranges, bindings),
  ];
  const relation = rollup?.relation ?? dataset.relation;
  return `SELECT ${outputs.join(', ') || '1'} FROM tenant.${relation} WHERE ${where.join(' AND ')}`;
}

function withinRanges(time: string, ranges: readonly InstantRange[], bindings: Bindings): string {
  const between = ({ from, to }: InstantRange): string =>
    `(${time} >= ${bindings.instant(from)} AND ${time} < ${bindings.instant(to)})`;
  const [first] = ranges;
  const last = ranges.at(-1);
  if (ranges.length <= WRITTEN_RANGES || first === undefined || last === undefined) {
    const written = ranges.map(between).join(' OR ');
    return ranges.length === 1 ? written : `(${written})`;
  }
  // The bounds exclude chunks; the multirange alone would not.
  const text = ({ from, to }: InstantRange): string =>
    `[${new Date(from).toISOString()},${new Date(to).toISOString()})`;
  const multirange = bindings.bind(`{${ranges.map(text).join(',')}}`, 'tstzmultirange');
  return `${between({ from: first.from, to: last.to })} AND ${time} <@ ${multirange}`;
}

/** An expression as text, which values are compared as. */
export function asText(expression: string, type: Dimension['type']): string {
  return type === undefined ? expression : `(${expression})::text`;
}

/** Whether an expression has one of the values, null standing for none, or begins with one of the prefixes. */
export function condition(
  expression: string,
  wanted: readonly (string | null)[],
  bindings: Bindings,
  prefixes: readonly string[] = [],
): string {
  if (prefixes.length > 0) {
    const begins = prefixes.map((prefix) => `starts_with(${expression}, ${bindings.bind(prefix)})`);
    return `(${[condition(expression, wanted, bindings), ...begins].join(' OR ')})`;
  }
  const texts = wanted.filter((value) => value !== null);
  // A value that is bound and not used has no type, and the statement is refused.
  if (texts.length === 0 && wanted.length > 0) return `${expression} IS NULL`;
  const isOne = `${expression} = ANY (${bindings.texts(texts)})`;
  return texts.length === wanted.length ? isOne : `(${isOne} OR ${expression} IS NULL)`;
}
