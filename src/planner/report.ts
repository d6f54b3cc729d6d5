import { entry } from '../catalogue/dataset.js';
import type { Bindings } from './bindings.js';
import { conditionSql } from './condition.js';
import type { AnalyticsQuery, QueryScope, ReportRows } from './query.js';
import {
  changeKey,
  changeRatioKey,
  hasChange,
  isZeroWithout,
  nameKey,
  OTHERS,
  PLACE,
  previousKey,
  SLOT,
} from './report-columns.js';
import { ReportGroups, type ReadPart } from './report-groups.js';
import {
  directed,
  groupBy,
  groupNames,
  keyNames,
  measuresOf,
  orderedBy,
  shapeOf,
  type Grouped,
  type Keyed,
  type ReportShape,
} from './report-shape.js';
import type { Select } from './select.js';

/** A common table expression. */
type Step = readonly [name: string, text: string];

/**
 * Writes a report: groups its parts, brings them together bucket by bucket, fills what has no row, adds the changes,
 * sifts, orders and cuts. Values keep their types until they come out, as text.
 *
 * The columns are `place` (where the total is wanted), `slot`, the dimensions, `others`, and each measure with its
 * previous value, change and ratio of the change.
 */
export function reported(
  query: AnalyticsQuery,
  report: ReportRows,
  parts: readonly ReadPart[],
  scope: QueryScope,
  bindings: Bindings,
): Select {
  const shape = shapeOf(query, report);
  const isFilled = report.fill && shape.slots !== null;
  const steps = grouped(shape, report, parts, new ReportGroups(shape, scope, bindings));
  const [only] = parts;
  const isWhole = only !== undefined && parts.length === 1 && !isFilled;
  if (!isWhole) steps.push(['cells', cells(shape, parts, isFilled, bindings)]);
  steps.push(['answer', answer(shape, report, isWhole ? only.name : 'cells', bindings)]);
  return page(shape, report, steps, bindings);
}

/** The groups of each part. */
function grouped(
  { top }: ReportShape,
  { order }: ReportRows,
  parts: readonly ReadPart[],
  groups: ReportGroups,
): Step[] {
  if (top === null) return parts.map((part) => [part.name, groups.whole(part)]);
  return [
    ...parts.map((part): Step => [`${part.name}_parts`, groups.partial(part)]),
    ['ranked', groups.ranked(parts, order)],
    ...parts.map((part): Step => [part.name, groups.folded(part)]),
  ];
}

/** All parts and the empty cells, brought together. */
function cells(
  shape: ReportShape,
  parts: readonly ReadPart[],
  isFilled: boolean,
  bindings: Bindings,
): string {
  const { measures, slots, isCompared } = shape;
  const keys = keyNames(shape);
  const cell = (name: string, from: string | null, type: string): string =>
    `${from ?? 'NULL'}::${type} AS ${name}`;
  const values = (has: (key: string) => { own: boolean; before: boolean }): string[] => [
    ...measures.map(({ key, name, type }) => cell(name, has(key).own ? name : null, type)),
    ...(isCompared
      ? measures.map(({ key, name, before, type }) => cell(before, has(key).before ? name : null, type))
      : []),
  ];
  const rows = parts.map((part) => {
    const known = new Set(measuresOf(shape, part.query).map(({ key }) => key));
    const outputs = values((key) => ({
      own: !part.isBefore && known.has(key),
      before: part.isBefore && known.has(key),
    }));
    // The range before may have a bucket more.
    const within = part.isBefore && slots !== null ? ` WHERE ${SLOT} < ${bindings.bind(slots, 'int')}` : '';
    return `SELECT ${[...keys, ...outputs].join(', ')} FROM ${part.name}${within}`;
  });
  if (isFilled) {
    const groups = groupNames(shape);
    const known = parts.map(({ name }) => `SELECT ${groups.join(', ')} FROM ${name}`).join(' UNION ');
    const each = groups.length === 0 ? '' : `, (SELECT DISTINCT * FROM (${known}) AS known) AS groups`;
    const outputs = values(() => ({ own: false, before: false }));
    rows.push(
      `SELECT ${[...keys, ...outputs].join(', ')} FROM generate_series(0, ${bindings.bind(slots, 'int')} - 1) AS ${SLOT}${each}`,
    );
  }
  const names = [
    ...measures.map(({ name }) => name),
    ...(isCompared ? measures.map(({ before }) => before) : []),
  ];
  const merged = names.map((name) => `max(${name}) AS ${name}`);
  return `SELECT ${[...keys, ...merged].join(', ')} FROM (${rows.join(' UNION ALL ')}) AS merged${groupBy(keys.length)}`;
}

/** A measure's column of the report: `name` is its value, and `compared` what conditions are held against. */
interface Output extends Keyed {
  readonly compared: string;
}

/** The measures' columns of the report, each over the cells. */
function outputsOf({ measures, isCompared }: ReportShape): Output[] {
  return measures.flatMap(({ key, name, before, measure }): Output[] => {
    // Of an instant what is shown: whole milliseconds.
    const compared = (value: string): string =>
      measure.unit === 'instant' ? `floor(${value} * 1000)` : `(${value})`;
    const output = (of: string, value: string): Output => ({
      key: of,
      name: value,
      compared: compared(value),
    });
    if (!isCompared) return [output(key, name)];
    const change = `${name} - ${before}`;
    return [
      output(key, name),
      output(previousKey(key), before),
      ...(hasChange(measure)
        ? [
            output(changeKey(key), change),
            output(changeRatioKey(key), `(${change})::numeric / nullif(${before}::numeric, 0)`),
          ]
        : []),
    ];
  });
}

