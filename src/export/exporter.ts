import type { TenantScope } from '../db/tenant-scope.js';
import { GaugewayError } from '../errors.js';
import type { ReportMeta, ReportStreams } from '../loaders/report-stream.js';
import type { ReportPage } from '../reports/page.js';
import type { Report } from '../reports/report.js';
import type { EncodingOptions } from './encoder.js';
import { FORMATS, type ExportFormat } from './formats.js';
import { Spool, type SpoolLimits, type Spooled } from './spool.js';
import { Turns, type TurnLimits } from '../turns.js';

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
  /** Those of one tenant. */
  readonly filesOfTenant: number;
  /** What the database may take for the first rows, and for each further batch, seconds. */
  readonly seconds: number;
}

/** Rows that are read at once. */
const BATCH_ROWS = 2_000;

/** Makes files of reports, a few at a time. */
export class Exporter {
  readonly #turns: Turns;
  /** How many files there are of each tenant that has some. */
  readonly #files = new Map<string, number>();

  constructor(private readonly limits: ExportLimits) {
    this.#turns = new Turns(limits.turns, {
      ofTenant: `At most ${limits.turns.ofTenant} exports of a tenant are made at once`,
      busy: 'This node is making as many exports as it can',
    });
  }

  /**
   * Makes a report a file, with memory that does not depend on its rows. The file is complete when this resolves: the
   * database is no longer needed, and no error can come any more. The caller closes it.
   *
   * @throws GaugewayError TOO_MANY_REQUESTS where the tenant has too many files, UNAVAILABLE where all have; what `Turns.take`
   *   and the reading throw, and the signal's reason
   */
  async make(
    streams: ReportStreams,
    { report, scope, format, ...options }: ExportRequest,
    signal: AbortSignal,
  ): Promise<Spooled> {
    const { tenantId } = scope;
    this.#requireRoom(tenantId);
    const leave = await this.#turns.take(tenantId, signal);
    const spool = new Spool(this.limits);
    try {
      this.#requireRoom(tenantId);
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
      return this.#counted(tenantId, await spool.end(encoder.end(meta, page), lasting));
    } catch (error) {
      await spool.abandon();
      throw error;
    } finally {
      leave();
    }
  }

  /** Throws where a tenant has as many files as it may, or all have; one tenant cannot take the room of all. */
  #requireRoom(tenantId: string): void {
    const { files, filesOfTenant } = this.limits;
    if ((this.#files.get(tenantId) ?? 0) >= filesOfTenant) {
      throw new GaugewayError(
        'TOO_MANY_REQUESTS',
        `At most ${filesOfTenant} files of a tenant wait for their clients at once`,
      );
    }
    if ([...this.#files.values()].reduce((sum, count) => sum + count, 0) >= files) throw this.#turns.busy();
  }

  #counted(tenantId: string, spooled: Spooled): Spooled {
    if (spooled.bytes === null) {
      this.#count(tenantId, 1);
      void spooled.closed.then(() => this.#count(tenantId, -1));
    }
    return spooled;
  }

  #count(tenantId: string, by: number): void {
    const count = (this.#files.get(tenantId) ?? 0) + by;
    if (count === 0) this.#files.delete(tenantId);
    else this.#files.set(tenantId, count);
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
