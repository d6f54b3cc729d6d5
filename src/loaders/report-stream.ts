import type { RowCells } from '../db/scoped-reads.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { plan } from '../planner/plan.js';
import { PLACE } from '../planner/report-columns.js';
import { cellReader, type Cell, type NumberFormat } from '../reports/cells.js';
import { pageOf, type ReportPage } from '../reports/page.js';
import type { Report } from '../reports/report.js';
import {
  DirtyRanges,
  dirtyStatement,
  isSettled,
  LAG_STATEMENT,
  lostOf,
  watermarkOf,
  type DirtyRow,
  type RawSince,
} from './freshness.js';
import type { SharedReads } from './shared-reads.js';

/** What a report was made of: see `ResultMeta` of the schema. */
export interface ReportMeta {
  /** The range, as ISO-8601. */
  readonly from: string;
  readonly to: string;
  readonly granularity: string;
  readonly timeZone: string;
  readonly sources: readonly string[];
  readonly watermark: string;
  readonly staleSeconds: number;
  readonly complete: boolean;
}

/** The rows of a report on their way. */
export interface StreamedReport {
  readonly meta: ReportMeta;
  /** Rows of cells in their order, each batch once. Some in the batch, or none at all. */
  readonly batches: AsyncIterable<readonly (readonly Cell[])[]>;
  /** Where the rows lie among all that there are, once all have been looked at; null unless that is wanted. */
  page(): ReportPage | null;
}

/** How a report is streamed. */
export interface StreamOptions {
  readonly numbers: NumberFormat;
  /** Whether the rows that there are without limit and offset are counted. */
  readonly isCounted: boolean;
  /** Rows that are held at once. */
  readonly batchRows: number;
  /** What the first batch, and each further one, may take. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Streams reports of any length, each in a transaction of its own. */
export class ReportStreams {
  constructor(
    private readonly reads: SharedReads,
    private readonly now: number,
    private readonly rawSince: RawSince,
  ) {}

  /**
   * Has the rows of a report looked at while the transaction that reads them is open. What is dirty is read first and in
   * the same transaction, so that the plan is never a stale one (see `AnalyticsReader`).
   */
  run<T>(
    scope: TenantScope,
    report: Report,
    options: StreamOptions,
    look: (stream: StreamedReport) => Promise<T>,
  ): Promise<T> {
    return this.reads.within(scope, options, async (reads) => {
      const dirty = new DirtyRanges(await reads.rows<DirtyRow>(dirtyStatement(scope)));
      const [stale] = await reads.rows<{ lag: number | null }>(LAG_STATEMENT);
      const { query, window, columns } = report;
      const counted = query.report == null ? null : { ...query.report, total: options.isCounted };
      const made = plan([{ ...query, report: counted }], scope, dirty.of);
      const [part] = made.parts;
      if (part === undefined) throw new Error('nothing was planned');
      // The first cell of a row is the number of its query.
      const placeOf = (column: string): number => part.columns.indexOf(column) + 1;
      const readers = columns.map((column) => {
        const place = placeOf(column.from);
        if (place === 0) throw new Error(`the answer has no ${column.from}`);
        const read = cellReader(column, window, options.numbers);
        return (row: RowCells): Cell => read(row[place] as string | null);
      });
      const counter = new Counter(report, placeOf(PLACE));
      const batches = reads.batches(made, options.batchRows);
      const lost = lostOf(query.dataset, part.rawRanges, this.rawSince);
      return look({
        meta: {
          from: new Date(window.from).toISOString(),
          to: new Date(window.to).toISOString(),
          granularity: window.granularity,
          timeZone: window.timeZone,
          sources: [...part.sources].sort(),
          watermark: new Date(watermarkOf(window, dirty.of(query.dataset), this.now)).toISOString(),
          staleSeconds: Math.max(0, stale?.lag ?? 0),
          complete: isSettled(window.to, this.now) && lost.length === 0,
        },
        batches: mapped(options.isCounted ? counter.without(batches) : batches, (row) =>
          readers.map((read) => read(row)),
        ),
        page: () => (options.isCounted ? counter.page() : null),
      });
    });
  }
}

/** Takes the row with the number of all rows out of those of a report, and sees that these come in their order. */
class Counter {
  #rows = 0;
  #total: number | null = null;

  /** `place`: where the place of a row stands in it, and behind that the total. */
  constructor(
    private readonly report: Report,
    private readonly place: number,
  ) {}

  async *without(batches: AsyncIterable<readonly RowCells[]>): AsyncGenerator<readonly RowCells[], void> {
    for await (const batch of batches) yield batch.filter((row) => this.#isRow(row));
  }

  page(): ReportPage {
    if (this.#total === null) throw new Error('the answer has no total');
    return pageOf(this.report, this.#rows, this.#total);
  }

  #isRow(row: RowCells): boolean {
    const place = row[this.place];
    if (place === null) {
      this.#total = Number(row[this.place + 1]);
      return false;
    }
    this.#rows += 1;
    if (Number(place) !== this.report.offset + this.#rows) throw new Error('the rows came out of order');
    return true;
  }
}

async function* mapped(
  batches: AsyncIterable<readonly RowCells[]>,
  cellsOf: (row: RowCells) => readonly Cell[],
): AsyncGenerator<readonly (readonly Cell[])[], void> {
  for await (const rows of batches) yield rows.map(cellsOf);
}
