import type { TenantScope } from '../db/tenant-scope.js';
import { InputError } from '../errors.js';
import { PLACE } from '../planner/report-columns.js';
import { cellReader, type Cell, type NumberFormat } from '../reports/cells.js';
import type { Report } from '../reports/report.js';
import type { AnalyticsReader, AnalyticsRow } from './analytics-reader.js';

/** What a report is answered with. */
export interface ReportAnswer {
  /** In their order; see `reportCells`. */
  readonly rows: readonly AnalyticsRow[];
  /** How many rows there are, those before and behind these among them. */
  readonly total: number;
  /** Whether it lacks what would have to be read from raw rows that are past retention. */
  readonly isLossy: boolean;
}

/**
 * Answers a report.
 *
 * @throws InputError where a report with others, which has no pages, has more rows than an answer may have
 */
export async function answerReport(
  analytics: AnalyticsReader,
  scope: TenantScope,
  { query }: Report,
): Promise<ReportAnswer> {
  const { rows, lost } = await analytics.read(scope, query);
  const last = rows.find((row) => row[PLACE] === null);
  const [, total] = Object.values(last ?? {});
  const found = rows.filter((row) => row[PLACE] !== null).sort((a, b) => Number(a[PLACE]) - Number(b[PLACE]));
  const { top, limit } = query.report ?? { top: null, limit: null };
  if (top !== null && limit !== null && found.length >= limit) {
    throw new InputError(
      'limit',
      `expected fewer groups or coarser buckets: a report with others has at most ${limit - 1} rows`,
    );
  }
  return { rows: found, total: Number(total ?? 0), isLossy: lost.length > 0 };
}

/** How a row becomes cells, one for each column. */
export function reportCells(
  { columns, window }: Pick<Report, 'columns' | 'window'>,
  numbers: NumberFormat,
): (row: AnalyticsRow) => Cell[] {
  const readers = columns.map((column) => {
    const read = cellReader(column, window, numbers);
    return (row: AnalyticsRow): Cell => read(row[column.from] ?? null);
  });
  return (row) => readers.map((read) => read(row));
}
