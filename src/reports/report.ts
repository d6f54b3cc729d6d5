import { entry, type Dimension, type Measure } from '../catalogue/dataset.js';
import { InputError } from '../errors.js';
import type { AnalyticsQuery, ReportOrder } from '../planner/query.js';
import { keptApart, SLOT } from '../planner/report-columns.js';
import type { Window } from '../planner/window.js';
import { BUCKET, columnsOf, type ReportColumn } from './columns.js';
import { known } from './known.js';
import { offered, type OfferedDataset } from './offered.js';
import { isRelative, readFilters, readHaving } from './read-conditions.js';
import type { ReportOrderBy, ReportRequest } from './report-request.js';

/** Rows of an answer at most, unless it is exported. */
export const MOST_ROWS = 10_000;
/** Rows where the request does not say, and groups before the others. */
const DEFAULT_ROWS = 1_000;
const MOST_MEASURES = 50;
const MOST_DIMENSIONS = 10;
const MOST_OFFSET = 100_000_000;

/** A report that was understood. */
export interface Report {
  readonly offered: OfferedDataset;
  readonly window: Window;
  readonly columns: readonly ReportColumn[];
  readonly query: AnalyticsQuery;
  /** Rows, or groups where there are others, at most; null for all. */
  readonly limit: number | null;
  readonly offset: number;
  /** Whether its conditions say an instant by when it is asked, such as `now-1d`. */
  readonly isRelative: boolean;
}

/** How much a report may answer. */
export interface ReportBounds {
  /** The limit where the request has none, nor others; null for no limit. */
  readonly defaultLimit: number | null;
  /** What a limit may be at most; null for anything. */
  readonly mostLimit: number | null;
}

/** What an answer to a query may have. */
export const PAGE_BOUNDS: ReportBounds = { defaultLimit: DEFAULT_ROWS, mostLimit: MOST_ROWS };
/** What an export may have: everything. */
export const EXPORT_BOUNDS: ReportBounds = { defaultLimit: null, mostLimit: null };

const byKey = <T extends { readonly key: string }>(entries: readonly T[]): ReadonlyMap<string, T> =>
  new Map(entries.map((one) => [one.key, one]));

/**
 * Understands a report within its window.
 *
 * @throws InputError that names the field at fault, and for names that do not exist the nearest that do
 */
export function readReport(request: ReportRequest, window: Window, bounds: ReportBounds): Report {
  const dataset = offered(request.dataset);
  const measures = readNames('measures', 'measure', request.measures, byKey(dataset.measures), MOST_MEASURES);
  if (measures.length === 0) {
    const some = dataset.measures.slice(0, 3).map(({ key }) => key);
    throw new InputError('measures', `expected at least one, such as ${some.join(', ')}`);
  }
  const dimensions = readDimensions(request, dataset, measures);
  const hasBuckets = request.timeDimension === true;
  const hasOthers = request.others === true;
  const isCompared = window.comparison !== null;
  const hasNames = request.names === true;
  const columns = columnsOf(measures, dimensions, { hasBuckets, hasNames, hasOthers, isCompared });
  const measured = columns.filter(({ role }) => ['MEASURE', 'PREVIOUS', 'CHANGE'].includes(role));
  const byName = new Map(measured.map((one) => [one.name, one]));
  const having = readHaving(request.having ?? [], byName, window);
  const { limit, offset } = readPage(request, bounds);
  if (hasOthers) judgeOthers(request, measures, dimensions);
  const perCurrency = measures.every((measure) => measure.perCurrency === true);
  return {
    offered: dataset,
    window,
    columns,
    limit,
    offset,
    isRelative: isRelative(request.having ?? [], byName),
    query: {
      dataset: dataset.dataset,
      measures: measures.map(({ key }) => key),
      dimensions: dimensions.map(({ key }) => key),
      filters: [],
      conditions: readFilters(request.filters ?? [], byKey(dataset.dimensions), window),
      // Where nothing but amounts is asked for, what has none has no row.
      present: perCurrency ? ['currency'] : [],
      range: { from: window.from, to: window.to },
      buckets: hasBuckets ? window.buckets : null,
      report: {
        compared:
          window.comparison === null
            ? null
            : { range: window.comparison, buckets: hasBuckets ? window.comparisonBuckets : null },
        names: hasNames,
        fill: hasBuckets && request.fill !== false,
        having,
        order: readOrder(request.orderBy ?? [], columns),
        limit: hasOthers ? (bounds.mostLimit === null ? null : bounds.mostLimit + 1) : limit,
        offset,
        top: hasOthers ? limit : null,
        total: true,
      },
    },
  };
}

