import type { RequestHandler } from 'express';
import { enterDataset } from '../../resolvers/dataset-scope.js';
import { enter } from '../../resolvers/root.js';
import { GaugewayError } from '../errors.js';
import { withOverride } from '../reports/override.js';
import { byParameter, OVERRIDE_PARAMETERS, readOverrideParameters } from '../reports/report-parameters.js';
import { readReportOverride } from '../reports/report-query.js';
import { EXPORT_BOUNDS, readReport } from '../reports/report.js';
import { askerOf } from '../saved-reports/asker.js';
import { exportFormat, readExportOptions } from './export-options.js';
import { enterExport, searchOf, sendReport, type ExportParts, type ReportFile } from './exports.js';
import { readJson } from './json-request.js';

/** `GET|POST /v1/reports/{id}.{format}`: a saved report as a file, with another window and more filters where these are given. */
export function savedExport(parts: ExportParts): RequestHandler {
  return async (request, response) => {
    const context = await enterExport(parts, request, response);
    const format = exportFormat(request.params['format']);
    const search = searchOf(request);
    const isPost = request.method === 'POST';
    const options = readExportOptions(search, isPost ? [] : OVERRIDE_PARAMETERS);
    const override = isPost
      ? readReportOverride(await readJson(request, parts.body))
      : readOverrideParameters(search);
    const asker = askerOf(context.principal, enter(context, 'analytics:read', options.tenantId));
    const id = String(request.params['id']);
    const kept = id.includes('\0') ? null : await context.savedReports.find(asker, id);
    if (kept === null) throw new GaugewayError('NOT_FOUND', 'id: there is no such report', 'id');
    const understood = (): Promise<Pick<ReportFile, 'report' | 'scope'>> =>
      withOverride(kept.query, override, (asked) => ({
        scope: enterDataset(context, asked.dataset, options.tenantId),
        report: readReport(asked, context.loaders.window(asked.window), EXPORT_BOUNDS),
      }));
    const file = await (isPost ? understood() : byParameter(understood));
    await sendReport(parts, context, response, { ...file, format, options, title: kept.name });
  };
}
