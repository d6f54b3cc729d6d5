import type { TenantScope } from '../db/tenant-scope.js';
import type { ReportMeta, ReportStreams } from '../loaders/report-stream.js';
import type { ReportPage } from '../reports/page.js';
import type { Report } from '../reports/report.js';
import type { EncodingOptions } from './encoder.js';
import { FORMATS, type ExportFormat } from './formats.js';
import { Spool, type SpoolLimits, type Spooled } from './spool.js';
import { busy, Turns, type TurnLimits } from './turns.js';

/** A report that is wanted as a file. */
export interface ExportRequest extends EncodingOptions {
  /** Understood within `EXPORT_BOUNDS`. */
  readonly report: Report;
  readonly scope: TenantScope;
  readonly format: ExportFormat;
}

/** What exports may take of a node. */
export interface ExportLimits extends SpoolLimits {
  readonly turns: TurnLimits;
  /** Files that wait for their clients to read them, or are being read. */
  readonly files: number;
  /** What the database may take for the first rows, and for each further batch, seconds. */
  readonly seconds: number;
}

/** Rows that are read at once. */
const BATCH_ROWS = 2_000;

/** Makes files of reports, a few at a time. */
export class Exporter {
  readonly #turns: Turns;
  #files = 0;

  constructor(private readonly limits: ExportLimits) {
    this.#turns = new Turns(limits.turns);
  }

  /**
   * Makes a report a file, with memory that does not depend on its rows. The file is complete when this resolves: the
   * database is no longer needed, and no error can come any more. The caller closes it.
   *
   * @throws what `Turns.take` and the reading throw, and the signal's reason
   */
  async make(
    streams: ReportStreams,
    { report, scope, format, ...options }: ExportRequest,
    signal: AbortSignal,
  ): Promise<Spooled> {
    if (this.#files >= this.limits.files) throw busy();
    const leave = await this.#turns.take(scope.tenantId, signal);
    const spool = new Spool(this.limits);
    try {
      const { encoder: makeEncoder, tells, pages } = FORMATS[format];
      const encoder = await makeEncoder(report, options);
      await spool.write(encoder.begin());
      const { seconds } = this.limits;
      const isCounted = pages && (report.limit !== null || report.offset > 0);
      const { meta, page } = await streams.run(
        scope,
        report,
        { numbers: options.numbers, isCounted, seconds, signal, batchRows: BATCH_ROWS },
        async (stream) => {
          for await (const rows of stream.batches) await spool.write(encoder.rows(rows));
          await spool.write(encoder.rest());
          return { meta: stream.meta, page: stream.page() };
        },
      );
      const lasting = tells ? lastingOf(report, meta, page) : '';
      return this.#counted(await spool.end(encoder.end(meta, page), lasting));
    } catch (error) {
      await spool.abandon();
      throw error;
    } finally {
      leave();
    }
  }

  #counted(spooled: Spooled): Spooled {
    if (spooled.bytes === null) {
      this.#files += 1;
      void spooled.closed.then(() => (this.#files -= 1));
    }
    return spooled;
  }
}

/**
 * What a file tells that makes it another one though its rows are the same. Ends of a window that moves, how far rollups
 * reach and which were read are other ones each time, and say nothing else of the rows.
 */
function lastingOf({ columns }: Report, meta: ReportMeta, page: ReportPage | null): string {
  const { granularity, timeZone, complete } = meta;
  const typed = columns.map(({ name, type }) => [name, type]);
  return JSON.stringify([typed, granularity, timeZone, complete, page]);
}
