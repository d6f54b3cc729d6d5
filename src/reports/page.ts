import type { Report } from './report.js';

/** Where the rows of an answer lie among all that there are. */
export interface ReportPage {
  /** How many rows there are without limit and offset. */
  readonly total: number;
  /** The offset of the next page; null behind the last. */
  readonly nextOffset: number | null;
}

/** The page that so many rows of a report are; one with others is whole. */
export function pageOf({ offset, query }: Report, rows: number, total: number): ReportPage {
  const end = offset + rows;
  const isLast = query.report?.top != null || rows === 0 || end >= total;
  return { total, nextOffset: isLast ? null : end };
}
