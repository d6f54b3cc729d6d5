import { entry, spreadOf, type Dataset, type Measure } from '../catalogue/dataset.js';
import { NAMED } from '../catalogue/named.js';
import type { Bindings } from './bindings.js';
import type { AnalyticsQuery, ReportRows } from './query.js';
import { keptApart, OTHERS, SLOT } from './report-columns.js';

/** A column inside of a report's statement: what the report calls it, and its name there. */
export interface Keyed {
  readonly key: string;
  readonly name: string;
}

/** A dimension of a report. */
export interface Grouped extends Keyed {
  readonly column: string;
  readonly isText: boolean;
  /** All of its values, ascending, where that is not the order of their code points. */
  readonly order: readonly string[] | null;
  /** Whether the others keep it, instead of being folded over it. */
  readonly isApart: boolean;
  /** SQL of the rows with `id` and `name` of its values; null where their names are not wanted. */
  readonly names: string | null;
}

/** A measure of a report: `name` holds it, `before` what it was in the range before. */
export interface Measured extends Keyed {
  readonly measure: Measure;
  readonly before: string;
  readonly type: 'numeric' | 'float8';
}

/** What a report's statement has, wherever its values come from. */
export interface ReportShape {
  readonly dataset: Dataset;
  readonly dimensions: readonly Grouped[];
  readonly measures: readonly Measured[];
  readonly isCompared: boolean;
  /** How many buckets there are; null where rows have none. */
  readonly slots: number | null;
  /** How many groups are kept apart from the others; null for all. */
  readonly top: number | null;
}

/** The shape of a report. */
export function shapeOf(query: AnalyticsQuery, { compared, top, names }: ReportRows): ReportShape {
  const { dataset } = query;
  const apart = keptApart(dataset, query.measures);
  return {
    dataset,
    dimensions: query.dimensions.map((key, place) => {
      const { column, type, order = null } = entry(dataset.dimensions, key);
      const named = names ? NAMED[key] : undefined;
      return {
        key,
        column,
        name: `d${place}`,
        isText: type === undefined,
        order,
        isApart: apart.includes(key),
        names:
          named === undefined ? null : `SELECT id, ${named.column} AS name FROM tenant.${named.relation}`,
      };
    }),
    measures: query.measures.map((key, place) => {
      const measure = entry(dataset.measures, key);
      const type = measure.unit === 'milliseconds' ? 'float8' : 'numeric';
      return { key, measure, type, name: `m${place}`, before: `p${place}` };
    }),
    isCompared: compared !== null,
    slots: query.buckets?.length ?? null,
    top,
  };
}

/** Names of what tells groups apart, whatever the bucket. */
export function groupNames({ dimensions, top }: ReportShape): string[] {
  return [...dimensions.map(({ name }) => name), ...(top === null ? [] : [OTHERS])];
}

/** Names of what tells rows apart. */
export function keyNames(shape: ReportShape): string[] {
  return [...(shape.slots === null ? [] : [SLOT]), ...groupNames(shape)];
}

/** The measures of a part. */
export function measuresOf({ measures }: ReportShape, { measures: keys }: AnalyticsQuery): Measured[] {
  return measures.filter(({ key }) => keys.includes(key));
}

/** The dimensions that measures are computed over, though nobody may group by them. */
export function spreadOver(measures: readonly Measured[]): string[] {
  return [...new Set(measures.flatMap(({ measure }) => spreadOf(measure) ?? []))];
}

/** The order of a dimension's values. */
export function orderedBy({ name, isText, order }: Grouped, descending: boolean, bindings: Bindings): string {
  if (order !== null) return directed(`array_position(${bindings.texts(order)}, ${name})`, descending);
  return directed(isText ? `${name} COLLATE "C"` : name, descending);
}

/** An order in which what has no value comes last. */
export const directed = (expression: string, descending: boolean): string =>
  `${expression} ${descending ? 'DESC' : 'ASC'} NULLS LAST`;

/** Groups by the first columns. */
export const groupBy = (columns: number): string =>
  columns === 0 ? '' : ` GROUP BY ${Array.from({ length: columns }, (_, place) => place + 1).join(', ')}`;
