import type { RowCells } from '../db/scoped-reads.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { plan } from '../planner/plan.js';
import { cellReader, type Cell, type NumberFormat } from '../reports/cells.js';
import type { Report } from '../reports/report.js';
import {
  DirtyRanges,
  dirtyStatement,
  isSettled,
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
  readonly complete: boolean;
}

/** The rows of a report on their way. */
export interface StreamedReport {
  readonly meta: ReportMeta;
  /** Rows of cells in their order, each batch once. Some in the batch, or none at all. */
  readonly batches: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** How a report is streamed. */
export interface StreamOptions {
  readonly numbers: NumberFormat;
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
   * Has the rows of a report looked at while the transaction that reads them is open; all of them, without their number.
   * What is dirty is read first and in the same transaction, so that the plan is never a stale one (see
   * `AnalyticsReader`).
   */
  run<T>(
    scope: TenantScope,
    report: Report,
    options: StreamOptions,
    look: (stream: StreamedReport) => Promise<T>,
  ): Promise<T> {
    return this.reads.within(scope, options, async (reads) => {
      const dirty = new DirtyRanges(await reads.rows<DirtyRow>(dirtyStatement(scope)));
      const { query, window, columns } = report;
      const counted = query.report == null ? null : { ...query.report, total: false };
      const made = plan([{ ...query, report: counted }], scope, dirty.of);
      const [part] = made.parts;
      if (part === undefined) throw new Error('nothing was planned');
      const readers = columns.map((column) => {
        // The first cell of a row is the number of its query.
        const place = part.columns.indexOf(column.from) + 1;
        if (place === 0) throw new Error(`the answer has no ${column.from}`);
        const read = cellReader(column, window, options.numbers);
        return (row: RowCells): Cell => read(row[place] as string | null);
      });
      const lost = lostOf(query.dataset, part.rawRanges, this.rawSince);
      return look({
        meta: {
          from: new Date(window.from).toISOString(),
          to: new Date(window.to).toISOString(),
          granularity: window.granularity,
          timeZone: window.timeZone,
          sources: [...part.sources].sort(),
          watermark: new Date(watermarkOf(window, dirty.of(query.dataset), this.now)).toISOString(),
          complete: isSettled(window.to, this.now) && lost.length === 0,
        },
        batches: mapped(reads.batches(made, options.batchRows), (row) => readers.map((read) => read(row))),
      });
    });
  }
}

async function* mapped(
  batches: AsyncIterable<readonly RowCells[]>,
  cellsOf: (row: RowCells) => readonly Cell[],
): AsyncGenerator<readonly (readonly Cell[])[], void> {
  for await (const rows of batches) yield rows.map(cellsOf);
}