/** The cells with what they say of the change, and only those that are meant. */
function answer(shape: ReportShape, { having }: ReportRows, from: string, bindings: Bindings): string {
  const keys = keyNames(shape);
  const columns = shape.measures.flatMap(({ name, before, measure }) =>
    [name, ...(shape.isCompared ? [before] : [])].map((column) =>
      isZeroWithout(measure) ? `coalesce(${column}, 0) AS ${column}` : column,
    ),
  );
  const outputs = outputsOf(shape);
  const conditions = having.map((one) =>
    conditionSql(entry(outputs, one.field).compared, 'numeric', one, bindings),
  );
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const written = outputs.map(({ name }, place) => `${name} AS v${place}`);
  return `SELECT ${[...keys, ...written].join(', ')} FROM (SELECT ${[...keys, ...columns].join(', ')} FROM ${from}) AS cells${where}`;
}

/** The rows that are asked for, in their order, as text. */
function page(
  shape: ReportShape,
  { order, limit, offset, total }: ReportRows,
  steps: readonly Step[],
  bindings: Bindings,
): Select {
  const outputs = outputsOf(shape).map(({ key }, place) => ({ key, name: `v${place}` }));
  const ordering = orderOf(shape, order, outputs, bindings);
  const orderSql = ordering.length === 0 ? '' : `ORDER BY ${ordering.join(', ')}`;
  const columns: Keyed[] = [
    ...(total ? [{ key: PLACE, name: `row_number() OVER (${orderSql})` }] : []),
    ...(shape.slots === null ? [] : [{ key: SLOT, name: SLOT }]),
    ...shape.dimensions.flatMap((one) => [one, ...nameOf(one)]),
    ...(shape.top === null ? [] : [{ key: OTHERS, name: OTHERS }]),
    ...outputs,
  ];
  const cut =
    (limit === null ? '' : ` LIMIT ${bindings.bind(limit, 'bigint')}`) +
    (offset === 0 ? '' : ` OFFSET ${bindings.bind(offset, 'bigint')}`);
  const texts = columns.map(({ name }, place) => `(${name})::text AS c${place}`);
  const named = shape.dimensions.map(({ name, names }) =>
    names === null ? '' : ` LEFT JOIN (${names}) AS ${name}_names ON ${name}_names.id = answer.${name}`,
  );
  const rows = `SELECT ${texts.join(', ')} FROM answer${named.join('')} ${orderSql}${cut}`;
  const counted = columns.map((_, place) => (place === 1 ? 'count(*)::text' : 'NULL'));
  const written = steps.map(([name, text]) => {
    // What is read more than once is worked out once.
    const isShared = name.endsWith('_parts') || (name === 'answer' && total);
    return `${name} AS ${isShared ? 'MATERIALIZED ' : ''}(${text})`;
  });
  return {
    text: `WITH ${written.join(',\n')}\n${total ? `(${rows})\nUNION ALL SELECT ${counted.join(', ')} FROM answer` : rows}`,
    columns: columns.map(({ key }) => key),
  };
}

/** The column with the names of a dimension's values, where they are wanted. */
const nameOf = ({ key, name, names }: Grouped): Keyed[] =>
  names === null ? [] : [{ key: nameKey(key), name: `${name}_names.name` }];

/** The order of the rows: as asked, then by all that tells them apart. */
function orderOf(
  { slots, dimensions, top }: ReportShape,
  order: ReportRows['order'],
  outputs: readonly Keyed[],
  bindings: Bindings,
): string[] {
  const expressions = new Map<string, (descending: boolean) => string>([
    ...(slots === null ? [] : [[SLOT, (descending: boolean) => directed(SLOT, descending)] as const]),
    ...(top === null ? [] : [[OTHERS, () => OTHERS] as const]),
    ...dimensions.map(
      (one) => [one.key, (descending: boolean) => orderedBy(one, descending, bindings)] as const,
    ),
    ...dimensions
      .flatMap(nameOf)
      .map(({ key, name }) => [key, (down: boolean) => directed(`${name} COLLATE "C"`, down)] as const),
    ...outputs.map(({ key, name }) => [key, (descending: boolean) => directed(name, descending)] as const),
  ]);
  const asked = [...order];
  // The others stand behind all that they are others of.
  if (top !== null) asked.splice(asked[0]?.column === SLOT ? 1 : 0, 0, { column: OTHERS, descending: false });
  const rest = [SLOT, OTHERS, ...dimensions.map(({ key }) => key)]
    .filter((key) => expressions.has(key) && !asked.some(({ column }) => column === key))
    .map((column) => ({ column, descending: false }));
  return [...asked, ...rest].map(({ column, descending }) => {
    const expression = expressions.get(column);
    if (expression === undefined) throw new Error(`the report has no column ${column}`);
    return expression(descending);
  });
}
