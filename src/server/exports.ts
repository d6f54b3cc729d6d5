import type { Request, RequestHandler, Response } from 'express';
import { enterDataset } from '../../resolvers/dataset-scope.js';
import type { Principal } from '../auth/principal.js';
import type { RequestContext } from '../context.js';
import type { TenantScope } from '../db/tenant-scope.js';
import type { Exporter } from '../export/exporter.js';
import { FORMATS, type ExportFormat } from '../export/formats.js';
import { ClientGone, type BodyLimits } from '../ingest/doors/body.js';
import { byParameter, readReportParameters, REPORT_PARAMETERS } from '../reports/report-parameters.js';
import { readReportQuery } from '../reports/report-query.js';
import { EXPORT_BOUNDS, readReport, type Report } from '../reports/report.js';
import { exportFormat, readExportOptions, type ExportOptions } from './export-options.js';
import { readJson } from './json-request.js';
import { recordOf } from './request-record.js';
import { sendFile } from './send-file.js';

/** What reports over REST are made of. */
export interface ExportParts {
  readonly identify: (request: Request) => Promise<Principal>;
  readonly contextFor: (principal: Principal) => RequestContext;
  readonly exporter: Exporter;
  readonly body: BodyLimits;
  /** A client that reads nothing of its file for this long is given up, milliseconds. */
  readonly exportIdleMs: number;
}

/** A report that was understood, to be sent as a file. */
export interface ReportFile {
  readonly report: Report;
  readonly scope: TenantScope;
  readonly format: ExportFormat;
  readonly options: ExportOptions;
  /** The file's name without its extension; by the dataset and the range if left out. */
  readonly title?: string;
}

/** `GET|POST /v1/query.{format}`: a report of its own, as a file. */
export function queryExport(parts: ExportParts): RequestHandler {
  return async (request, response) => {
    const context = await enterExport(parts, request, response);
    const format = exportFormat(request.params['format']);
    const search = searchOf(request);
    const isPost = request.method === 'POST';
    const options = readExportOptions(search, isPost ? [] : REPORT_PARAMETERS);
    const asked = isPost
      ? readReportQuery(await readJson(request, parts.body))
      : readReportParameters(search);
    const scope = enterDataset(context, asked.dataset, options.tenantId);
    const understood = (): Report => readReport(asked, context.loaders.window(asked.window), EXPORT_BOUNDS);
    const report = isPost ? understood() : byParameter(understood);
    await sendReport(parts, context, response, { report, scope, format, options });
  };
}

/** Lets a caller in who asks for a file. What the file has depends on who asks. */
export async function enterExport(
  { identify, contextFor }: ExportParts,
  request: Request,
  response: Response,
): Promise<RequestContext> {
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('Vary', 'Authorization, X-API-Key, Accept-Encoding');
  const principal = await identify(request);
  recordOf(response).principal = principal;
  return contextFor(principal);
}

/** The query string of a request. */
export function searchOf({ url }: Request): URLSearchParams {
  const query = url.indexOf('?');
  return new URLSearchParams(query === -1 ? '' : url.slice(query + 1));
}

/**
 * Makes a report a file and sends it. What can go wrong does so before anything is sent.
 * @throws what `Exporter.make` throws, and ClientGone
 */
export async function sendReport(
  { exporter, exportIdleMs }: ExportParts,
  { loaders }: RequestContext,
  response: Response,
  { report, scope, format, options, title }: ReportFile,
): Promise<void> {
  const { mediaType, compresses, tells } = FORMATS[format];
  const content = await exporter.make(
    loaders.reportStreams,
    { ...options, report, scope, format },
    goneSignal(response),
  );
  try {
    const name = `${title ?? titleOf(report)}.${format}`;
    await sendFile(response, { content, mediaType, compresses, tells, name }, exportIdleMs);
  } finally {
    await content.close();
  }
}

/** Aborted when the client goes, which it may have done while it was found out what it wants. */
function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  const abort = (): void => gone.abort(new ClientGone());
  if (response.destroyed) abort();
  else response.once('close', abort);
  return gone.signal;
}

/** The dataset and the range by the zone's calendar, such as `usage-2026-10-01-2026-11-01`. */
function titleOf({ offered, window: { from, to, timeZone } }: Report): string {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  return [offered.name.toLowerCase(), day.format(from), day.format(to)].join('-');
}