function readNames<T extends { readonly key: string }>(
  list: string,
  kind: string,
  names: readonly string[],
  entries: ReadonlyMap<string, T>,
  most: number,
): T[] {
  if (names.length > most) throw new InputError(list, `expected at most ${most}, got ${names.length}`);
  return names.map((name, place) => {
    const field = `${list}[${place}]`;
    if (names.indexOf(name) < place) throw new InputError(field, `"${name}" is asked for twice`);
    return known(field, kind, name, entries);
  });
}

/** The dimensions that are asked for, and those that the measures cannot be added up without. */
function readDimensions(
  { dimensions }: ReportRequest,
  { dataset, dimensions: there }: OfferedDataset,
  measures: readonly Measure[],
): Dimension[] {
  const asked = readNames('dimensions', 'dimension', dimensions ?? [], byKey(there), MOST_DIMENSIONS);
  const missing = keptApart(
    dataset,
    measures.map(({ key }) => key),
  ).filter((key) => !asked.some((one) => one.key === key));
  return [...asked, ...missing.map((key) => entry(there, key))];
}

function readPage(request: ReportRequest, bounds: ReportBounds): { limit: number | null; offset: number } {
  const { limit = request.others === true ? DEFAULT_ROWS : bounds.defaultLimit, offset = 0 } = {
    limit: request.limit ?? undefined,
    offset: request.offset ?? undefined,
  };
  if (limit !== null) {
    const most = bounds.mostLimit ?? Number.MAX_SAFE_INTEGER;
    if (!Number.isInteger(limit) || limit < 1 || limit > most) {
      const upTo = bounds.mostLimit === null ? 'of at least 1' : `from 1 to ${most}`;
      throw new InputError('limit', `expected a whole number ${upTo}, got ${limit}`);
    }
  }
  if (!Number.isInteger(offset) || offset < 0 || offset > MOST_OFFSET) {
    throw new InputError('offset', `expected a whole number from 0 to ${MOST_OFFSET}, got ${offset}`);
  }
  return { limit, offset };
}

/** Others are of groups, all of which they have to answer for. */
function judgeOthers(
  { having, offset }: ReportRequest,
  measures: readonly Measure[],
  dimensions: readonly Dimension[],
): void {
  const apart = measures.some(({ perCurrency }) => perCurrency === true) ? ['currency'] : [];
  if (dimensions.every(({ key }) => apart.includes(key))) {
    throw new InputError('others', 'expected a dimension whose groups have others');
  }
  if (having != null && having.length > 0) {
    throw new InputError('others', 'expected none beside `having`: the others are all that is not shown');
  }
  if (offset != null && offset > 0) {
    throw new InputError('offset', 'expected none beside `others`: these are all that is not shown');
  }
}

/** The order that is asked for; else by time, and then largest first by the first measure. */
function readOrder(orderBy: readonly ReportOrderBy[], columns: readonly ReportColumn[]): ReportOrder[] {
  const byName = new Map(columns.map((one) => [one.name, one]));
  if (orderBy.length > columns.length) {
    throw new InputError('orderBy', `expected at most ${columns.length}: the report has no more columns`);
  }
  if (orderBy.length > 0) {
    return orderBy.map(({ field, direction }, place) => {
      const at = `orderBy[${place}].field`;
      const { from, role } = known(at, 'column', field, byName);
      if (role === 'OTHERS') throw new InputError(at, 'the others stand last always');
      if (orderBy.findIndex((one) => one.field === field) < place)
        throw new InputError(at, `"${field}" orders already`);
      return { column: from, descending: direction === 'DESC' };
    });
  }
  const first = columns.find(({ role }) => role === 'MEASURE');
  return [
    ...(byName.has(BUCKET) ? [{ column: SLOT, descending: false }] : []),
    ...(first === undefined ? [] : [{ column: first.from, descending: true }]),
  ];
}
